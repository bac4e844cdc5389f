"""The recipe's stages, each kept under `training/runs/`: what was made once is not made again."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from training import language_model
from training.config import FURTHER, PLAIN, PUPIL, READER, TAUGHT, TEACHERS, Drafting, Recipe, base_folder
from training.data import Context, Row, load, open_tokenizer
from training.drafting import DRAFTED, draft
from training.export import mean_of, restore
from training.keeping import whole
from training.labels import mass_on_answer, mean, read, respell
from training.near_misses import near_misses
from training.negatives import mine
from training.network import EvidenceModel
from training.sampling import BERT_MARKS, Marks, Sampler
from training.train import Lessons, finished_weights, rested_weights, train
from training.windows import Labels, Windows, choose, draw, flatten, take

log = logging.getLogger(__name__)

# The language model reads better than the small teachers do, which err in other places.
_READER_WEIGHT = 2.0
# A drafted question whose answer the teachers see elsewhere, or nowhere, is left out.
_LEAST_MASS = 0.4


@dataclasses.dataclass(frozen=True, slots=True)
class Material:
    """Contexts, rows and hard negatives in one network's word pieces."""

    contexts: tuple[Context, ...]
    rows: tuple[Row, ...]
    negatives: NDArray[np.int32]

    def with_near_misses(self, tokenizer: Tokenizer, recipe: Recipe) -> Material:
        """All of it, and the near misses that can be made of it."""
        contexts, rows = near_misses(
            self.contexts,
            self.rows,
            self.negatives,
            tokenizer,
            seed=recipe.seed,
            question_tokens=recipe.question_tokens,
        )
        none = np.full((len(rows), self.negatives.shape[1]), -1, np.int32)
        return Material((*self.contexts, *contexts), (*self.rows, *rows), np.concatenate((self.negatives, none)))

    def sampler(self, recipe: Recipe, marks: Marks = BERT_MARKS) -> Sampler:
        """Draws from all of it."""
        return Sampler(self.contexts, self.rows, self.negatives, recipe, marks)


class Stages:
    """Everything between the training rows and the finished weights. Each stage does what it needs of those before."""

    def __init__(self, data: Path, runs: Path) -> None:
        self.data, self._runs, self.base = data, runs, base_folder()

    def run(self, recipe: Recipe) -> Path:
        """Where a recipe's checkpoints and figures lie."""
        return self._runs / recipe.digest()

    def _finished(self, recipe: Recipe) -> Path | None:
        """Weights that were made before; what they learned from need not be drawn anew."""
        weights = finished_weights(self.run(recipe), recipe)
        return weights if weights.exists() else None

    def material(self, recipe: Recipe, *, drafted: bool = False) -> Material:
        """The rows, with the drafted ones or without, in MiniLM's word pieces."""
        paths = [self.data, self.drafted()] if drafted else [self.data]
        contexts, rows = _load_rows(paths, open_tokenizer(self.base), recipe)
        cache = self._runs / ("negatives-drafted.npz" if drafted else "negatives.npz")
        return Material(contexts, rows, mine(contexts, rows, self.base, cache, keep=recipe.mined_negatives))

    def plain(self, recipe: Recipe) -> Path:
        """A network of the shipped kind, from the annotated rows alone."""
        return self._finished(recipe) or train(
            EvidenceModel(self.base, dropout=recipe.dropout),
            _lessons(self.material(recipe).sampler(recipe), recipe),
            recipe,
            self.run(recipe),
        )

    def first_ends(self) -> tuple[Path, ...]:
        """The last two networks that the plain run finds with the learning rate at zero: the earlier one is weaker."""
        self.plain(PLAIN)
        return rested_weights(self.run(PLAIN), PLAIN)[-2:]

    def pupil(self) -> Path:
        """A second network of the shipped kind, from the annotated rows and from what the first finds in them."""
        if finished := self._finished(PUPIL):
            return finished
        sampler = self.material(PUPIL).sampler(PUPIL)
        windows = draw(sampler, passes=PUPIL.drawn_passes, seed=PUPIL.seed)
        teacher = restore(mean_of(*self.first_ends()), self.base)
        labels = _kept(self.run(PUPIL) / "labels.pt", lambda: read(teacher, windows))
        network = EvidenceModel(self.base, dropout=PUPIL.dropout)
        return train(network, Lessons(windows, flatten(sampler.validation()), labels), PUPIL, self.run(PUPIL))

    def further(self, start: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """A network that goes on from `start`, which is its teacher too, and learns to tell near misses from answers.

        The mean of the two: it keeps most of the one and gains most of the other (Wortsman et al. 2022).
        """
        run = self.run(FURTHER) / _digest(start)
        weights = finished_weights(run, FURTHER)
        learned = _load(weights if weights.exists() else self._near_misses(start, run))
        return {name: (start[name] + learned[name]) / 2 for name in learned}

    def _near_misses(self, start: Mapping[str, Tensor], run: Path) -> Path:
        material = self.material(FURTHER).with_near_misses(open_tokenizer(self.base), FURTHER)
        sampler = material.sampler(FURTHER)
        windows = draw(sampler, passes=FURTHER.drawn_passes, seed=FURTHER.seed)
        log.info("windows=%d near misses=%d", len(windows), int(np.isnan(windows.relevant).sum()))
        labels = _kept(run / "labels.pt", lambda: read(restore(start, self.base), windows))
        network = EvidenceModel(self.base, dropout=FURTHER.dropout)
        network.load_state_dict(dict(start), strict=False)
        return train(network, Lessons(windows, flatten(sampler.validation()), labels), FURTHER, run)

    def reader(self) -> Path:
        """The language model as a reader, from the same rows."""
        if finished := self._finished(READER):
            return finished
        folder = self.language_model()
        contexts, rows = _load_rows([self.data], language_model.open_tokenizer(folder), READER)
        material = Material(contexts, rows, self.material(READER).negatives)
        lessons = _lessons(material.sampler(READER, language_model.MARKS), READER)
        return train(language_model.LanguageModelReader(folder), lessons, READER, self.run(READER))

    def language_model(self) -> Path:
        """Folder of the language model, unpacked."""
        return language_model.unpack(self._runs / "language-model")

    def drafted(self) -> Path:
        """Rows that the language model drafted."""
        target = self._runs / "drafted.jsonl.gz"
        if target.exists():
            return target
        contexts, rows = _load_rows([self.data], open_tokenizer(self.base), READER)
        return draft(contexts, rows, self.language_model(), Drafting(), target)

    def taught(self) -> Path:
        """The network that learns from all of the above."""
        if finished := self._finished(TAUGHT):
            return finished
        material = self.material(TAUGHT, drafted=True)
        sampler = material.sampler(TAUGHT)
        windows = draw(sampler, passes=TAUGHT.drawn_passes, seed=TAUGHT.seed)
        labels = self._labels(windows, material)
        kept = _borne_out(windows, labels, material.rows)
        log.info("windows=%d kept=%d", len(windows), int(kept.sum()))
        lessons = Lessons(take(windows, kept), flatten(sampler.validation()), choose(labels, windows, kept))
        network = EvidenceModel(self.base, dropout=TAUGHT.dropout)
        return train(network, lessons, TAUGHT, self.run(TAUGHT))

    def _labels(self, windows: Windows, material: Material) -> Labels:
        """What the teachers find in `windows`."""
        teachers = "-".join(f"{recipe.digest()[:6]}.{recipe.steps}" for recipe in (*TEACHERS, READER))
        return _kept(self.run(TAUGHT) / f"labels-{teachers}.pt", lambda: self._found(windows, material))

    def _found(self, windows: Windows, material: Material) -> Labels:
        found = [read(restore(_load(self.plain(teacher)), self.base), windows) for teacher in TEACHERS]
        folder = self.language_model()
        reader = language_model.LanguageModelReader(folder)
        reader.load_state_dict(_load(self.reader()), strict=False)
        tokenizer = language_model.open_tokenizer(folder)
        respelled = respell(
            windows,
            material.contexts,
            material.rows,
            tokenizer,
            language_model.MARKS,
            question_tokens=READER.question_tokens,
        )
        found.append(read(reader, windows, respelled=respelled))
        return mean(found, (*(1.0 for _ in TEACHERS), _READER_WEIGHT))


def _kept(cache: Path, find: Callable[[], Labels]) -> Labels:
    """The labels that lie in `cache`; found and put there first, where there are none."""
    if cache.exists():
        # Made on a GPU, perhaps, and used without one.
        return Labels(**torch.load(cache, map_location="cpu", weights_only=True))
    labels = find()
    cache.parent.mkdir(parents=True, exist_ok=True)
    with whole(cache) as part:
        torch.save({"spans": labels.spans, "verdicts": labels.verdicts}, part)
    return labels


def _digest(weights: Mapping[str, Tensor]) -> str:
    """Short hash of a network."""
    told = hashlib.sha256()
    for name in sorted(weights):
        told.update(weights[name].float().cpu().numpy().tobytes())
    return told.hexdigest()[:12]


def _load_rows(
    paths: Sequence[Path], tokenizer: Tokenizer, recipe: Recipe
) -> tuple[tuple[Context, ...], tuple[Row, ...]]:
    return load(paths, tokenizer, held_out_share=recipe.held_out_share, question_tokens=recipe.question_tokens)


def _load(weights: Path) -> dict[str, Tensor]:
    state: dict[str, Tensor] = torch.load(weights, map_location="cpu", weights_only=True)
    return state


def _lessons(sampler: Sampler, recipe: Recipe) -> Lessons:
    windows = draw(sampler, passes=recipe.drawn_passes, seed=recipe.seed)
    return Lessons(windows, flatten(sampler.validation()))


def _borne_out(windows: Windows, labels: Labels, rows: Sequence[Row]) -> NDArray[np.bool_]:
    """(n,) whether a window belongs to an annotated question, or to a drafted one whose answer the teachers see too."""
    best = np.zeros(int(windows.groups[-1]) + 1, np.float32)
    np.maximum.at(best, windows.groups, mass_on_answer(windows, labels))
    drafted = np.asarray([row.source == DRAFTED for row in rows])[windows.places[:, 0]]
    return ~drafted | (best[windows.groups] >= _LEAST_MASS)
