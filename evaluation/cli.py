"""The command line.

Exit codes: 0 all well; 1 something failed or regressed, the rest done; 2 wrong usage; 130 stopped (Ctrl-C); 141 not
read to its end (`| head`).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.logs import configure_logging
from core.settings import PROJECT, Settings, load_settings
from core.terminal import ALL_WELL, FAILED, exit_code, given_name, printable

_BASELINE = PROJECT / "evaluation" / "baseline.json"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv`; its exit code."""
    return exit_code(
        "evaluation",
        lambda: _carry_out(_parser().parse_args(argv)),
        stopped="stopped; run the same command again to continue",
    )


def _carry_out(arguments: argparse.Namespace) -> int:
    named = vars(arguments)
    settings = load_settings(data_dir=named.get("data_dir"), chat_model=named.get("model"))
    configure_logging(settings.log_level)
    command: Callable[[Settings, argparse.Namespace], int] = arguments.command
    return command(settings, arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description="Measure answers with a test set.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data-dir", metavar="DIR", help="folder of the library (default: DATELINE_DATA_DIR, or library/)"
    )
    for add in (_add_run, _add_grade, _add_collect):
        add(commands, shared)
    for add_without_library in (_add_compare, _add_gate, _add_draft):
        add_without_library(commands)
    return parser


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def _add_run(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    run = commands.add_parser("run", parents=[shared], help="ask the questions of a test set and score the answers")
    run.add_argument(
        "--questions", type=_path, required=True, metavar="FILE", help="test set: JSONL, CSV, SQuAD, or a BEIR folder"
    )
    run.add_argument(
        "--out", type=_path, required=True, metavar="DIR", help="folder for predictions, figures and report"
    )
    run.add_argument(
        "--corpus", type=_path, nargs="+", action="extend", default=[], metavar="FILE",
        help="build a library of these articles (default: those in the test set if it has any, else the library)",
    )  # fmt: skip
    run.add_argument("--model", metavar="NAME", help="chat model (default: DATELINE_CHAT_MODEL); '' for quotes mode")
    run.add_argument("--limit", type=_positive, metavar="N", help="ask N of the questions, evenly spread")
    run.add_argument("--workers", type=_positive, default=1, metavar="N", help="questions asked at once (default: 1)")
    run.add_argument(
        "--cache",
        type=_path,
        metavar="DIR",
        help="folder for the libraries built from test articles (default: evaluation/runs/libraries)",
    )
    run.add_argument(
        "--fresh", action="store_true", help="discard a run that is already in --out, instead of continuing it"
    )
    run.set_defaults(command=_run)


def _add_grade(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    grade = commands.add_parser("grade", parents=[shared], help="have a chat model grade the answers of a run")
    grade.add_argument("run", type=_path, metavar="RUN", help="folder of a run")
    grade.add_argument("--model", required=True, metavar="NAME", help="chat model that grades")
    grade.add_argument("--limit", type=_positive, metavar="N", help="grade N of the answers, evenly spread")
    grade.add_argument("--workers", type=_positive, default=1, metavar="N", help="answers graded at once (default: 1)")
    grade.add_argument(
        "--cache",
        type=_path,
        metavar="DIR",
        help="folder for the libraries built from test articles (default: evaluation/runs/libraries)",
    )
    grade.add_argument("--fresh", action="store_true", help="discard earlier grades, instead of continuing")
    grade.set_defaults(command=_grade)


def _add_compare(commands: "Commands") -> None:
    compare = commands.add_parser("compare", help="compare two runs of the same questions")
    compare.add_argument("before", type=_path, metavar="A", help="folder of the earlier run")
    compare.add_argument("after", type=_path, metavar="B", help="folder of the run to compare with it")
    compare.add_argument("--html", type=_path, metavar="FILE", help="page to write (default: B/comparison.html)")
    compare.set_defaults(command=_compare)


def _add_gate(commands: "Commands") -> None:
    gate = commands.add_parser("gate", help="run the baseline's test set; fail if a figure falls below its floor")
    gate.add_argument(
        "--baseline",
        type=_path,
        default=_BASELINE,
        metavar="FILE",
        help="file of floors (default: evaluation/baseline.json)",
    )
    gate.add_argument(
        "--results", type=_path, metavar="DIR", help="check this finished run instead of running the test set"
    )
    gate.add_argument("--update", action="store_true", help="set the floors to the measured figures")
    gate.add_argument("--allow-regression", action="store_true", help="let --update lower floors")
    gate.add_argument(
        "--cache",
        type=_path,
        metavar="DIR",
        help="folder for the libraries built from test articles (default: evaluation/runs/libraries)",
    )
    gate.set_defaults(command=_gate)


def _add_collect(commands: "Commands", shared: argparse.ArgumentParser) -> None:
    collect = commands.add_parser(
        "collect", parents=[shared], help="turn readers' feedback into question rows to check"
    )
    collect.add_argument("--out", type=_path, required=True, metavar="FILE", help="JSONL file to write")
    collect.add_argument("--known", type=_path, metavar="FILE", help="leave out questions that this test set has")
    collect.set_defaults(command=_collect)


def _add_draft(commands: "Commands") -> None:
    draft = commands.add_parser("draft", help="draft candidate questions from articles, to check")
    draft.add_argument(
        "--articles", type=_path, nargs="+", required=True, metavar="FILE", help="files or folders of articles"
    )
    draft.add_argument("--out", type=_path, required=True, metavar="FILE", help="JSONL file to write")
    draft.add_argument(
        "--model", default="", metavar="NAME", help="chat model that writes the questions (default: rules)"
    )
    draft.add_argument(
        "--limit", type=_positive, default=100, metavar="N", help="draft at most N questions (default: 100)"
    )
    draft.set_defaults(command=_draft)


def _path(text: str) -> Path:
    return Path(given_name(text))  # an empty one would be the current folder


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return number


def _run(settings: Settings, arguments: argparse.Namespace) -> int:
    from evaluation.commands.run import require_new, run, summary
    from evaluation.corpus import CACHE
    from evaluation.results import REPORT

    require_new(arguments.out, fresh=arguments.fresh)
    measured = run(
        settings,
        arguments.questions,
        arguments.out,
        corpus=arguments.corpus,
        limit=arguments.limit,
        workers=arguments.workers,
        cache=arguments.cache or CACHE,
        say=lambda line: print(printable(line), file=sys.stderr),
    )
    print(f"{summary(measured.scorecard)}\n{arguments.out / REPORT}")
    return FAILED if measured.left_out or measured.scorecard.failed else ALL_WELL


def _grade(settings: Settings, arguments: argparse.Namespace) -> int:
    from evaluation.commands.grade import grade_run
    from evaluation.corpus import CACHE

    text, failed = grade_run(
        settings,
        arguments.run,
        limit=arguments.limit,
        workers=arguments.workers,
        fresh=arguments.fresh,
        kept=arguments.cache or CACHE,
    )
    print(text)
    return FAILED if failed else ALL_WELL


def _compare(_settings: Settings, arguments: argparse.Namespace) -> int:
    from evaluation.commands.compare import compare

    print(compare(arguments.before, arguments.after, arguments.html))
    return ALL_WELL


def _gate(settings: Settings, arguments: argparse.Namespace) -> int:
    from evaluation.commands.gate import gate
    from evaluation.corpus import CACHE

    text, passed = gate(
        settings,
        arguments.baseline,
        results=arguments.results,
        update=arguments.update,
        allow_regression=arguments.allow_regression,
        cache=arguments.cache or CACHE,
    )
    print(text)
    return ALL_WELL if passed else FAILED


def _collect(settings: Settings, arguments: argparse.Namespace) -> int:
    from evaluation.commands.drafting import collect

    print(f"{collect(settings, arguments.out, arguments.known)} questions to check in {arguments.out}")
    return ALL_WELL


def _draft(settings: Settings, arguments: argparse.Namespace) -> int:
    from evaluation.commands.drafting import draft

    drafted, failures = draft(settings, arguments.articles, arguments.out, arguments.limit)
    for failure in failures:
        print(printable(f"article left out: {failure.source}: {failure.reason}"), file=sys.stderr)
    print(f"{drafted} questions to check in {arguments.out}")
    return FAILED if failures else ALL_WELL
