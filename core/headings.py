"""Section headings of a text: Markdown's `#` lines, and short lines without a full stop between paragraphs.

Every heading found here is kept out of the chunks, so that no quote ever consists of one; a line is therefore
taken for a heading only where a paragraph follows it, and never in a list of such lines. "3. Results" is one where
nothing beside it is counted on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice, pairwise

from core.errors import IngestError

_MAX_CHARS = 80
_MAX_WORDS = 12
_MAX_RUN = 2  # a headline and a section heading may follow each other; three short lines are a list
_MAX_BLOCKS = 500_000  # the longest novels have some tens of thousands
_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*){2,}\s*|\Z")
_MARKDOWN = re.compile(r"^#{1,6}[ \t]+(\S[^\r\n]{0,200})(?=\r?$)", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_LIST_ITEM = re.compile(r"[-*•–—>|]|\d+\)\s")
_NUMBERED = re.compile(r"(\d{1,3})\.\s+")
_HEAD_CHARS = 1000
_MAX_HEAD_LINES = 3
_DAY_OR_FIELD = re.compile(r"\d|[\w ]{1,20}:")


@dataclass(frozen=True, slots=True)
class Section:
    """A run of paragraphs `text[start:end]` under one heading, None before the first."""

    heading: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph or a heading, `text[start:end]`, without the white space around it."""

    start: int
    end: int
    is_heading: bool


class _Kind(Enum):
    HEADING = "heading"
    MAYBE = "maybe"
    BODY = "body"


@dataclass(slots=True)
class _Block:
    kind: _Kind
    start: int
    end: int
    number: int | None = None  # that it begins with, as items of a list do and headings may


def sections(text: str) -> tuple[Section, ...]:
    """The sections of `text` in order; together they hold every character that is neither heading nor white space.

    A text of nothing but headings is one section: what is there must stay findable. Raises IngestError where there are
    too many paragraphs to be held.
    """
    blocks = list(islice(_blocks(text), _MAX_BLOCKS + 1))
    if len(blocks) > _MAX_BLOCKS:
        raise IngestError(f"has over {_MAX_BLOCKS:,} paragraphs; split it into several files")
    found: list[Section] = []
    heading: str | None = None
    fresh = True
    for block in _decided(blocks):
        if block.kind is _Kind.HEADING:
            heading, fresh = heading_text(text[block.start : block.end]), True
        elif fresh:
            found.append(Section(heading, block.start, block.end))
            fresh = False
        else:
            found[-1] = Section(heading, found[-1].start, block.end)
    if not found and text.strip():
        return (Section(None, len(text) - len(text.lstrip()), len(text.rstrip())),)
    return tuple(found)


def text_blocks(text: str) -> tuple[TextBlock, ...]:
    """The paragraphs and headings of `text` in order; together they hold every character that is not white space."""
    return tuple(TextBlock(one.start, one.end, one.kind is _Kind.HEADING) for one in _decided(list(_blocks(text))))


def first_heading(text: str) -> str | None:
    """The heading that `text` begins with, if it does: its headline, which has no number."""
    for block in _decided(list(islice(_blocks(text), _MAX_RUN + 1))):  # what follows says no more of the first
        headline = block.kind is _Kind.HEADING and block.number is None
        return heading_text(text[block.start : block.end]) if headline else None
    return None


def line_over(text: str) -> str | None:
    """The headline that its byline follows on the next line, in a head of two or three lines without a sentence.

    A line that was broken to fit a width is none (the next word would not have fitted on it), nor is a day or a field.

    >>> line_over("Bridge reopens\\nTranscript of 6 March 2026\\n\\nCars are back.")
    'Bridge reopens'
    """
    head, _, rest = text[:_HEAD_CHARS].strip().partition("\n\n")
    lines = [line.strip() for line in head.split("\n")]
    if not rest or not 1 < len(lines) <= _MAX_HEAD_LINES or not all(map(_looks_like_heading, lines)):
        return None
    broken = len(f"{lines[0]} {lines[1].split()[0]}") > max(map(len, lines))
    return None if broken or _DAY_OR_FIELD.match(lines[0]) else heading_text(lines[0])


def heading_text(line: str) -> str:
    """A heading without Markdown's marks.

    >>> heading_text("## The vote ##")
    'The vote'
    """
    return line.strip().lstrip("#").rstrip("#").strip() if line.startswith("#") else line.strip()


def _blocks(text: str) -> Iterator[_Block]:
    """Paragraphs and heading lines of `text` in order, without the white space around them."""
    start = len(text) - len(text.lstrip())
    for gap in _BLANK_LINES.finditer(text, start):
        yield from _parts(text, start, gap.start())
        start = gap.end()


def _parts(text: str, start: int, end: int) -> Iterator[_Block]:
    """One paragraph, divided at the Markdown headings in it."""
    whole = (start, end)
    for heading in _MARKDOWN.finditer(text, start, end):
        yield from _block(text, start, heading.start(), whole)
        yield _Block(_Kind.HEADING, heading.start(), heading.end())
        start = heading.end()
    yield from _block(text, start, end, whole)


def _block(text: str, start: int, end: int, paragraph: tuple[int, int]) -> Iterator[_Block]:
    piece = text[start:end]
    if line := piece.strip():
        begin = start + len(piece) - len(piece.lstrip())
        number = _NUMBERED.match(line)
        maybe = (start, end) == paragraph and _looks_like_heading(line[number.end() if number else 0 :])
        kind = _Kind.MAYBE if maybe else _Kind.BODY
        yield _Block(kind, begin, begin + len(line), int(number[1]) if number else None)


def _looks_like_heading(line: str) -> bool:
    if len(line) > _MAX_CHARS or "\n" in line or len(line.split()) > _MAX_WORDS:
        return False
    if _SENTENCE_END.search(line) or _LIST_ITEM.match(line):
        return False
    # Scripts without case (Arabic, Chinese) have no upper case to ask for.
    return any(letter.isalpha() for letter in line) and not line[0].islower()


def _decided(blocks: list[_Block]) -> list[_Block]:
    """`blocks` with every MAYBE settled, by what follows the run of them it stands in."""
    _settle([item for pair in pairwise(blocks) if _counts_on(*pair) for item in pair], _Kind.BODY)
    run: list[_Block] = []
    for block in blocks:
        if block.kind is _Kind.MAYBE:
            run.append(block)
            continue
        _settle(run, _Kind.HEADING if block.kind is _Kind.BODY and len(run) <= _MAX_RUN else _Kind.BODY)
        run = []
    _settle(run, _Kind.BODY)
    return blocks


def _counts_on(block: _Block, following: _Block) -> bool:
    """Whether the two are items of one list: "1." and "2.", or in a countdown the other way round."""
    if block.number is None or following.number is None:
        return False
    return abs(following.number - block.number) == 1


def _settle(run: list[_Block], kind: _Kind) -> None:
    for block in run:
        block.kind = kind
