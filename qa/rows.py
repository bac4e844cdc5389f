"""An answer as the JSON row that `python -m qa --json` prints and `predictions.jsonl` holds."""

from collections.abc import Mapping
from typing import Any

from core.types import Answer, Citation, Copy, Passage

Row = dict[str, Any]


def answer_row(answer: Answer, qid: str | None = None) -> Row:
    """The keys of the contract in `docs/architecture.md` first, then what only we add."""
    seconds: Mapping[str, float] = answer.seconds
    return {
        "qid": qid,
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "reason": answer.reason,
        "citations": [citation_row(citation) for citation in answer.citations],
        "passages": [passage_row(passage) for passage in answer.passages],
        "seconds": round(seconds.get("total", 0.0), 6),
        "stages": {stage: round(value, 6) for stage, value in seconds.items() if stage != "total"},
        "model": answer.model,
        "short_answer": answer.short,
        "confidence": round(answer.confidence, 6),
        "unsupported": [list(span) for span in answer.unsupported],
        "unknown_markers": answer.unknown_markers,
        "cut_short": answer.cut_short,
        "tokens": dict(answer.tokens),
        "cost_usd": answer.cost_usd,
        "unheld": list(answer.unheld),
        "content_hashes": {citation.article_id: citation.content_hash for citation in answer.citations},
        "copies": [_copy_row(citation.number, copy) for citation in answer.citations for copy in citation.copies],
    }


def citation_row(citation: Citation) -> Row:
    return {
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


def passage_row(passage: Passage) -> Row:
    return {
        "article_id": passage.article.id,
        "start": passage.chunk.start,
        "end": passage.chunk.end,
        "score": round(passage.score, 6),
    }
