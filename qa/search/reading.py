"""How much of what was found is read: the first passages, and the others unless those answer surely."""

from collections.abc import Sequence

from core.types import Evidence, Passage
from models.evidence import EvidenceReader
from qa.quoting.tables import read_with_rows

# A multiple of what the evidence network reads at a time. Measured, as what follows: docs/decisions.md.
FIRST_LOOK = 8
# Relevance from which the passages behind hardly ever change the answer.
SURELY_RELEVANT = 0.97


def read_enough(
    reader: EvidenceReader, question: str, passages: Sequence[Passage], *, at_least: int = FIRST_LOOK
) -> tuple[Evidence, ...]:
    """The evidence of the first `at_least` of `passages`, in their order, and of the others too where none of the first
    is surely relevant."""
    first = read_with_rows(reader, question, passages[:at_least])
    if any(item.relevance >= SURELY_RELEVANT for item in first):
        return first
    return first + read_with_rows(reader, question, passages[at_least:])
