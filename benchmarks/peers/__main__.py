"""`python -m benchmarks.peers`: this project and five others on the same articles, questions and weights; one table.

Each system runs alone in a process and an environment of its own, and leaves ranked passages as offsets into the
articles; all of them are scored by the same code. Figures of time and memory want a machine with nothing else to do.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.peers.environments import HERE, python_of
from benchmarks.peers.table import articles_of, line_of, markdown
from evaluation.formats.text_files import json_lines
from evaluation.questions import read_test_set

PEERS = ("langchain_tutorial", "txtai_hybrid", "llamaindex_fusion", "haystack_joined", "bm25_alone")
OURS = "dateline"
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
}


def main() -> int:
    arguments = _parser().parse_args()
    failed = 0
    for test_set in arguments.sets:
        folder = arguments.out / test_set.name
        folder.mkdir(parents=True, exist_ok=True)
        corpus, questions = part_of(test_set, folder, articles=arguments.articles, questions=arguments.limit)
        done = []
        for system in arguments.systems.split(","):
            if run(system, corpus, questions, folder, borrow=arguments.borrow):
                done.append(system)
            else:
                failed += 1
        asked, texts = read_test_set(questions).questions, articles_of(corpus)
        print(f"\n{test_set.name}: {len(asked)} questions, {len(texts)} articles\n")
        table = markdown([line_of(system, folder, asked, texts) for system in done])
        print(table)
        (folder / "table.md").write_text(table + "\n", encoding="utf-8")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument(
        "sets", nargs="+", type=Path, metavar="SET", help="folder with corpus.jsonl(.gz) and questions.jsonl(.gz)"
    )
    parser.add_argument("--systems", default=",".join((OURS, *PEERS)), help="comma-separated (default: all)")
    parser.add_argument("--articles", type=int, metavar="N", help="only N articles, and the questions about them")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N of the questions")
    parser.add_argument("--out", type=Path, default=HERE.parent / "runs" / "peers", metavar="DIR")
    parser.add_argument(
        "--borrow", type=Path, metavar="SITE_PACKAGES", help="use packages of this folder where versions agree"
    )
    return parser


def run(system: str, corpus: Path, questions: Path, folder: Path, *, borrow: Path | None) -> bool:
    """Runs `system` in its environment; False, with the reason on standard error, where it fails."""
    python = Path(sys.executable) if system == OURS else python_of(system, borrow=borrow)
    command: list[str | Path] = [
        python, HERE / "systems" / f"{system}.py", "--corpus", corpus, "--questions", questions,
        "--predictions", folder / f"{system}.jsonl", "--facts", folder / f"{system}.json",
    ]  # fmt: skip
    print(f"{system}: running on {corpus.parent.name}", file=sys.stderr)
    environment = {**os.environ, **_QUIET}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{system} failed:\n{done.stderr[-3000:]}", file=sys.stderr)
    return done.returncode == 0


def part_of(test_set: Path, folder: Path, *, articles: int | None, questions: int | None) -> tuple[Path, Path]:
    """Files with the articles and answerable questions to use; the set's own files where nothing is left out."""
    corpus, asked = _file(test_set, "corpus"), _file(test_set, "questions")
    rows = [row for row in _rows(asked) if row["gold_doc_ids"]]
    if articles is not None:
        wanted = list(dict.fromkeys(name for row in rows for name in row["gold_doc_ids"]))[:articles]
        rows = [row for row in rows if set(row["gold_doc_ids"]) <= set(wanted)]
        kept = folder / "corpus.jsonl.gz"
        with gzip.open(kept, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in _rows(corpus) if row["doc_id"] in wanted)
        corpus = kept
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows[:questions]), encoding="utf-8")
    return corpus.resolve(), path.resolve()


def _file(folder: Path, name: str) -> Path:
    for candidate in (folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"):
        if candidate.is_file():
            return candidate
    raise SystemExit(f"{folder}: {name}.jsonl(.gz) is missing")


def _rows(path: Path) -> Iterator[dict[str, Sequence[str]]]:
    for _, row in json_lines(path):
        assert isinstance(row, dict)
        yield row


if __name__ == "__main__":
    sys.exit(main())
