"""Parts of an article that are told by their number: which one is meant, where it ends, and what of it is quoted.

A part begins with a line of its number, be it a heading or the clause itself, and ends where the next one begins that
is not below it. It is quoted paragraph by paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from core.headings import text_blocks
from core.sentences import Span, sentence_spans
from core.types import Article, Chunk, Filters, Passage
from core.words import content_words
from models.embedder import Embedder
from qa.questions.parts import NUMBER, SIGN, NamedPart
from qa.quoting.quotes import Quote
from vectorstore.interface import Library

# More than this of one part is to be read in its article.
MOST_CHARS = 1500
_SEARCHED = 20
_BEGINS = re.compile(
    rf"^(?P<mark>#{{1,6}}[ \t]+)?\**(?P<sign>{SIGN})?{NUMBER}(?P<stop>[.:)]?)\**"
    r"(?:[ \t]+(?=[^\W\d_a-z]|[\"“„«(\[–—-]|(?P<small>[a-z]))|[ \t]*$)",
    re.MULTILINE,
)


def meant_part(named: NamedPart, asked: str, library: Library, embedder: Embedder, filters: Filters) -> Passage | None:
    """The part that is meant, of an article that is found for the topic or else for what was `asked`.

    It stands in an article that has the topic in its title, or is called one there ("Section 4"), or the nearest
    article numbers it ("4. Fees"): lists of anything are numbered, but few things are with "5.3".
    """
    text = named.topic or asked
    vector = np.asarray(embedder.embed_query(text), dtype=np.float32)
    found = library.search(text, vector, limit=_SEARCHED, filters=filters)
    articles = tuple({passage.article.id: passage.article for passage in found}.values())
    titled = (part_of(one, named.number, signed=named.signed) for one in articles if _has_in_title(one, named.topic))
    signed = (part_of(one, named.number, signed=True) for one in articles)
    near = articles[: None if "." in named.number else 1]
    numbered = (part_of(one, named.number, signed=False) for one in near if not named.signed)
    return next((one for one in chain(titled, signed, numbered) if one and quotes_of(one)), None)


def _has_in_title(article: Article, topic: str) -> bool:
    words = set(content_words(topic))
    return bool(words) and words <= set(content_words(article.title))


def part_of(article: Article, number: str, *, signed: bool) -> Passage | None:
    """The part of `article` with that number, as a passage; the longest, since a table of contents names each too.

    A `signed` one has a word or sign for it before its number.
    """
    text = article.text
    begins = _begins(text)
    headings = [block.start for block in text_blocks(text) if block.is_heading]
    spans = [
        (one.start(), min(_ends(one.start(), number, begins, headings), default=len(text)))
        for one in begins
        if one["number"] == number and (one["sign"] or not signed)
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: span[1] - span[0])
    end = len(text[:end].rstrip())
    return Passage(Chunk(f"{article.id}:{start}-{end}", article.id, start, end), article, 1.0, 1)


def _begins(text: str) -> list[re.Match[str]]:
    """Where parts begin. A bare number may begin any line ("300 People came"), as may "3.5 million" in small letters:
    these need the number before or behind theirs."""
    lines = list(_BEGINS.finditer(text))
    numbers = {one["number"] for one in lines}

    def begins(line: re.Match[str]) -> bool:
        above, _, last = line["number"].rpartition(".")
        if line["small"]:
            return bool(above and not line["sign"] and {f"{above}.{int(last) + step}" for step in (-1, 1)} & numbers)
        return bool(line["mark"] or line["sign"] or line["stop"] or above)

    return [line for line in lines if begins(line)]


def _ends(start: int, number: str, begins: Sequence[re.Match[str]], headings: Sequence[int]) -> Iterator[int]:
    """Where something else begins behind `start`: a part that is not below `number`, or a heading without one."""
    of_parts = {one.start(): one["number"] for one in begins}
    for place in sorted({*of_parts, *headings}):
        if place > start and not of_parts.get(place, "").startswith(f"{number}."):
            yield place


def quotes_of(part: Passage) -> tuple[Quote, ...]:
    """The paragraphs of the part, as many as are not too long together; of a long first one its first sentences."""
    start, end, text = part.chunk.start, part.chunk.end, part.article.text
    blocks = [one for one in text_blocks(text) if one.start < end and one.end > start]
    clipped = [(max(one.start, start), min(one.end, end)) for one in blocks if not one.is_heading]
    told = [(a, b) for a, b in clipped if b - start <= MOST_CHARS]
    return tuple(Quote(part, a, b) for a, b in told or [_opening(part, span) for span in clipped[:1]])


def _opening(part: Passage, span: Span) -> Span:
    start, end = span
    ends = [b for _, b in sentence_spans(part.article.text[start:end], part.language)]
    return start, start + max((b for b in ends if b <= MOST_CHARS), default=ends[0] if ends else end - start)
