"""Lines of print -> paragraphs -> text: what the line break did to words and sentences is undone."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.parse.pdf_layout import Line

_HYPHENS = "-\u00ad\u2010"
_WORD_END = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_WORD_START = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_OTHER_SIZE = 1.12


def paragraphs(lines: Sequence[Line]) -> list[list[str]]:
    """The lines' texts by paragraph."""
    leading = _leading(lines)
    # Where paragraphs are set apart by space, a short line is only that: print that is not justified is full of them.
    spaced = any(_is_apart(before, line, leading) for before, line in pairwise(lines))
    found: list[list[str]] = []
    before: Line | None = None
    for line in lines:
        if before is None or _begins(before, line, leading, spaced=spaced):
            found.append([])
        found[-1].append(line.text)
        before = line
    return found


def joined_pages(pages: Iterable[Sequence[Sequence[str]]]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, paragraphs a blank line apart, and where in it each page begins.

    >>> joined_pages([[["The bridge re-"]], [["opened."]]])
    ('The bridge reopened.', (0, 13))
    """
    listed = [list(page) for page in pages]
    compounds = Counter(
        word.lower() for page in listed for lines in page for line in lines for word in _COMPOUND.findall(line)
    )
    text = ""
    starts: list[int] = []
    for page in listed:
        starts.append(-1)
        for number, lines in enumerate(page):
            runs_on = number == 0 and _runs_on(text, lines[0])
            if text and not runs_on:
                text += "\n\n"
            for index, line in enumerate(lines):
                text, begin = _joined(text, line, compounds) if index or runs_on else (text + line, len(text))
                if starts[-1] < 0:
                    starts[-1] = begin
    following = len(text)
    for number in range(len(starts) - 1, -1, -1):  # an empty page begins where the next one does
        following = starts[number] = following if starts[number] < 0 else starts[number]
    return text, tuple(starts)


def _joined(text: str, line: str, compounds: Counter[str]) -> tuple[str, int]:
    """`text` with `line` after it on one line, and where that begins."""
    end, start = _WORD_END.search(text[-80:]), _WORD_START.match(line)
    if end is None or start is None:
        joint = "" if text[-1:] in ("-", "–", "") else " "
        return text + joint + line, len(text) + len(joint)
    # A word that is written with a hyphen elsewhere keeps it; so does a name ("Anne-Marie").
    if not line[0].islower() or compounds[f"{end[1]}-{start[0]}".lower()]:
        return text + line, len(text)
    return text[:-1] + line, len(text) - 1


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance from one line to the next below it: the lower quartile, single lines stand apart."""
    steps = sorted(before.bottom - line.bottom for before, line in pairwise(lines))
    downwards = [step for step in steps if step > 0]
    return downwards[len(downwards) // 4] if downwards else 0.0


def _is_apart(before: Line, line: Line, leading: float) -> bool:
    """Whether more than the usual space stands between two lines of a column; large print has more by itself."""
    return before.bottom - line.bottom > max(1.35 * leading, 1.45 * max(before.size, line.size))


def _begins(before: Line, line: Line, leading: float, *, spaced: bool) -> bool:
    """Whether `line` begins a paragraph, given the one before it in reading order."""
    if _is_midway(before, line):
        return False
    if max(before.size, line.size) > _OTHER_SIZE * min(before.size, line.size):
        return True
    if _is_apart(before, line, leading):
        return True
    indented = line.left - line.column_left > 0.7 * line.size and before.left - before.column_left < 0.3 * line.size
    if indented:
        return True
    width = max(1.0, before.column_right - before.column_left)
    is_short = before.right < before.column_right - 0.12 * width
    is_next_column = before.bottom <= line.bottom
    return is_short and (is_next_column or not spaced) and _SENTENCE_END.search(before.text) is not None


def _is_midway(before: Line, line: Line) -> bool:
    """Whether a word is divided between the two lines, or a sentence between two full ones of one size."""
    if not line.text[:1].islower():
        return False
    if before.text[-1:] in _HYPHENS:
        return True
    is_full = before.right > before.column_right - 0.12 * (before.column_right - before.column_left)
    same_size = max(before.size, line.size) < _OTHER_SIZE * min(before.size, line.size)
    return is_full and same_size and _SENTENCE_END.search(before.text) is None


def _runs_on(text: str, line: str) -> bool:
    """Whether a page's first line goes on with the sentence that `text`, the pages before, ends in."""
    return bool(text) and _SENTENCE_END.search(text[-5:]) is None and (line[:1].islower() or text[-1] in _HYPHENS)
