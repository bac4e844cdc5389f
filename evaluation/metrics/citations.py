"""Citations: is the quote in the article, does it stand where the answer stands, and is every sentence covered?

Precision and recall follow ALCE (Gao et al. 2023), with the gold passages in place of its entailment model: a citation
supports the answer where its quote and a gold passage cover each other by half. Evidence that nobody labelled counts
against a citation, so both are lower bounds.
"""

import re
from collections.abc import Sequence

from core.sentences import sentence_spans
from core.types import Citation
from evaluation.gold import HIT_SHARE, GoldSpan, covered
from evaluation.metrics.metric import Case, Columns, Family, fixed, mean_metric, values
from evaluation.predictions import PassageSpan

_MARKER = re.compile(r"\[(\d+)\]")
_LATE_MARKERS = re.compile(r"([.!?…][\"”’')]*)((?:\s*\[\d+\])+)")

METRICS = (
    mean_metric(
        "citation.validity",
        "Citation validity",
        "Of an answer's quotes, the share that is its article's text, character for character.",
    ),
    mean_metric(
        "citation.precision", "Citation precision", "Of an answer's citations, the share that stands in a gold passage."
    ),
    mean_metric(
        "citation.recall", "Citation recall", "Of an answer's sentences, the share with a citation in a gold passage."
    ),
    mean_metric(
        "citation.evidence", "Evidence cited", "Share of the gold passages needed that a citation points into."
    ),
    mean_metric(
        "citation.unsupported",
        "Unsupported sentences",
        "Answers with a sentence that the system itself marks as unsupported.",
        higher_is_better=False,
    ),
)


def is_valid(citation: Citation, case: Case) -> bool:
    """True where the quote is the very slice of its article that the citation names."""
    article = case.article(citation.article_id)
    inside = article is not None and 0 <= citation.start < citation.end <= len(article.text)
    return article is not None and inside and article.text[citation.start : citation.end] == citation.quote


def supports(citation: Citation, occurrences: Sequence[GoldSpan]) -> bool:
    """True where half of the quote lies in a gold passage, or half of a gold passage in the quote."""
    span = PassageSpan(citation.article_id, citation.start, citation.end)
    length = citation.end - citation.start
    return any(
        (shared := covered(span, gold)) and shared >= HIT_SHARE * min(length, gold.end - gold.start)
        for gold in occurrences
    )


def statements(answer: str) -> tuple[tuple[int, ...], ...]:
    """For each sentence of `answer` the numbers of its markers, which may also stand behind its full stop.

    >>> statements("It rained [1]. Trams stopped. [2][3] Nobody was hurt.")
    ((1,), (2, 3), ())
    """
    early = _LATE_MARKERS.sub(r"\2\1", answer)
    sentences = (early[start:end] for start, end in sentence_spans(early))
    return tuple(
        tuple(map(int, _MARKER.findall(sentence)))
        for sentence in sentences
        if re.search(r"\w", _MARKER.sub("", sentence))
    )


def _answered(case: Case) -> bool:
    return not case.prediction.refused and not case.prediction.error


def _has_gold(case: Case) -> bool:
    return _answered(case) and bool(case.gold.passages)


def _right(case: Case) -> list[bool]:
    return [any(supports(citation, gold) for gold in case.gold.passages) for citation in case.prediction.citations]


def _validity(case: Case) -> float | None:
    citations = case.prediction.citations
    return sum(is_valid(citation, case) for citation in citations) / len(citations) if citations else None


def _precision(case: Case) -> float | None:
    right = _right(case) if _has_gold(case) else []
    return sum(right) / len(right) if right else None


def _recall(case: Case) -> float | None:
    marked = statements(case.prediction.answer) if _has_gold(case) else ()
    if not marked:
        return None
    good = {citation.number for citation, right in zip(case.prediction.citations, _right(case), strict=True) if right}
    return sum(bool(good & set(numbers)) for numbers in marked) / len(marked)


def _evidence(case: Case) -> float | None:
    if not _has_gold(case):
        return None
    found = [any(supports(citation, gold) for citation in case.prediction.citations) for gold in case.gold.passages]
    return float(any(found)) if case.question.evidence_mode == "any" else sum(found) / len(found)


def columns(cases: Sequence[Case]) -> Columns:
    return {
        "citation.validity": values(cases, _validity),
        "citation.precision": values(cases, _precision),
        "citation.recall": values(cases, _recall),
        "citation.evidence": values(cases, _evidence),
        "citation.unsupported": values(
            cases, lambda c: float(bool(c.prediction.unsupported)) if _answered(c) else None
        ),
    }


FAMILY = Family(columns, fixed(*METRICS))
