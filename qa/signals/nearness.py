"""How near a sentence that may answer is to the question.

A chunk of minutes or of an interview speaks of many things and is near to no question; the one sentence in it may be.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.sentences import sentence_of
from core.types import Evidence

if TYPE_CHECKING:
    from models.embedder import Embedder


def nearest_sentence(question: NDArray[np.float32], evidence: Sequence[Evidence], embedder: "Embedder") -> float:
    """The highest cosine with `question`, (dim,) of unit length, of the sentences that the first of `evidence` and the
    most relevant of it point to, each alone and behind its article's title; 0 where there is no evidence.
    """
    if not evidence:
        return 0.0
    first, likeliest = evidence[0], max(evidence, key=lambda item: item.relevance)
    meant = (first,) if likeliest is first else (first, likeliest)
    texts = [text for item in meant for text in _alone_and_titled(item)]
    return float((np.asarray(embedder.embed_documents(texts), dtype=np.float32) @ question).max())


def _alone_and_titled(item: Evidence) -> tuple[str, str]:
    sentence = sentence_of(item.passage, item.start, item.end)
    return sentence, f"{item.passage.article.title}: {sentence}"
