"""The recipes' numbers, in one place, and the hash that names a recipe."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

from models.packaged import packaged_folder, verify_weights


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights of one network, besides the data and the base network.

    Lengths are in word pieces and count `[CLS]`, the question and both `[SEP]`.
    """

    seed: int = 20221122
    steps: int = 10_000
    batch_sequences: int = 16
    warmup_steps: int = 400
    learning_rate: float = 1.5e-4
    head_rate_factor: float = 4.0
    weight_decay: float = 0.01
    gradient_norm: float = 1.0
    dropout: float = 0.1
    question_tokens: int = 48
    # Short windows are cheap and teach the span; long ones look like the chunks read at run time.
    short_tokens: tuple[int, int] = (80, 144)
    middle_tokens: int = 192
    long_tokens: int = 272
    short_share: float = 0.3
    long_share: float = 0.15
    # Passes over each source's answerable rows, relative to one another: encyclopaedic rows are nearest to news.
    source_weights: tuple[tuple[str, float], ...] = (
        ("squadshifts-new_wiki", 2.5),
        ("squad2-dev-half", 2.5),
        ("nq-oracle", 2.5),
        ("squadshifts-reddit", 1.0),
        ("squadshifts-amazon_reviews", 1.0),
        ("drafted", 1.0),
    )
    # Chance that a question brings one, or two, passages that do not answer it.
    one_negative: float = 0.5
    two_negatives: float = 0.15
    # Chance that such a passage is another part of the same context, where the context is long enough.
    same_context: float = 0.15
    mined_negatives: int = 12
    # Passes over the rows whose windows are drawn anew; after them the same windows come again in another order.
    drawn_passes: int = 2
    span_weight: float = 1.0
    null_weight: float = 0.5
    answerable_weight: float = 0.5
    relevance_weight: float = 0.25
    ranking_weight: float = 0.5
    # Share of the loss that follows the teachers, where they have read a window; the rest follows the annotation.
    taught: float = 0.0
    held_out_share: float = 0.03
    validate_every: int = 1000
    validation_questions: int = 256
    checkpoint_every: int = 500
    # Steps at which the learning rate has fallen to zero and begins anew at half its peak. The networks found there
    # are kept, for their mean with that of the last step (stochastic weight averaging, Izmailov et al. 2018).
    rests: tuple[int, ...] = ()

    def digest(self) -> str:
        """Short hash of all fields but `steps`: a checkpoint of another recipe is never resumed.

        A run may so be made shorter or longer.
        """
        fields = json.dumps(dataclasses.asdict(dataclasses.replace(self, steps=0)), sort_keys=True)
        return hashlib.sha256(fields.encode()).hexdigest()[:12]


# What two cores can do in a night: a network from the annotated rows alone ...
PLAIN = Recipe(steps=14_500, rests=(5_500, 10_000))
# ... and a second, of another seed, that learns from what the mean of the first one's last two ends finds as well.
PUPIL = Recipe(seed=6, steps=5_500, drawn_passes=1, taught=0.7)
# Their mean goes on to learn what is no answer. Of windows about 15% are near misses.
FURTHER = Recipe(
    seed=7,
    steps=2_000,
    warmup_steps=100,
    learning_rate=7.5e-5,
    drawn_passes=1,
    taught=0.7,
    source_weights=(
        ("squadshifts-new_wiki", 0.8),
        ("squad2-dev-half", 0.8),
        ("nq-oracle", 0.8),
        ("squadshifts-reddit", 0.3),
        ("squadshifts-amazon_reviews", 0.3),
        ("changed", 0.25),
        ("cut", 0.1),
    ),
)
# The rest is for a GPU. Teachers of the shipped network's own kind, which differ in their seeds only ...
TEACHERS = tuple(
    Recipe(
        seed=seed,
        steps=3_400,
        batch_sequences=128,
        learning_rate=3e-4,
        two_negatives=0.3,
        drawn_passes=4,
        validate_every=1_700,
    )
    for seed in (1, 2)
)
# ... a language model that learns to read in both directions ...
READER = Recipe(
    seed=3,
    steps=2_800,
    batch_sequences=64,
    warmup_steps=150,
    learning_rate=1e-4,
    head_rate_factor=10.0,
    question_tokens=64,
    two_negatives=0.3,
    validate_every=1_400,
)
# ... and the network that learns from all of them and from the questions they drafted.
TAUGHT = Recipe(
    seed=4,
    steps=11_000,
    batch_sequences=128,
    learning_rate=3e-4,
    one_negative=0.4,
    two_negatives=0.4,
    taught=0.7,
    drawn_passes=1,
    validate_every=2_750,
    checkpoint_every=2_750,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Drafting:
    """How the language model learns to ask, and how much it asks. Lengths are in its own word pieces."""

    seed: int = 5
    passage_tokens: int = 300
    target_tokens: int = 48
    steps: int = 1_000
    batch_sequences: int = 64
    warmup_steps: int = 100
    learning_rate: float = 1.5e-4
    weight_decay: float = 0.01
    gradient_norm: float = 1.0
    rests: tuple[int, ...] = ()
    # Questions drafted for each context, by its source: most where the text is nearest to news.
    questions: tuple[tuple[str, int], ...] = (
        ("squadshifts-new_wiki", 18),
        ("squad2-dev-half", 18),
        ("nq-oracle", 9),
        ("squadshifts-reddit", 4),
        ("squadshifts-amazon_reviews", 3),
    )
    sampled_at_once: int = 2_048
    temperature: float = 1.0
    top_k: int = 40
    top_p: float = 0.95


def base_folder() -> Path:
    """Folder of the packaged MiniLM weights. Raises ModelError where they are missing or not the genuine ones."""
    folder = packaged_folder()
    verify_weights(folder)
    return folder
