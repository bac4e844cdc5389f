"""What another program may rely on: the row of an answer that `python -m qa --json` prints, and the keys that it shares
with the rows of an evaluation's `predictions.jsonl`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from core.types import Answer, Citation, Copy, Passage

Row = dict[str, Any]
MICROSECONDS = 6  # digits that are kept of a time in seconds


class Answered(Protocol):
    """What an answer and the prediction that is kept of one have in common, by the same names."""

    @property
    def question(self) -> str: ...
    @property
    def refused(self) -> bool: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def citations(self) -> Sequence[Citation]: ...
    @property
    def model(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def unsupported(self) -> Sequence[tuple[int, int]]: ...
    @property
    def unknown_markers(self) -> int: ...
    @property
    def cut_short(self) -> bool: ...
    @property
    def tokens(self) -> Mapping[str, int]: ...
    @property
    def cost_usd(self) -> float | None: ...


def shared_row(
    answered: Answered,
    *,
    qid: str | None,
    text: str,
    short: str,
    passages: Sequence[Row],
    seconds: float,
    stages: Mapping[str, float],
) -> Row:
    """The keys of the contract in `docs/architecture.md` in its order, then those that every row of ours adds."""
    return {
        "qid": qid,
        "question": answered.question,
        "answer": text,
        "refused": answered.refused,
        "reason": answered.reason,
        "citations": [_citation_row(citation) for citation in answered.citations],
        "passages": list(passages),
        "seconds": round(seconds, MICROSECONDS),
        "stages": {stage: round(spent, MICROSECONDS) for stage, spent in stages.items()},
        "model": answered.model,
        "short_answer": short,
        "confidence": round(float(answered.confidence), 6),
        "unsupported": [list(span) for span in answered.unsupported],
        "unknown_markers": answered.unknown_markers,
        "cut_short": answered.cut_short,
        "tokens": dict(answered.tokens),
        "cost_usd": answered.cost_usd,
    }


def answer_row(answer: Answer) -> Row:
    """What `python -m qa --json` prints: the shared keys, then what no prediction has."""
    shared = shared_row(
        answer,
        qid=None,
        text=answer.text,
        short=answer.short,
        passages=[_passage_row(passage) for passage in answer.passages],
        seconds=answer.seconds.get("total", 0.0),
        stages={stage: spent for stage, spent in answer.seconds.items() if stage != "total"},
    )
    return {
        **shared,
        "refused_below": answer.refused_below,
        "unheld": list(answer.unheld),
        "content_hashes": {citation.article_id: citation.content_hash for citation in answer.citations},
        "copies": [_copy_row(citation.number, copy) for citation in answer.citations for copy in citation.copies],
    }


def _citation_row(citation: Citation) -> Row:
    row = {
        "number": citation.number,
        "article_id": citation.article_id,
        "title": citation.title,
        "source": citation.source,
        "published": citation.published.isoformat() if citation.published else None,
        "url": citation.url,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
    return row if citation.page is None else {**row, "page": citation.page}


def _copy_row(number: int, copy: Copy) -> Row:
    """Another article that carries what citation `number` quotes from."""
    return {
        "citation": number,
        "article_id": copy.article_id,
        "title": copy.title,
        "source": copy.source,
        "published": copy.published.isoformat() if copy.published else None,
        "url": copy.url,
    }


def _passage_row(passage: Passage) -> Row:
    return {
        "article_id": passage.article.id,
        "start": passage.chunk.start,
        "end": passage.chunk.end,
        "score": round(passage.score, 6),
    }
