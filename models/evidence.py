"""Reading passages for evidence: which words answer the question, how well each passage suits it, and how surely."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from core.types import Evidence, Passage
from models.confidence import OTHER_MODELS, Confidence, read_confidence
from models.evidence_network import EvidenceNetwork
from models.pinpoint import TextSpan, pinpoint
from models.runtimes import COMPILED, PREPARED_DIR

WEIGHTS = Path(__file__).resolve().parent / "weights"
# Fewer passages than this are all that there is, in a small library or within narrow limits.
FEW = 20
# Places in a passage that are told apart: the one that the network likes best may be of another time than is asked for.
_SPANS = 3
# What a further place in a passage loses of the passage's score for each unit of its span's score that the passage's
# best place is ahead. Measured: docs/decisions.md.
SPAN_WEIGHT = 0.07


class EvidenceReader(Protocol):
    """Reads passages in the light of a question.

    `weight`: what a unit of log-odds of relevance adds to a passage's retrieval score.
    """

    weight: float

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        """The best evidence of each passage, in the order of `passages`."""
        ...

    def pinpoint(self, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """`evidence`, each with the answering words told more exactly within the sentences that hold them."""
        ...

    def confidence(
        self, evidence: Sequence[Evidence], passages: Sequence[Passage], sentence: float, *, embedding: str
    ) -> float:
        """How likely it is that `evidence`, of one question, holds the answer, in [0, 1].

        `passages`: all that were found for the question, read or not; `sentence`: the highest cosine with the question
        of a sentence that may answer it; `embedding` names the model that found and compared them.
        """
        ...


class NetworkReader:
    """Reads with the evidence network that `training/` makes. Threads may share one."""

    # Chosen on development questions: docs/decisions.md has the table.
    weight = 0.1

    def __init__(self, network: EvidenceNetwork, confidence: Mapping[str, Confidence]) -> None:
        self._network = network
        self._confidence = confidence

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        readings = self._network.read(question, [passage.text for passage in passages], spans=_SPANS)
        return tuple(
            Evidence(
                passage=passage,
                start=passage.chunk.start + reading.start,
                end=passage.chunk.start + reading.end,
                relevance=reading.relevance,
                answerable=reading.answerable,
                span_score=reading.span_score - reading.null_score,
                others=tuple(
                    (passage.chunk.start + span.start, passage.chunk.start + span.end, span.score - reading.null_score)
                    for span in reading.spans[1:]
                ),
            )
            for passage, reading in zip(passages, readings, strict=True)
        )

    def pinpoint(self, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        shifts = [item.passage.chunk.start for item in evidence]
        places = [
            TextSpan(item.passage.text, item.start - shift, item.end - shift, item.passage.language, opens=shift == 0)
            for item, shift in zip(evidence, shifts, strict=True)
        ]
        found = pinpoint(self._network, question, places)
        return tuple(
            replace(item, start=start + shift, end=end + shift)
            for item, shift, (start, end) in zip(evidence, shifts, found, strict=True)
        )

    def confidence(
        self, evidence: Sequence[Evidence], passages: Sequence[Passage], sentence: float, *, embedding: str
    ) -> float:
        if len(passages) < FEW:
            # The nearest of a handful is seldom near: what was fitted on whole libraries would refuse too much.
            return max((item.answerable for item in evidence), default=0.0)
        return self._confidence.get(embedding, self._confidence[OTHER_MODELS])(evidence, passages, sentence)


def open_reader(*, threads: int) -> NetworkReader:
    """The reader with the weights in `models/weights/`, ready to read.

    What is compiled of them is kept in `models/prepared/`. Raises ModelError where they are missing or damaged.
    """
    network = EvidenceNetwork(WEIGHTS, threads=threads, compiled_dir=PREPARED_DIR / COMPILED)
    network.warm_up()
    return NetworkReader(network, read_confidence(WEIGHTS))
