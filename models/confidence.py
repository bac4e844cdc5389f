"""How likely it is that the articles tell: from the reader's verdicts and the nearness of question and passages."""

import json
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import ModelError
from core.numbers import log_odds, logistic
from core.types import Evidence, Passage

CALIBRATION = "refusal.json"
PARTS = ("relevance", "similarity", "sentence", "bias")
OTHER_MODELS = ""
# What a passage beyond doubt is worth, and when it is. Measured: docs/decisions.md.
VOUCHED = 0.6
_SURE, _SURELY_ANSWERABLE = 0.97, 0.9


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic over the evidence of one question, fitted by `python -m training.refusal`.

    `relevance` weighs the highest log-odds of relevance of what was read, `similarity` the highest cosine of a found
    passage's vector with the question's, `sentence` the highest of a sentence that may answer.
    """

    relevance: float
    similarity: float
    sentence: float
    bias: float

    def __call__(self, evidence: Sequence[Evidence], passages: Sequence[Passage], sentence: float) -> float:
        """In [0, 1]; 0 where there is no evidence at all."""
        if not evidence:
            return 0.0
        weights = (self.relevance, self.similarity, self.sentence)
        odds = sum(map(operator.mul, weights, signs(evidence, passages, sentence)))
        fitted = logistic(odds + self.bias)
        return max(fitted, VOUCHED) if vouched(evidence) else fitted


def signs(evidence: Sequence[Evidence], passages: Sequence[Passage], sentence: float) -> tuple[float, float, float]:
    """What Confidence weighs, in its order: log-odds of relevance, and two cosines. There must be evidence."""
    relevance = max(log_odds(item.relevance) for item in evidence)
    return relevance, max(passage.similarity for passage in passages), sentence


def vouched(evidence: Sequence[Evidence]) -> bool:
    """Whether a passage answers beyond doubt.

    An embedding model knows few names: "Who is Oskar Lindqvar?" is far from every passage, also from one about him.
    """
    return any(item.relevance >= _SURE and item.answerable >= _SURELY_ANSWERABLE for item in evidence)


def read_confidence(weights: Path) -> Mapping[str, Confidence]:
    """What was fitted, by the name of the embedding model that the passages were found with.

    "" stands for any other model: cosines of different models mean different things, so there they have no say.
    Raises ModelError where the file is missing or damaged.
    """
    try:
        fitted = json.loads((weights / CALIBRATION).read_text(encoding="utf-8"))["fitted"]
        found = {str(name): Confidence(*(float(numbers[part]) for part in PARTS)) for name, numbers in fitted.items()}
        if OTHER_MODELS not in found:
            raise KeyError(OTHER_MODELS)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{weights / CALIBRATION} cannot be read ({error}): restore it from the repository") from error
    return found
