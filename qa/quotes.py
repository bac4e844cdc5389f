"""Answers without a language model: the best evidence sentences, verbatim, each with its citation.

The answer is one to three sentences, with those that they lean on (`qa/telling/extent.py`): the best places of the
passages compete, also two of one passage; the same sentence carried by two outlets is said once.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.datelines import dateline_end
from core.sentences import Span, sentence_of, sentence_spans
from core.types import Evidence, Passage
from models.confidence import vouched
from models.evidence import EvidenceReader
from qa.questions.more import asks_for_more
from qa.signals.recency import SPEAKS_OF_BEFORE, newest_first
from qa.signals.statements import puts_otherwise, says_nothing_new
from qa.telling.extent import extent, takes_back
from qa.telling.lists import asks_for_list, whole_list
from qa.telling.tables import cells_at, names_columns, rows_at

MAX_SENTENCES = 3
# How near a further sentence's chance of answering, and its score, must come to the best one's to be worth the reader's
# time; and what a further place in a passage loses of the passage's score for each unit of its span's score that the
# passage's best place is ahead. Measured: docs/decisions.md.
NEARLY_AS_GOOD = 0.6
MARGIN = 0.6
SPAN_WEIGHT = 0.07
_NEXT_FEW = 8
ASKS_FOR_SEVERAL = re.compile(
    r"\b(?:list|name (?:all|the|some|three|two)|which (?:\w+ ){0,2}\w+s\b|what are|what were|who are|who were|both"
    r"|all of|reasons|examples|how have)\b",
    re.IGNORECASE,
)


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


def asks_for_several(question: str) -> bool:
    """Whether more than one thing is asked for, so that one sure sentence is not the whole answer."""
    return bool(ASKS_FOR_SEVERAL.search(question)) or asks_for_more(question)


def choose_quotes(question: str, evidence: Sequence[Evidence], told: Sequence[str] = ()) -> tuple[Quote, ...]:
    """The quotes that answer, best first. `evidence` is ordered best first and not empty.

    Sentences that were `told` before are left out; there may be no other that answers.
    """
    good = _good_places(evidence, told, versions=bool(SPEAKS_OF_BEFORE.search(question)))
    if not good:
        return ()
    lists = asks_for_list(question)
    quotes = (_beyond(_with_its_list(_quote_of(one)) if lists else _quote_of(one), told) for one in good)
    most = MAX_SENTENCES if asks_for_several(question) else MAX_SENTENCES - 1
    kept = apart(_that_add(_versions_together(quotes), most))
    sure = [vouched(quote.evidence[:1]) for quote in kept]
    passages, texts = [quote.passage for quote in kept], [quote.text for quote in kept]
    return tuple(kept[place] for place in newest_first(question, passages, texts, sure))


def _good_places(evidence: Sequence[Evidence], told: Sequence[str], *, versions: bool) -> list[Evidence]:
    """The places that come near enough to the best and were not `told`, best first; questions only where all are.

    `versions`: also those less likely to answer that make the best one's statement with another figure.
    """
    best = evidence[0]
    said = _sentence(best)
    good = [
        found
        for score, found in _places(evidence)
        if score >= best.passage.score - MARGIN
        and (
            found.answerable >= best.answerable * NEARLY_AS_GOOD
            or (versions and puts_otherwise(_sentence(found), said))
        )
        and not is_told(_sentence(found), told)
    ]
    return [found for found in good if not _asks(found)] or good


def _versions_together(quotes: Iterable[Quote]) -> Iterator[Quote]:
    """`quotes`, behind the first of them those of the next few that make its statement with another figure."""
    left = iter(quotes)
    first, *near = islice(left, _NEXT_FEW)
    yield first
    yield from sorted(near, key=lambda quote: not puts_otherwise(quote.text, first.text))
    yield from left


def _that_add(quotes: Iterable[Quote], most: int) -> list[Quote]:
    """The first `most` of `quotes` that add something to those before; what touches one of these goes into it."""
    chosen: list[Quote] = []
    for quote in quotes:
        touched = next((place for place, other in enumerate(chosen) if touch(quote, other)), None)
        if touched is None and not any(same_statement(quote.text, other.text) for other in chosen):
            chosen.append(quote)
        elif touched is not None and not _within(quote, chosen[touched]):
            chosen[touched] = _joined(chosen[touched], quote)
        else:
            continue
        most -= 1
        if not most:
            break
    return chosen


def apart(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """`quotes` in their order, those that touch as one."""
    kept: list[Quote] = []
    for quote in quotes:
        touched = next((place for place, other in enumerate(kept) if touch(quote, other)), None)
        if touched is None:
            kept.append(quote)
        else:
            kept[touched] = _joined(kept[touched], quote)
    return tuple(kept)


def is_told(sentence: str, told: Sequence[str]) -> bool:
    """Whether `sentence` says the same as one that was `told` before."""
    return any(same_statement(sentence, one) for one in told)


def _beyond(quote: Quote, told: Sequence[str]) -> Quote:
    """`quote` without those sentences that it leans on which were told before."""
    spans = sentence_spans(quote.text, quote.passage.language)
    news = (start for start, end in spans if not is_told(quote.text[start:end], told))
    return replace(quote, start=quote.start + next(news, 0)) if told else quote


def _asks(found: Evidence) -> bool:
    """Whether the place is a question itself: an interviewer's, or a heading's, which the words behind it answer."""
    return _sentence(found).endswith(("?", "？"))


def _sentence(found: Evidence) -> str:
    return sentence_of(found.passage, found.start, found.end)


def _places(evidence: Sequence[Evidence]) -> list[tuple[float, Evidence]]:
    """Every place that may answer, with its score, best first; passages stay in the order of `evidence`."""
    places: list[tuple[float, float, Evidence]] = []
    # Where several searches took turns, a passage may stand before one with a higher score: it goes first all the same.
    ceiling = math.inf
    for found in evidence:
        ceiling = min(ceiling, found.passage.score)
        places.append((ceiling, found.passage.score, found))
        for start, end, span_score in found.others:
            behind = SPAN_WEIGHT * (found.span_score - span_score)
            there = replace(found, start=start, end=end, span_score=span_score, others=())
            places.append((ceiling - behind, found.passage.score - behind, there))
    return [(score, found) for _, score, found in sorted(places, key=lambda place: -place[0])]


def _quote_of(evidence: Evidence) -> Quote:
    """The whole sentences that hold the evidence, with those that they lean on; of a table its rows."""
    passage = evidence.passage
    if rows := rows_at(passage.article.text, evidence.start, evidence.end, passage.language):
        return Quote(passage, rows.start, rows.end, (evidence,), rows.header is not None, rows.header)
    return Quote(passage, *extent(passage, evidence.start, evidence.end), (evidence,))


def _with_its_list(quote: Quote) -> Quote:
    """`quote` with the whole list that its evidence stands in or announces, or else one that it touches.

    A sentence may run from the end of one list into the next: of the other nothing is quoted.
    """
    text, language, best = quote.passage.article.text, quote.passage.language, quote.evidence[0]
    own = whole_list(text, best.start, best.end, language)
    found = own or whole_list(text, quote.start, quote.end, language)
    if found is None:
        return quote
    start, end = min(found[0], quote.start), max(found[1], quote.end)
    if start < found[0] and whole_list(text, start, found[0], language):
        start = found[0]
    if found[1] < end and whole_list(text, found[1], end, language):
        end = found[1]
    return replace(quote, start=start, end=end, complete=True)


def pinpointed(question: str, quote: Quote, reader: EvidenceReader) -> Quote:
    """`quote` with its answering words told more exactly: a passage is read for where they stand.

    Not in a table, of whose cells a reader has but a rough idea.
    """
    best = quote.evidence[0]
    if rows_at(best.passage.article.text, best.start, best.end):
        return quote
    return replace(quote, evidence=reader.pinpoint(question, quote.evidence))


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


def touch(quote: Quote, other: Quote) -> bool:
    """Whether two quotes overlap in their article, or nothing but space stands between them."""
    if quote.passage.article.id != other.passage.article.id:
        return False
    first, second = sorted((quote, other), key=lambda one: one.start)
    between = quote.passage.article.text[first.end : second.start]
    return second.start <= first.end or (not between.strip() and "\n" not in between)


def _within(quote: Quote, other: Quote) -> bool:
    return other.start <= quote.start and quote.end <= other.end


def _joined(quote: Quote, further: Quote) -> Quote:
    start, end = min(quote.start, further.start), max(quote.end, further.end)
    evidence, complete = quote.evidence + further.evidence, quote.complete or further.complete
    return replace(quote, start=start, end=end, evidence=evidence, complete=complete)


def same_statement(one: str, other: str) -> bool:
    """Whether a sentence says no more than another: they share most content words, and it has no other figure."""
    return says_nothing_new(one, other)
