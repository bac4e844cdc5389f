"""Which of the ways to take a question the articles answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.evidence import EvidenceReader
from qa.clock import StageClock
from qa.meanings import Meaning
from qa.search.acts import by_act
from qa.search.claims import by_claim
from qa.search.comparing import reading_of
from qa.search.finding import SURE, Found, Reading, find
from qa.search.headed import by_heading
from qa.search.introductions import by_introduction
from qa.search.kinds import by_kind
from qa.search.mentions import by_mentions
from qa.search.names import by_names
from qa.search.naming import by_name
from qa.search.timed import by_time
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Ways:
    """Searches the library for ways to take a question, about `candidates` passages each, until one is answered."""

    library: Library
    embedder: "Embedder"
    reader: EvidenceReader
    candidates: int
    clock: StageClock

    def best(self, then: Iterable[Meaning], ways: Iterable[Meaning]) -> Reading:
        """The first that the articles surely answer, `then` (the days on which it was said) before the other `ways`;
        or else the last of `ways`.
        """
        for meaning in then:
            reading = self._reading(meaning)
            if reading.confidence >= SURE:
                return reading
        for meaning in ways:
            reading = self._reading(meaning)
            if reading.confidence >= SURE:
                break
        return reading

    def _reading(self, meaning: Meaning) -> Reading:
        reading = reading_of(meaning, self._find, self._sureness)
        told_by_words = (
            by_introduction,
            by_act,
            by_claim,
            by_mentions,
            by_time,
            by_kind,
            by_names,
            by_name,
            by_heading,
        )
        for tell in told_by_words:
            reading = tell(reading)
        return reading

    def _find(self, meaning: Meaning) -> Found:
        return find(meaning, self.library, self.embedder, self.reader, candidates=self.candidates, clock=self.clock)

    def _sureness(self, found: Found) -> float:
        return self.reader.confidence(
            found.evidence, found.passages, found.sentence, embedding=self.library.embedding.name
        )
