"""Reading passages for evidence: which words answer the question, and how surely.

`SentenceReader` needs no training: it compares each sentence with the question by meaning (cosine of their embeddings)
and by words (share of the question's rare words that the sentence holds). It does not know what kind of answer is asked
for, nor when a sentence only speaks of the topic.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from core.sentences import Span, sentence_spans
from core.types import Evidence, Passage
from core.words import content_words


class EvidenceReader(Protocol):
    """Reads passages in the light of a question. `weight` in [0, 1]: its say in their order, beside retrieval's."""

    weight: float

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        """The best evidence of each passage, in the order of `passages`."""
        ...


class SentenceReader:
    """Scores whole sentences; `relevance` is a logistic of the best sentence's score, fitted on development data."""

    weight = 0.5
    # Cosine and word share lie on like scales; equal weights did as well as any other mix.
    MEANING, WORDS = 1.0, 1.0
    # Score at which a sentence answers in half of the cases, and how steeply that changes.
    MIDDLE, SLOPE = 1.0, 6.0

    def __init__(self, embedder: Embeddings) -> None:
        self._embedder = embedder

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        spans = [_sentences(passage) for passage in passages]
        texts = [passage.text[a:b] for passage, found in zip(passages, spans, strict=True) for a, b in found]
        if not texts:
            return ()
        meaning = np.asarray(self._embedder.embed_documents(texts)) @ np.asarray(self._embedder.embed_query(question))
        words = word_shares(question, texts)
        scores = self.MEANING * meaning + self.WORDS * np.asarray(words)
        return tuple(self._best(passages, spans, scores))

    def _best(
        self, passages: Sequence[Passage], spans: Sequence[Sequence[Span]], scores: np.ndarray
    ) -> Sequence[Evidence]:
        found, at = [], 0
        for passage, sentences in zip(passages, spans, strict=True):
            own = scores[at : at + len(sentences)]
            at += len(sentences)
            best = int(np.argmax(own))
            start, end = (passage.chunk.start + offset for offset in sentences[best])
            relevance = 1 / (1 + math.exp(-self.SLOPE * (float(own[best]) - self.MIDDLE)))
            found.append(Evidence(passage, start, end, relevance, float(own[best])))
        return found


def word_shares(question: str, texts: Sequence[str]) -> list[float]:
    """For each text, the idf-weighted share of the question's content words that it holds, in [0, 1].

    The idf is taken over `texts` themselves: a word in all of them tells none of them apart.
    """
    asked = set(content_words(question))
    held = [asked & set(content_words(text)) for text in texts]
    counts = Counter(word for words in held for word in words)
    idf = {word: math.log(1 + len(texts) / (1 + counts[word])) for word in asked}
    total = sum(idf.values())
    return [sum(idf[word] for word in words) / total if total else 0.0 for words in held]


def _sentences(passage: Passage) -> tuple[Span, ...]:
    text = passage.text
    return sentence_spans(text) or ((0, len(text)),)
