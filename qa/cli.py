"""`python -m qa QUESTION`: one answer on the command line.

Exit codes: 0 answered or refused, 1 failed, 2 wrong usage, 130 stopped (Ctrl-C).
"""

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from core.errors import LibraryError
from core.logs import configure_logging
from core.settings import load_settings
from core.terminal import ALL_WELL, exit_code, printable
from core.types import Filters
from qa.assistant import checked_question
from qa.opening import open_assistant
from qa.rows import answer_row
from vectorstore.layout import holds_library


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv`; its exit code."""
    arguments = _parser().parse_intermixed_args(argv)
    return exit_code("qa", lambda: _answer(arguments))


def _answer(arguments: argparse.Namespace) -> int:
    settings = load_settings(data_dir=arguments.data_dir, chat_model=arguments.model)
    configure_logging(settings.log_level)
    question = checked_question(" ".join(arguments.question))  # before models are opened for nothing
    if arguments.data_dir is not None:
        _check_there_is_a_library(settings.data_dir)
    filters = Filters(
        since=arguments.since, until=arguments.until, sources=tuple(arguments.source), as_of=arguments.as_of
    )
    with open_assistant(settings=settings) as assistant:
        answer = assistant.ask(question, filters=filters)
        # Before all is closed, which takes a moment that nobody need wait for.
        print(
            json.dumps(answer_row(answer), ensure_ascii=False) if arguments.json else printable(str(answer)), flush=True
        )
    return ALL_WELL


def _check_there_is_a_library(folder: Path) -> None:
    """Raises LibraryError where none is there: opening would make an empty one wherever a name was mistyped."""
    if not holds_library(folder):
        raise LibraryError(f"There is no library in {folder}. `python -m ingest SOURCE --data-dir {folder}` makes one.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description="Answer a question from the library.")
    parser.add_argument("question", nargs="+", metavar="QUESTION")
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    parser.add_argument("--model", metavar="NAME", help="chat model by name; empty for quotes mode")
    parser.add_argument("--since", type=_date, metavar="DATE", help="only articles from this day on (YYYY-MM-DD)")
    parser.add_argument("--until", type=_date, metavar="DATE", help="only articles up to this day (YYYY-MM-DD)")
    parser.add_argument("--source", action="append", default=[], metavar="NAME", help="only this outlet; repeatable")
    parser.add_argument(
        "--as-of", type=_date, metavar="DATE", help="as things stood at the end of this day (YYYY-MM-DD)"
    )
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="folder of the library")
    return parser


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date of the form YYYY-MM-DD") from None
