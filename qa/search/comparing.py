"""Things that a question compares: each is looked for and read by itself, and a sentence about each is quoted.

Sentences about some of them are part of an answer that looks like a whole one: where one is not told, nothing is. Which
of them a sentence is about is told by its words, and else by which was named last before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.iteration import in_turn
from core.sentences import sentence_of
from core.types import Evidence, Passage
from models.evidence import EvidenceReader
from qa.meanings import Meaning
from qa.questions.comparison_forms import Side, compared, settles
from qa.quoting.choosing import choose_quotes
from qa.quoting.quotes import Quote, apart, pinpointed
from qa.search.finding import SURE, Found, Reading


def reading_of(meaning: Meaning, find: Callable[[Meaning], Found], sureness: Callable[[Found], float]) -> Reading:
    """What is found for `meaning`: as it stands, or of each of the things that it compares.

    A sentence that surely answers and tells of all is enough: "The bus is cheaper than the tram." So is one that says
    which is the cheapest. Several that tell of all together are, where these by themselves are not told surely.
    """
    found = find(meaning)
    whole = Reading(meaning, found, sureness(found))
    compares = compared(meaning.text) if len(meaning.outlets) <= 1 else ()
    quotes = choose_quotes(meaning.text, found.evidence) if compares and whole.confidence >= SURE else ()
    if not compares or _tell_of(compares, quotes[:1]) or _settled(meaning.text, compares, quotes[:1]):
        return whole
    sides = tuple(_of_side(side, compares, meaning, find, sureness) for side in compares)
    least = min(one.confidence for one in sides)
    if least < SURE and _tell_of(compares, quotes):
        return whole
    together = _together(sides) if all(one.found.evidence for one in sides) else found
    return Reading(meaning, together, least, sides)


def quotes_of_sides(sides: Sequence[Reading], reader: EvidenceReader) -> tuple[Quote, ...]:
    """Each side's best quote, its answering words told exactly; those that touch as one."""
    return apart([pinpointed(one.meaning.text, _quote_of_side(one, sides), reader) for one in sides])


def _quote_of_side(reading: Reading, sides: Sequence[Reading]) -> Quote:
    """The best quote about one side, rather without the others."""
    quotes = choose_quotes(reading.meaning.text, reading.found.evidence)
    others = [one.side for one in sides if one.side and one is not reading]
    return next((quote for quote in quotes if not any(one.named_in(quote.text) for one in others)), quotes[0])


def _tell_of(sides: Sequence[Side], quotes: Sequence[Quote]) -> bool:
    """Whether for each of `sides` one of `quotes` is about it."""
    best = [quote.evidence[0] for quote in quotes]
    return all(any(_is_about(side, sides, one.passage, one.start, one.end) for one in best) for side in sides)


def _settled(question: str, sides: Sequence[Side], quotes: Sequence[Quote]) -> bool:
    """Whether one of `quotes` says which of `sides` is the most, where that is asked."""
    best = [sentence_of(one.passage, one.start, one.end) for quote in quotes for one in quote.evidence[:1]]
    return any(settles(question, sentence) and any(side.named_in(sentence) for side in sides) for sentence in best)


def _of_side(
    side: Side,
    sides: Sequence[Side],
    meaning: Meaning,
    find: Callable[[Meaning], Found],
    sureness: Callable[[Found], float],
) -> Reading:
    """What is found of one of `sides`: another's price is not its own."""
    asked = replace(meaning, text=side.question)
    found = find(asked)
    of_it = replace(found, evidence=tuple(filter(None, (_about(side, sides, one) for one in found.evidence))))
    # That an article names it is much of the answer, which the nearness of whole passages would not tell.
    told = max((one.answerable for one in of_it.evidence), default=0.0) if side.anything else 0.0
    return Reading(asked, of_it, max(told, sureness(of_it)), side=side)


def _about(side: Side, sides: Sequence[Side], evidence: Evidence) -> Evidence | None:
    """`evidence` at its best place that is about `side`, None without one."""
    kept = [place for place in evidence.places if _is_about(side, sides, evidence.passage, place[0], place[1])]
    if not kept:
        return None
    (start, end, score), *others = kept
    return replace(evidence, start=start, end=end, span_score=score, others=tuple(others))


def _is_about(side: Side, sides: Sequence[Side], passage: Passage, start: int, end: int) -> bool:
    if side.named_in(sentence_of(passage, start, end)):
        return True
    article, chunk = passage.article, passage.chunk
    before = f"{article.title}\n{chunk.heading or ''}\n{article.text[chunk.start : end]}"
    return side.named_in(before) and max(sides, key=lambda one: one.last_in(before)) is side


def _together(sides: Sequence[Reading]) -> Found:
    """What was found of the sides, taking turns; each passage once."""
    evidence = {one.passage.chunk.id: one for one in in_turn([side.found.evidence for side in sides])}
    read = {name: one.passage for name, one in evidence.items()}
    found = {one.chunk.id: one for one in in_turn([side.found.passages for side in sides])}
    ranked = {
        name: replace(passage, rank=rank) for rank, (name, passage) in enumerate({**read, **found, **read}.items(), 1)
    }
    placed = tuple(replace(one, passage=ranked[name]) for name, one in evidence.items())
    return replace(sides[0].found, evidence=placed, passages=tuple(ranked.values()))
