"""When to say that the articles do not tell: `python -m training.refusal`, after `python -m training`.

Finds evidence for the questions of the development sets as an answer does, fits one logistic over what was found (the
highest log-odds of relevance, the highest cosines of a passage and of a sentence that may answer), and writes it to
`models/weights/refusal.json`. Every set weighs the same, and so do its answerable and its unanswerable questions. Each
set is then judged by a fit that has not seen it.
"""

import argparse
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.logs import configure_logging
from core.numbers import log_odds
from core.settings import PROJECT, load_settings
from core.types import Filters
from evaluation.corpus import build_library
from evaluation.questions import read_test_set
from models.confidence import CALIBRATION, OTHER_MODELS, PARTS, VOUCHED, signs, vouched
from models.evidence import WEIGHTS
from qa.clock import StageClock
from qa.condense import standalone_questions
from qa.meanings import Meaning
from qa.opening import open_assistant
from qa.search.finding import find
from training.calibrate import auroc, logistic_fit

log = logging.getLogger(__name__)

SETS = ("news-2022", "abstain-clapnq", "chat-mtrag", "multihop-250", "wiki-qa")
# Of the sets that have more questions, every second or third is enough.
MOST_QUESTIONS = 500

Floats = NDArray[np.float64]
Seen = tuple[Floats, Floats]


def look(folder: Path) -> Seen:
    """Features (n, 4), the three signs of `models/confidence.py` and whether a passage answers beyond doubt, and
    whether each question of a set can be answered (n,).
    """
    settings = load_settings()
    library = build_library([folder / "corpus.jsonl.gz"], settings).data_dir
    questions = read_test_set(folder / "questions.jsonl").questions
    questions = questions[:: -(-len(questions) // MOST_QUESTIONS)]
    features, labels = [], []
    with open_assistant(
        data_dir=library, model="", settings=settings.model_copy(update={"data_dir": library})
    ) as opened:
        for question in tqdm(questions, desc=folder.name, disable=not sys.stderr.isatty()):
            standalone = standalone_questions(question.question, question.history)[-1]
            meaning = Meaning(question.question, standalone, Filters())
            found = find(
                meaning,
                opened.library,
                opened.embedder,
                opened.reader,
                candidates=opened.limits.candidates,
                clock=StageClock(),
            )
            if found.evidence:
                seen = signs(found.evidence, found.passages, found.sentence)
                features.append((*seen, float(vouched(found.evidence))))
                labels.append(float(question.answerable))
    return np.array(features), np.array(labels)


def fit(seen: Sequence[Seen], columns: Sequence[int]) -> Floats:
    """Weights of `columns` of the features and, last, the bias."""
    with_both = sum(len(set(labels)) == 2 for _, labels in seen)
    weights = []
    for _, labels in seen:
        positives, negatives = labels.sum(), (1 - labels).sum()
        share = np.where(labels == 1, 1 / (len(seen) * max(positives, 1)), 1 / (max(with_both, 1) * max(negatives, 1)))
        weights.append(share)
    features = np.concatenate([features[:, columns] for features, _ in seen])
    # On one scale, or the ridge of the fit would hold down cosines more than log-odds.
    middle, spread = features.mean(axis=0), features.std(axis=0)
    labels = np.concatenate([labels for _, labels in seen])
    fitted = logistic_fit((features - middle) / spread, labels, np.concatenate(weights))
    slopes = fitted[:-1] / spread
    return np.append(slopes, fitted[-1] - slopes @ middle)


def judged(fitted: Floats, columns: Sequence[int], seen: Seen) -> dict[str, float]:
    """Balanced accuracy, share of answerable questions refused, and AUROC, at a chance of .5."""
    features, labels = seen
    odds = features[:, columns] @ fitted[:-1] + fitted[-1]
    odds = np.where(features[:, -1] > 0, np.maximum(odds, log_odds(VOUCHED)), odds)
    answered, wrongly_refused = odds >= 0, float((odds[labels == 1] < 0).mean())
    figures = {"false_refusals": round(wrongly_refused, 4)}
    if (labels == 0).any():
        figures["balanced_accuracy"] = round((1 - wrongly_refused + float((~answered[labels == 0]).mean())) / 2, 4)
        figures["auroc"] = round(auroc(odds, labels), 4)
    return figures


def held_out(seen: dict[str, Seen], columns: Sequence[int]) -> Iterator[tuple[str, dict[str, float]]]:
    """Each set judged by a fit on the others."""
    for name, one in seen.items():
        yield name, judged(fit([other for key, other in seen.items() if key != name], columns), columns, one)


def _named(weights: Iterable[float]) -> dict[str, float]:
    return {part: round(float(weight), 4) for part, weight in zip(PARTS, weights, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.refusal", description=__doc__)
    parser.add_argument("--data", type=Path, default=PROJECT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    configure_logging("INFO")
    if not arguments.data.is_dir():
        sys.exit(f"the development data ({arguments.data}) is not here")
    seen = {name: look(arguments.data / name) for name in SETS}
    signs_used, relevance_alone = (0, 1, 2), (0,)
    weights = fit(list(seen.values()), signs_used)
    alone = fit(list(seen.values()), relevance_alone)
    model = load_settings().embedding_model or "all-MiniLM-L6-v2"
    report = {
        "fitted": {
            model: _named(weights),
            OTHER_MODELS: _named((alone[0], 0.0, 0.0, alone[1])),
        },
        "command": "python -m training.refusal",
        "questions": {name: len(labels) for name, (_, labels) in seen.items()},
        "all_sets": {name: judged(weights, signs_used, one) for name, one in seen.items()},
        "held_out": dict(held_out(seen, signs_used)),
        "held_out_relevance_alone": dict(held_out(seen, relevance_alone)),
    }
    (arguments.out / CALIBRATION).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    log.info("%s", json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
