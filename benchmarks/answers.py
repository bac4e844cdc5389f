"""How long an answer takes: `python -m benchmarks.answers [--runs 5] [--questions 100]`.

Over the 1,500 articles of the development set news-2022: seconds from starting `python -m qa` to the first line of the
printed answer, and, in a process that stays open, p50 and p95 of a whole answer in quotes mode and of its stages.
"""

import argparse
import statistics
import subprocess
import sys
import time

import numpy as np

from core.settings import PROJECT, load_settings
from evaluation.corpus import build_library
from evaluation.questions import read_test_set
from qa import open_assistant

NEWS = PROJECT.parent / "shared" / "data" / "news-2022"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    if not NEWS.is_dir():
        sys.exit("the development data (../shared/data) is not here")
    library = build_library([NEWS / "corpus.jsonl.gz"], load_settings()).data_dir
    questions = [question.question for question in read_test_set(NEWS / "questions.jsonl").questions]
    cold = []
    for question in questions[: arguments.runs]:
        command = [sys.executable, "-m", "qa", question, "--data-dir", str(library)]
        started = time.perf_counter()
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            cold.append(time.perf_counter() - started)
            process.communicate()
        if process.returncode:
            sys.exit(f"python -m qa ended with {process.returncode}")
    print(f"python -m qa, start to answer: median {statistics.median(cold):.2f} s, worst {max(cold):.2f} s")
    with open_assistant(data_dir=library, model="") as assistant:
        stages = [dict(assistant.ask(question).seconds) for question in questions[: arguments.questions]]
    print("| stage | p50 ms | p95 ms |\n|---|---|---|")
    for stage in ("embed", "retrieve", "read", "write", "total"):
        values = [1000 * seconds.get(stage, 0.0) for seconds in stages[3:]]  # the first ones warm up
        print(f"| {stage} | {np.percentile(values, 50):.0f} | {np.percentile(values, 95):.0f} |")


if __name__ == "__main__":
    main()
