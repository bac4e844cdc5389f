"""A quote: sentences of a passage that belong together, the words in them that answer, and quotes that touch as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.datelines import dateline_end
from core.sentences import Span, sentence_spans
from core.types import Evidence, Passage
from models.evidence import EvidenceReader
from qa.quoting.extent import takes_back
from qa.quoting.tables import cells_at, names_columns, rows_at


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences of a passage that belong together, and the evidence in them, best first; article offsets.

    `complete` where all of them answer: the items of a list, rows of a table. `header`: where the names of these rows'
    columns stand, if not in them.
    """

    passage: Passage
    start: int
    end: int
    evidence: tuple[Evidence, ...] = ()
    complete: bool = False
    header: Span | None = None

    @property
    def text(self) -> str:
        return self.passage.article.text[self.start : self.end]

    @property
    def answering(self) -> tuple[Span, ...]:
        """The answering words, where they are not whole sentences and not what a correction takes back; none overlaps
        another or runs on into a sentence. Of a table a cell, or a row.
        """
        found: list[Span] = []
        for item in () if self.complete else self.evidence:
            start, end, whole = _in_one_sentence(item)
            quoted = self.start <= start and end <= self.end
            if whole or not quoted or takes_back(self.passage, start, end):
                continue
            if all(end <= a or b <= start for a, b in found):
                found.append((start, end))
        return tuple(found)


def _in_one_sentence(evidence: Evidence) -> tuple[int, int, bool]:
    """The answering words, of several sentences' those in the one with most of them; and whether they are all of it.
    Those in a table are a cell or a row; with the names of its columns all of it is meant.

    A dateline answers nothing: it is no part of its sentence.
    """
    if cells := cells_at(evidence.passage.article.text, evidence.start, evidence.end):
        return (*cells, names_columns(evidence.passage.article.text, *cells))
    offset = evidence.passage.chunk.start
    start, end = evidence.start - offset, evidence.end - offset
    text, spans = evidence.passage.text, sentence_spans(evidence.passage.text, evidence.passage.language)
    behind = ((dateline_end(text, a, opens=offset == 0), b) for a, b in spans if a < end and b > start)
    touched = [(a, b) for a, b in behind if a < end]
    if not touched:
        return evidence.start, evidence.end, True
    first, last = max(touched, key=lambda span: min(span[1], end) - max(span[0], start))
    start, end = max(start, first), min(end, last)
    return start + offset, end + offset, (start, end) == (first, last)


def pinpointed(question: str, quote: Quote, reader: EvidenceReader) -> Quote:
    """`quote` with its answering words told more exactly: a passage is read for where they stand.

    Not in a table, of whose cells a reader has but a rough idea.
    """
    best = quote.evidence[0]
    if rows_at(best.passage.article.text, best.start, best.end):
        return quote
    return replace(quote, evidence=reader.pinpoint(question, quote.evidence))


def touch(quote: Quote, other: Quote) -> bool:
    """Whether two quotes overlap in their article, or nothing but space stands between them."""
    if quote.passage.article.id != other.passage.article.id:
        return False
    first, second = sorted((quote, other), key=lambda one: one.start)
    between = quote.passage.article.text[first.end : second.start]
    return second.start <= first.end or (not between.strip() and "\n" not in between)


def within(quote: Quote, other: Quote) -> bool:
    """Whether `other`, of the same article, holds all of `quote`."""
    return other.start <= quote.start and quote.end <= other.end


def joined(quote: Quote, further: Quote) -> Quote:
    """Two quotes that touch as one, with the evidence of both."""
    start, end = min(quote.start, further.start), max(quote.end, further.end)
    evidence, complete = quote.evidence + further.evidence, quote.complete or further.complete
    return replace(quote, start=start, end=end, evidence=evidence, complete=complete)


def apart(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """`quotes` in their order, those that touch as one."""
    kept: list[Quote] = []
    for quote in quotes:
        touched = next((place for place, other in enumerate(kept) if touch(quote, other)), None)
        if touched is None:
            kept.append(quote)
        else:
            kept[touched] = joined(kept[touched], quote)
    return tuple(kept)
