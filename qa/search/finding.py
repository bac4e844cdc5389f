"""From a question to its evidence: searched for, read, and ranked by all that counts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.types import Evidence, Passage
from models.evidence import EvidenceReader
from qa.clock import StageClock
from qa.meanings import Meaning
from qa.questions.comparison_forms import Side
from qa.questions.several import asks_for_several
from qa.quoting.quotes import Quote
from qa.search.ranking import rank_evidence, together
from qa.search.reading import FIRST_LOOK, read_enough
from qa.signals.agreement import borne_out
from qa.signals.nearness import nearest_sentence
from qa.signals.periods import in_the_period, period_bonuses
from qa.signals.recency import newness
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.embedder import Embedder


# Confidence from which a way to take a question is the one to answer. Measured: docs/decisions.md.
SURE = 0.5
# And of an answer that something speaks against.
DOUBTED = 0.45


@dataclass(frozen=True, slots=True)
class Found:
    """`evidence` of what was read, best first; all `passages` found, those read first and in the same order.

    `sentence`: the highest cosine with the question of a sentence that may answer it, 0 where nothing was found.
    """

    evidence: tuple[Evidence, ...]
    passages: tuple[Passage, ...]
    sentence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found for one way to take a question, and how sure it is that it answers.

    Where the question compares, `sides` are what was found of each thing, with the `side` that it is about.
    `told` are sentences that were given before, where something else is asked for. `mentions` are the quotes that
    answer where any that name a thing do.
    """

    meaning: Meaning
    found: Found
    confidence: float
    sides: tuple["Reading", ...] = ()
    side: Side | None = None
    told: tuple[str, ...] = ()
    mentions: tuple[Quote, ...] = ()

    @property
    def least_told(self) -> str:
        """The name of the side of which the articles tell least surely; empty where nothing is compared."""
        least = min(self.sides, key=lambda reading: reading.confidence, default=self)
        return least.side.name if least.side else ""


def find(
    meaning: Meaning,
    library: Library,
    embedder: "Embedder",
    reader: EvidenceReader,
    *,
    candidates: int,
    clock: StageClock,
) -> Found:
    """What the `library` holds on a question: about `candidates` passages, read as far as they may answer it.

    Where several outlets are to speak, the best of all and of each of them take turns.
    """
    with clock.stage("embed"):
        vector = np.asarray(embedder.embed_query(meaning.text), dtype=np.float32)
    limits = [meaning.filters]
    if len(meaning.outlets) > 1:
        limits += [replace(meaning.filters, sources=sources) for sources in meaning.outlets]
    with clock.stage("retrieve"):
        each = -(-candidates // len(limits))
        searches = [library.search(meaning.text, vector, limit=each, filters=one) for one in limits]
    with clock.stage("read"):
        evidence = _read(meaning.text, searches, reader)
    with clock.stage("embed"):
        sentence = nearest_sentence(vector, evidence, embedder)
    return Found(evidence, _in_order(evidence, together(searches)), sentence)


def _read(question: str, searches: Sequence[Sequence[Passage]], reader: EvidenceReader) -> tuple[Evidence, ...]:
    found = together(searches)
    # One sure answer is not all that is asked for where several places or outlets are to speak.
    several = len(searches) > 1 or asks_for_several(question)
    read, agreements = borne_out(read_enough(reader, question, found, at_least=len(found) if several else FIRST_LOOK))
    evidence = in_the_period(question, read)
    news = newness(question, [item.passage for item in evidence])
    gains = zip(news, period_bonuses(question, evidence), agreements, strict=True)
    return rank_evidence(evidence, reading_weight=reader.weight, gains=[sum(each) for each in gains], searches=searches)


def _in_order(evidence: Sequence[Evidence], found: Sequence[Passage]) -> tuple[Passage, ...]:
    read = {item.passage.chunk.id: item.passage for item in evidence}
    unread = (passage for passage in found if passage.chunk.id not in read)
    return (*read.values(), *(replace(passage, rank=rank) for rank, passage in enumerate(unread, start=len(read) + 1)))
