"""Tables of an article, a row a line with bars between its cells: a row says nothing without the names of its columns.

A short table is quoted whole; of a long one the rows that answer, and its first row as a quote of its own before them.
Knows no tables without bars, as PDF has them.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.sentences import Span
from core.types import Evidence, Passage
from core.words import content_words, figures
from models.evidence import EvidenceReader
from qa.quoting.lists import announced_from

_SHORT = 600
# A row that answers is hardly ever read less surely; one of a thing of which something else is asked, often. Such a row
# counts as half as likely. Measured: docs/decisions.md.
_SURELY_READ, _DOUBTED = 0.8, 0.5
# From when a named row, read by itself, tells what is asked rather than another row of its table.
_READ = 0.5
_PAIR = 2
# "Inflation, per cent", "Revenue (€ million)": the unit need not be asked for.
_UNIT = re.compile(r"(?<=\w)(?:,| ?\().*\Z")
_LETTER = re.compile(r"[^\W\d_]")
# What stands in a cell, without the marks of bold type around it.
_CELL = re.compile(r"[^|\s*](?:[^|\n]*[^|\s*])?")
_BAR, _BLANK_LINE = "|", "\n\n"
# Markdown's line below the names: "|---|:--:|".
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*\Z")


@dataclass(frozen=True, slots=True)
class Rows:
    """What to quote of a table: `start` to `end`, and its `header` where that does not stand in them."""

    start: int
    end: int
    header: Span | None = None


class _Row(NamedTuple):
    """One row, its place in the text, and the names of its columns."""

    start: int
    end: int
    names: str
    cells: str


def rows_at(text: str, start: int, end: int, language: str = "en") -> Rows | None:
    """What to quote where the words [start, end) of `text` stand in a table; None where they do not.

    >>> text = "Fares:\\n\\nLine | Fare\\n4 | 2.10\\n7 | 3.00"
    >>> found = rows_at(text, 21, 25)
    >>> text[found.start:found.end]
    'Fares:\\n\\nLine | Fare\\n4 | 2.10\\n7 | 3.00'
    """
    first, last = _line(text, start), _line(text, end - 1)
    header = _header(text, first)
    if not header or not _is_row(text, last):
        return None
    top, bottom = announced_from(text, header[0], language), text.find(_BLANK_LINE, last[0])
    bottom = len(text) if bottom < 0 else bottom
    if bottom - header[0] <= _SHORT:
        return Rows(top, bottom)
    if first[0] < header[1]:
        return Rows(top, last[1])
    return Rows(first[0], last[1], (top, header[1]))


def cells_at(text: str, start: int, end: int) -> Span | None:
    """Of a table's words [start, end) those in the row with most of them: their cell, or the row where they run over
    several; None outside tables.

    >>> text = "Line | Fare\\n4 | 2.10\\n7 | 3.00"
    >>> [text[slice(*cells_at(text, *words))] for words in ((17, 18), (12, 20), (16, 22))]
    ['2.10', '4 | 2.10', '2.10']
    """
    line = _line(text, start)
    if not _header(text, line):
        return None
    rows = [row for row in _rows(text, line[0], end) if not _RULE.match(text, *row)]
    if not rows:
        return None
    row = max(rows, key=lambda one: min(one[1], end) - max(one[0], start))
    cells = [cell.span() for cell in _CELL.finditer(text, *row)]
    touched = [(first, last) for first, last in cells if first < end and last > start]
    return touched[0] if len(touched) == 1 else row


def row_with_names(text: str, start: int, end: int) -> str:
    """The row of a table that the words [start, end) stand in, under the names of its columns; empty outside tables."""
    row = _line(text, start)
    header = _header(text, row)
    return f"{text[slice(*header)]}\n{text[row[0] : max(row[1], end)]}" if header else ""


def names_columns(text: str, start: int, end: int) -> bool:
    """Whether [start, end) lies in the first row of a table; of two columns without a rule that may be the first pair
    of a name and what it has ("Mayor | Ada Brandt").
    """
    header = _header(text, _line(text, start))
    if header is None or end > header[1]:
        return False
    names = text[slice(*header)]
    return "\n" in names or len(_cells(names)) > _PAIR


def read_with_rows(reader: EvidenceReader, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    """The evidence of `passages`; of those with a row that the question names, of that row by itself where that is
    surer, or sure and what was found stands in another row of its table. Among other rows, or without its header, a
    row is hardly ever understood; the names of columns answer nothing.

    A row that is named answers less often than it seems to: its table may have no column for what is asked.
    """
    read = list(reader.read(question, passages))
    rows = [(place, row) for place, passage in enumerate(passages) if (row := _asked_row(question, passage))]
    told = [(place, row, text) for place, row in rows for text in _told(row)]
    alone = reader.read(question, [_alone(passages[place], text) for place, _, text in told]) if told else ()
    for (place, row, _), evidence in zip(told, alone, strict=True):
        if evidence.answerable > read[place].answerable or _meant(row, evidence, read[place]):
            sure = max(evidence, read[place], key=lambda item: item.answerable)
            read[place] = replace(sure, passage=passages[place], start=row.start, end=row.end, others=())
    for place, row in rows:
        named = figures(question) & figures(row.names)
        if row.start <= read[place].start < row.end and read[place].answerable < _SURELY_READ and not named:
            read[place] = replace(read[place], answerable=read[place].answerable * _DOUBTED)
    return tuple(_below_header(item) for item in read)


def _meant(row: _Row, alone: Evidence, found: Evidence) -> bool:
    """Whether the answer is in `row`, read `alone`, rather than in the other row of its table that was `found`."""
    text = found.passage.article.text
    header = _header(text, _line(text, found.start))
    same = header is not None and header == _header(text, (row.start, row.end))
    return same and not row.start <= found.start < row.end and alone.answerable >= _READ


def _below_header(item: Evidence) -> Evidence:
    """`item` without places that are but names of columns. Where the best is one, its table was meant rather than other
    sentences: the best place in a row of the passage's tables stands for it, or it stays where there is none.
    """
    text = item.passage.article.text
    first, *others = item.places
    below = [place for place in others if not names_columns(text, *place[:2])]
    if not names_columns(text, *first[:2]):
        return replace(item, others=tuple(below))
    start, end, _ = best = next((place for place in below if _header(text, _line(text, place[0]))), first)
    return replace(item, start=start, end=end, others=tuple(place for place in below if place != best))


def _asked_row(question: str, passage: Passage) -> _Row | None:
    """The row in `passage` with the cells that `question` names in most words, and with every figure of the question:
    what something cost in 2022 is not told in a column of 2021.
    """
    text, chunk = passage.article.text, passage.chunk
    asked = set(content_words(question))
    named: list[tuple[int, _Row]] = []
    for line in _rows(text, chunk.start, chunk.end):
        header = _header(text, line)
        if header and header[1] < line[0]:
            row = _Row(*line, text[slice(*header)].split("\n")[0], text[slice(*line)])
            named.append((sum(map(len, _named(row.cells, asked))), row))
    most = max((words for words, _ in named), default=0)
    best = [row for words, row in named if words == most > 0]
    return best[0] if len(best) == 1 and figures(question) <= figures(f"{best[0].names} {best[0].cells}") else None


def _named(row: str, asked: Set[str]) -> Iterator[Set[str]]:
    """The words of each cell that holds no others than were `asked`: "the ferry" is not the inn "Ferry House"."""
    for cell in filter(_LETTER.search, _cells(row)):
        words = set(content_words(cell))
        if not words <= asked:
            words = set(content_words(_UNIT.sub("", cell)))
        if words <= asked:
            yield words


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("| ").split(_BAR)]


def _told(row: _Row) -> tuple[str, str]:
    """A row as it stands below its header, and cell by cell with the names of their columns."""
    pairs = zip(_cells(row.names), _cells(row.cells), strict=False)
    return f"{row.names}\n{row.cells}", "; ".join(f"{name}: {cell}" for name, cell in pairs)


def _rows(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines with bars that begin in [start, end)."""
    line = _line(text, start)
    while line[0] < end:
        if line[0] >= start and _is_row(text, line):
            yield line
        if line[1] >= len(text):
            return
        line = _line(text, line[1] + 1)


def _alone(passage: Passage, text: str) -> Passage:
    """A passage of nothing but `text`."""
    chunk, article = replace(passage.chunk, start=0, end=len(text)), replace(passage.article, text=text)
    return replace(passage, chunk=chunk, article=article)


def _line(text: str, place: int) -> Span:
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _is_row(text: str, line: Span) -> bool:
    return text.find(_BAR, *line) >= 0


def _header(text: str, line: Span) -> Span | None:
    """The first row of the table that `line` is a row of, with the rule below it; None where it is of none."""
    if not _is_row(text, line):
        return None
    above = text.rfind(_BLANK_LINE, 0, line[0])
    first = _line(text, text.find(_BAR, above + len(_BLANK_LINE) if above >= 0 else 0))
    second = _line(text, min(first[1] + 1, len(text)))
    if second == first or not _is_row(text, second):
        return None
    return (first[0], second[1]) if _RULE.match(text, *second) else first
