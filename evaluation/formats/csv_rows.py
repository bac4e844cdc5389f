"""Spreadsheet rows: a `question` column and an `answer` column, the rest optional.

`answer` may hold several accepted answers separated by `|`; an empty one marks the question as unanswerable. Further
columns named as in the contract (`qid`, `gold_doc_ids`, `gold_passages`, `type`) are taken, lists separated by `|`.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from core.errors import TestSetError
from evaluation.formats.contract import collect_rows
from evaluation.formats.text_files import open_text
from evaluation.questions import TestSet

_LONGEST_CELL = 10_000_000
"""Characters: far above the csv module's 131,072; a quote that nothing closes still does not take in a large file."""

_LISTS = ("gold_doc_ids", "gold_passages", "gold_passage_doc_ids")


def read(path: Path) -> TestSet:
    """All rows of the CSV file `path`; a row without a `qid` gets its line number as one.

    Raises TestSetError where the `question` or `answer` column is missing or the file is not CSV.
    """
    return collect_rows(_rows(path))


def _rows(path: Path) -> Iterator[tuple[str, object]]:
    csv.field_size_limit(_LONGEST_CELL)
    with open_text(path) as lines:
        reader = csv.DictReader(lines)
        try:
            yield from _contract_rows(path, reader)
        except csv.Error as error:
            raise TestSetError(f"{path}: not CSV after line {reader.line_num} ({error})") from error


def _contract_rows(path: Path, reader: "csv.DictReader[str]") -> Iterator[tuple[str, object]]:
    columns = {name.strip().lower() for name in reader.fieldnames or ()}
    if "question" not in columns or not columns & {"answer", "answers"}:
        raise TestSetError(f"{path}: needs the columns `question` and `answer`; the first line has {sorted(columns)}")
    for cells in reader:
        row = {key.strip().lower(): value or "" for key, value in cells.items() if isinstance(key, str)}
        yield f"{path.name}:{reader.line_num}", _contract_row(row, reader.line_num, extra=None in cells)


def _contract_row(row: dict[str, str], line: int, *, extra: bool) -> object:
    if extra:
        return ValueError("more cells than the first line has columns; put text with commas in double quotes")
    answers = _parts(row.get("answer", "") or row.get("answers", ""))
    return {
        "qid": row.get("qid") or f"line-{line}",
        "question": row["question"],
        "answers": answers,
        "answerable": bool(answers),
        "type": row.get("type", ""),
        **{name: _parts(row[name]) for name in _LISTS if row.get(name)},
    }


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]
