"""`python -m qa QUESTION`: one answer on the command line, or with `--passages` what the search finds.

Exit codes: 0 answered or refused, 1 failed, 2 wrong usage, 130 stopped (Ctrl-C), 141 not read to its end
(`| head`).
"""

import argparse
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.logs import configure_logging
from core.settings import load_settings
from core.terminal import ALL_WELL, exit_code, given_name, json_line, printable
from core.types import Filters
from qa.assistant import Assistant, checked_question
from qa.opening import open_assistant
from qa.rows import answer_row
from vectorstore.layout import require_library

if TYPE_CHECKING:
    from langchain_core.documents import Document

# Of each passage, where they are listed.
_SHOWN_CHARS = 200


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with `argv`; its exit code."""
    return exit_code("qa", lambda: _answer(_parser().parse_intermixed_args(argv)))


def _answer(arguments: argparse.Namespace) -> int:
    # A search asks no chat model, which may be one that has to be started.
    model = "" if arguments.passages else arguments.model
    settings = load_settings(data_dir=arguments.data_dir, chat_model=model)
    configure_logging(settings.log_level)
    question = checked_question(" ".join(arguments.question))  # before models are opened for nothing
    if arguments.data_dir is not None:
        require_library(settings.data_dir)
    told = _passages if arguments.passages else _answered
    with open_assistant(settings=settings) as assistant:
        # Printed before all is closed, which takes a moment that nobody need wait for.
        print(told(assistant, question, _filters(arguments), as_json=arguments.json), flush=True)
    return ALL_WELL


def _filters(arguments: argparse.Namespace) -> Filters:
    return Filters(
        since=arguments.since,
        until=arguments.until,
        sources=tuple(arguments.source),
        article_ids=tuple(arguments.article),
        as_of=arguments.as_of,
    )


def _answered(assistant: Assistant, question: str, filters: Filters, *, as_json: bool) -> str:
    answer = assistant.ask(question, filters=filters)
    return json_line(answer_row(answer)) if as_json else printable(str(answer))


def _passages(assistant: Assistant, question: str, filters: Filters, *, as_json: bool) -> str:
    found = assistant.retriever(filters=filters).invoke(question)
    if as_json:
        rows = [{**document.metadata, "text": document.page_content} for document in found]
        return json_line({"question": question, "passages": rows})
    return printable("\n".join(_lines(rank, document) for rank, document in enumerate(found, 1))) or "No passage found."


def _lines(rank: int, document: "Document") -> str:
    """A passage as a citation is shown, and how it begins."""
    held = document.metadata
    about = ", ".join(filter(None, (held["source"], held["published"])))
    title = f"{held['title']} ({about})" if about else held["title"]
    page = f"page {held['page']}, " if "page" in held else ""
    place = f"{held['url'] or held['article_id']}, {page}characters {held['start']}-{held['end']}"
    words = " ".join(document.page_content.split())
    begins = words if len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS]} ..."
    return f"[{rank}] {title}\n    {place}\n    {begins}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description="Answer a question from the library.")
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="the question, in quotation marks")
    parser.add_argument("--json", action="store_true", help="print the answer, or the passages, as one JSON object")
    parser.add_argument(
        "--passages", action="store_true", help="list the passages found, best first, without answering"
    )
    parser.add_argument("--model", metavar="NAME", help="chat model (default: DATELINE_CHAT_MODEL); '' for quotes mode")
    parser.add_argument("--since", type=_date, metavar="DATE", help="only articles from this day or later (YYYY-MM-DD)")
    parser.add_argument(
        "--until", type=_date, metavar="DATE", help="only articles from this day or earlier (YYYY-MM-DD)"
    )
    parser.add_argument(
        "--source",
        type=given_name,
        action="append",
        default=[],
        metavar="NAME",
        help="only articles from this outlet; repeatable",
    )
    parser.add_argument(
        "--article",
        type=given_name,
        action="append",
        default=[],
        metavar="ID",
        help="only this article, by its id; repeatable",
    )
    parser.add_argument(
        "--as-of",
        type=_date,
        metavar="DATE",
        help="answer from the articles as they stood at the end of this day (YYYY-MM-DD)",
    )
    parser.add_argument(
        "--data-dir", metavar="DIR", help="folder of the library (default: DATELINE_DATA_DIR, or library/)"
    )
    return parser


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date of the form YYYY-MM-DD") from None
