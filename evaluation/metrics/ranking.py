"""Rank measures by ir-measures: hit@k, reciprocal rank and nDCG of one ranking a question.

Source: MacAvaney et al. 2022, Streamlining Evaluation with ir-measures; nDCG: Järvelin and Kekäläinen 2002.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, Success, nDCG

from evaluation.metrics.metric import Column

MEASURES = {
    "hit@1": Success @ 1,
    "hit@4": Success @ 4,
    "hit@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ids from best to worst, each once, and those of them (or of those missed) that are relevant."""

    ranked: tuple[str, ...]
    relevant: frozenset[str]


def rank_columns(prefix: str, rankings: Sequence[Ranking | None]) -> dict[str, Column]:
    """`{prefix}.hit@1` and the other MEASURES, one value a ranking, NaN where it is None or nothing is relevant."""
    defined = {str(i): ranking for i, ranking in enumerate(rankings) if ranking is not None and ranking.relevant}
    columns = {name: np.full(len(rankings), np.nan) for name in MEASURES}
    for column in columns.values():
        column[[int(i) for i in defined]] = (
            0.0  # a question that retrieved nothing is missing from the library's results
        )
    qrels = {i: dict.fromkeys(ranking.relevant, 1) for i, ranking in defined.items()}
    run = {i: _scores(ranking.ranked) for i, ranking in defined.items() if ranking.ranked}
    if run:
        names = {measure: name for name, measure in MEASURES.items()}
        for result in ir_measures.iter_calc(list(names), qrels, run):
            columns[names[result.measure]][int(result.query_id)] = result.value
    return {f"{prefix}.{name}": column for name, column in columns.items()}


def _scores(ranked: tuple[str, ...]) -> dict[str, float]:
    return {name: float(len(ranked) - position) for position, name in enumerate(ranked)}
