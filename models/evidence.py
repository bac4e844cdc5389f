"""Reading passages for evidence: which words answer the question, how well each passage suits it, and how surely."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from core.types import Evidence, Passage
from models.evidence_network import EvidenceNetwork

WEIGHTS = Path(__file__).resolve().parent / "weights"


class EvidenceReader(Protocol):
    """Reads passages in the light of a question. `weight` in [0, 1]: its say in their order, beside retrieval's."""

    weight: float

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        """The best evidence of each passage, in the order of `passages`."""
        ...


class NetworkReader:
    """Reads with the evidence network that `training/` makes. Threads may share one."""

    # Chosen on development questions: docs/decisions.md has the table.
    weight = 0.5

    def __init__(self, network: EvidenceNetwork) -> None:
        self._network = network

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        readings = self._network.read(question, [passage.text for passage in passages], spans=1)
        return tuple(
            Evidence(
                passage=passage,
                start=passage.chunk.start + reading.start,
                end=passage.chunk.start + reading.end,
                relevance=reading.relevance,
                answerable=reading.answerable,
                span_score=reading.span_score - reading.null_score,
            )
            for passage, reading in zip(passages, readings, strict=True)
        )


def open_reader(*, threads: int) -> NetworkReader:
    """The reader with the weights in `models/weights/`. Raises ModelError where they are missing or damaged."""
    return NetworkReader(EvidenceNetwork(WEIGHTS, threads=threads))
