"""`python -m training`: from the packaged weights and the training rows to `models/weights/`.

Each stage is kept under `training/runs/`; a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch

from models.evidence_network import CARD, NETWORK, TOKENIZER, open_network
from training.batches import Batch, Sampler
from training.calibrate import calibrate, verdicts
from training.config import BASE_SHA256, Recipe, base_folder, sha256
from training.data import load, open_tokenizer
from training.export import SPAN_TOKENS, export_fp32, mean_of, quantise, restore, write_card
from training.negatives import mine
from training.train import train

# More ranges change nothing that could be measured, and take minutes.
_CALIBRATION_SEQUENCES = 64
_LARGEST_MB = 25
_HELD_OUT_QUESTIONS = 600


def main() -> None:
    """Parse the command line and run the recipe."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("transformers").setLevel(logging.ERROR)
    torch.set_num_threads(arguments.threads)
    recipe = dataclasses.replace(Recipe(), steps=arguments.steps)
    run = arguments.runs / recipe.digest()
    base = base_folder()
    sampler = _sampler(arguments.data, arguments.runs, recipe, base)
    weights = run / "checkpoint.pt" if arguments.preview else train(sampler, base, recipe, run)
    masters = mean_of(weights, *(run / f"weights-{steps}.pt" for steps in arguments.average_with))
    fp32, int8 = run / "fp32", run / "int8"
    for folder in (fp32, int8, arguments.out):
        folder.mkdir(parents=True, exist_ok=True)
    export_fp32(restore(masters, base), fp32 / NETWORK)
    quantise(fp32 / NETWORK, int8 / NETWORK, sampler.batches(), examples=_CALIBRATION_SEQUENCES)
    size_mb = (int8 / NETWORK).stat().st_size / 1e6
    if size_mb > _LARGEST_MB:
        raise SystemExit(f"{int8 / NETWORK} has {size_mb:.1f} MB, more than {_LARGEST_MB}")
    card = _card(int8 / NETWORK, sampler.held_out(_HELD_OUT_QUESTIONS, negatives=3), recipe, arguments)
    # The float32 network beside the checkpoint is there to be compared with: same calibration.
    for folder in (fp32, int8):
        write_card(folder, base, question_tokens=recipe.question_tokens, **card)
    # Last and together: whoever uses the weights meanwhile never finds a card that does not fit.
    for name in (NETWORK, TOKENIZER, CARD):
        shutil.copyfile(int8 / name, arguments.out / name)


def _sampler(data: Path, runs: Path, recipe: Recipe, base: Path) -> Sampler:
    contexts, rows = load(
        data,
        open_tokenizer(base),
        held_out_share=recipe.held_out_share,
        question_tokens=recipe.question_tokens,
    )
    negatives = mine(contexts, rows, base, runs / "negatives.npz", keep=recipe.mined_negatives)
    return Sampler(contexts, rows, negatives, recipe)


def _card(network: Path, held_out: Sequence[Batch], recipe: Recipe, arguments: argparse.Namespace) -> dict[str, object]:
    """Calibration of an exported network on held-out questions, and what it was made of and how."""
    opened = open_network(network, threads=arguments.threads)
    fitted = calibrate(verdicts(opened, held_out, span_tokens=SPAN_TOKENS))
    logging.getLogger(__name__).info("%s", json.dumps(fitted.figures))
    return {
        "relevance": fitted.relevance,
        "answerable": fitted.answerable,
        "held_out": fitted.figures,
        "command": _command(recipe, arguments.average_with),
        "recipe": dataclasses.asdict(recipe),
        "base_sha256": BASE_SHA256,
        "data_sha256": sha256(arguments.data),
    }


def _command(recipe: Recipe, averaged: Sequence[int]) -> str:
    """What was run, without this machine's folders; an average wants the runs that it is made of first."""
    earlier = [f"python -m training --steps {steps}" for steps in averaged]
    added = f" --average-with {' '.join(map(str, averaged))}" if averaged else ""
    return "; ".join((*earlier, f"python -m training --steps {recipe.steps}{added}"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/train-reader.jsonl.gz"))
    parser.add_argument("--runs", type=Path, default=Path("training/runs"))
    parser.add_argument("--out", type=Path, default=Path("models/weights"))
    parser.add_argument("--steps", type=int, default=Recipe().steps)
    parser.add_argument("--threads", type=int, default=1, help="two are no faster on two cores")
    parser.add_argument(
        "--average-with",
        type=int,
        nargs="*",
        default=(),
        metavar="STEPS",
        help="finished runs to average the last with",
    )
    parser.add_argument("--preview", action="store_true", help="export the last checkpoint, train no further")
    return parser.parse_args()


if __name__ == "__main__":
    main()
