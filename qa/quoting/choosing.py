"""Answers without a language model: the best evidence sentences, verbatim, each with its citation.

The answer is one to three sentences, with those that they lean on (`qa/quoting/extent.py`): the best places of the
passages compete, also two of one passage; the same sentence carried by two outlets is said once.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from core.sentences import sentence_of, sentence_spans
from core.types import Evidence
from core.words import content_words
from models.evidence import SPAN_WEIGHT
from qa.questions.several import asks_for_list, asks_for_several
from qa.quoting.extent import extent
from qa.quoting.lists import whole_list
from qa.quoting.quotes import Quote, apart, joined, touch, within
from qa.quoting.tables import rows_at
from qa.signals.recency import SPEAKS_OF_BEFORE, newest_first
from qa.signals.statements import is_told, puts_otherwise, says_nothing_new

MAX_SENTENCES = 3
# How near a further sentence's chance of answering, and its score, must come to the best one's to be worth the reader's
# time. Measured: docs/decisions.md.
NEARLY_AS_GOOD = 0.6
MARGIN = 0.6
_NEXT_FEW = 8
# From which the newer of two quotes is likelier meant than the one that is read as the likelier: docs/decisions.md.
_SURE, _SURELY_ANSWERABLE = 0.95, 0.9
# The day of a page, on a line or in a sentence by itself.
_STAMP = re.compile(
    r"\W*(?:first |last )?(?:published|updated|posted|reviewed|modified)\b(?: on)?:? [^.]{0,30}\d{4}\W*", re.IGNORECASE
)


def choose_quotes(question: str, evidence: Sequence[Evidence], told: Sequence[str] = ()) -> tuple[Quote, ...]:
    """The quotes that answer, best first. `evidence` is ordered best first and not empty.

    Sentences that were `told` before are left out; there may be no other that answers.
    """
    good = _good_places(question, evidence, told)
    if not good:
        return ()
    lists = asks_for_list(question)
    quotes = (_beyond(_with_its_list(_quote_of(one)) if lists else _quote_of(one), told) for one in good)
    most = MAX_SENTENCES if asks_for_several(question) else MAX_SENTENCES - 1
    kept = apart(_that_add(_versions_together(quotes), most))
    sure = [_is_sure(quote.evidence) for quote in kept]
    passages, texts = [quote.passage for quote in kept], [quote.text for quote in kept]
    return tuple(kept[place] for place in newest_first(question, passages, texts, sure))


def _is_sure(evidence: Sequence[Evidence]) -> bool:
    return any(one.relevance >= _SURE and one.answerable >= _SURELY_ANSWERABLE for one in evidence[:1])


def _good_places(question: str, evidence: Sequence[Evidence], told: Sequence[str]) -> list[Evidence]:
    """The places that come near enough to the best and were not `told`, best first; questions, and the day on which a
    page was published, only where all are.

    Where `question` asks for what was before, also those less likely to answer that make the best one's statement with
    another figure.
    """
    best, versions = evidence[0], bool(SPEAKS_OF_BEFORE.search(question))
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
    return [found for found in good if not _asks(found) and not _is_stamp(found, question)] or good


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
        if touched is None and not any(says_nothing_new(quote.text, other.text) for other in chosen):
            chosen.append(quote)
        elif touched is not None and not within(quote, chosen[touched]):
            chosen[touched] = joined(chosen[touched], quote)
        else:
            continue
        most -= 1
        if not most:
            break
    return chosen


def _beyond(quote: Quote, told: Sequence[str]) -> Quote:
    """`quote` without those sentences that it leans on which were told before."""
    spans = sentence_spans(quote.text, quote.passage.language)
    news = (start for start, end in spans if not is_told(quote.text[start:end], told))
    return replace(quote, start=quote.start + next(news, 0)) if told else quote


def _asks(found: Evidence) -> bool:
    """Whether the place is a question itself, without the words behind it that answer."""
    told = found.passage.article.text[slice(*extent(found.passage, found.start, found.end))]
    return told.endswith(("?", "？"))


def _is_stamp(found: Evidence, question: str) -> bool:
    """Whether the place says only when its page was published or the like, and `question` asks for nothing of it."""
    said = _sentence(found)
    return bool(_STAMP.fullmatch(said)) and set(content_words(question)).isdisjoint(content_words(said))


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
