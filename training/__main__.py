"""`python -m training`: from the packaged weights and the training rows to `models/weights/`.

Each stage is kept under `training/runs/`; a run that was stopped goes on where it was. Made for a GPU; on a CPU
`--plain` trains a network from the annotated rows alone, and a second that it teaches.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.evidence_network import CARD, NETWORK, TOKENIZER, open_network
from models.packaged import WEIGHTS_SHA256, sha256_of
from training.calibrate import calibrate, verdicts
from training.config import FURTHER, PLAIN, PUPIL, READER, TAUGHT, TEACHERS, Recipe
from training.export import SPAN_TOKENS, export_fp32, mean_of, restore, write_card
from training.rounding import floats_of, quantise_best
from training.sampling import Sampler
from training.stages import Stages
from training.windows import Batch, collate

_ROUNDING_SAMPLES = 4
_ROUNDING_QUESTIONS = 200
_LARGEST_MB = 25
_HELD_OUT_QUESTIONS = 600
_GROUPS_AT_ONCE = 4


def main() -> None:
    """Parse the command line and run the recipe, or one stage of it."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("transformers").setLevel(logging.ERROR)
    torch.set_num_threads(arguments.threads)
    stages = Stages(arguments.data, arguments.runs)
    if arguments.only:
        _parts(stages)[arguments.only]()
        return
    if arguments.further:
        _ship(stages, (FURTHER,), stages.further(_shipped(arguments.out / NETWORK)), arguments)
    elif arguments.plain:
        masters = stages.further(mean_of(*stages.first_ends(), stages.pupil()))
        _ship(stages, (PLAIN, PUPIL, FURTHER), masters, arguments)
    else:
        _ship(stages, (*TEACHERS, READER, TAUGHT), mean_of(stages.taught()), arguments)


def _shipped(network: Path) -> dict[str, Tensor]:
    """What training learns of a network in 8 bits, as floats: all but the word vectors."""
    return {
        name: torch.from_numpy(weights)
        for name, weights in floats_of(network).items()
        if not name.endswith("word_embeddings.weight")
    }


def _parts(stages: Stages) -> dict[str, Callable[[], object]]:
    """Stages that need nothing of one another, for machines that can do several at a time."""
    return {
        "teachers": lambda: [stages.plain(teacher) for teacher in TEACHERS],
        "reader": stages.reader,
        "drafted": stages.drafted,
        "taught": stages.taught,
    }


def _ship(
    stages: Stages, recipes: Sequence[Recipe], masters: Mapping[str, Tensor], arguments: argparse.Namespace
) -> None:
    """Export, quantise and calibrate weights that came of `recipes`, and put them where the program looks."""
    recipe = recipes[-1]
    run = stages.run(recipe)
    fp32, int8 = run / "fp32", run / "int8"
    for folder in (fp32, int8, arguments.out):
        folder.mkdir(parents=True, exist_ok=True)
    export_fp32(restore(masters, stages.base), fp32 / NETWORK)
    sampler = stages.material(recipe).sampler(recipe)
    held_out = _held_out(sampler)
    quantise_best(fp32 / NETWORK, int8 / NETWORK, _samples(sampler, recipe), held_out, threads=arguments.threads)
    size_mb = (int8 / NETWORK).stat().st_size / 1e6
    if size_mb > _LARGEST_MB:
        raise SystemExit(f"{int8 / NETWORK} has {size_mb:.1f} MB, more than {_LARGEST_MB}")
    card = _card(int8 / NETWORK, held_out, recipes, arguments)
    # The float32 network beside the checkpoint is there to be compared with: same calibration.
    for folder in (fp32, int8):
        write_card(folder, stages.base, question_tokens=recipe.question_tokens, **card)
    # Last and together: whoever uses the weights meanwhile never finds a card that does not fit.
    for name in (NETWORK, TOKENIZER, CARD):
        shutil.copyfile(int8 / name, arguments.out / name)


def _samples(sampler: Sampler, recipe: Recipe) -> Iterator[Iterator[Batch]]:
    """Samples of the sequences that train, to take ranges from."""
    for number in range(_ROUNDING_SAMPLES):
        questions = sampler.questions(number)[:_ROUNDING_QUESTIONS].tolist()
        groups = sampler.groups(questions, np.random.default_rng([recipe.seed, number]))
        yield (collate([group]) for group in groups)


def _held_out(sampler: Sampler) -> list[Batch]:
    """Questions that did not train, each with its passage and three others, in batches of about equal width."""
    held_out = sampler.held_out(_HELD_OUT_QUESTIONS, negatives=3)
    by_width = sorted(held_out, key=lambda group: max(len(example.ids) for example in group))
    return [collate(by_width[first : first + _GROUPS_AT_ONCE]) for first in range(0, len(by_width), _GROUPS_AT_ONCE)]


def _card(
    network: Path, held_out: Sequence[Batch], recipes: Sequence[Recipe], arguments: argparse.Namespace
) -> dict[str, object]:
    """Calibration of an exported network on held-out questions, and what it was made of and how."""
    opened = open_network(network, threads=arguments.threads)
    fitted = calibrate(verdicts(opened, held_out, span_tokens=SPAN_TOKENS))
    logging.getLogger(__name__).info("%s", json.dumps(fitted.figures))
    return {
        "relevance": fitted.relevance,
        "answerable": fitted.answerable,
        "held_out": fitted.figures,
        "command": _command(arguments),
        "recipes": [dataclasses.asdict(recipe) for recipe in recipes],
        "base_sha256": WEIGHTS_SHA256,
        "data_sha256": sha256_of(arguments.data),
    }


def _command(arguments: argparse.Namespace) -> str:
    option = " --further" if arguments.further else " --plain" if arguments.plain else ""
    return f"python -m training{option}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data/train-reader.jsonl.gz"),
        help="annotated rows (default: %(default)s)",
    )
    parser.add_argument(
        "--runs", type=Path, default=Path("training/runs"), help="folder of the stages' results (default: %(default)s)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("models/weights"), help="folder for the network (default: %(default)s)"
    )
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (default: %(default)s)")
    parser.add_argument("--only", choices=("teachers", "reader", "drafted", "taught"), help="do one stage only")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--further",
        action="store_true",
        help="go on from the network in --out, which learns to tell near misses from answers",
    )
    ways.add_argument(
        "--plain",
        action="store_true",
        help="train from the annotated rows alone, with one network as the teacher: for a CPU",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
