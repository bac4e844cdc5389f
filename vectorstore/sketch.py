"""What of a text is compared to find its copies: word shingles, and a MinHash signature that stands for them.

Sources: Broder 1997, On the resemblance and containment of documents (shingles, MinHash); Leskovec, Rajaraman and
Ullman 2020, Mining of Massive Datasets, ch. 3 (bands). Knows nothing of articles and of how signatures are kept.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Names the way in which signatures are made: signatures of another way cannot be compared with these.
METHOD = "rensa-r-128-of-5-words"

_WORDS = 5
_PERMUTATIONS, _SEED = 128, 20260101
# Two rows a band: texts that share a fifth of their shingles meet in one of 64 bands with a chance of 93%, those that
# share a third with 99.9%, unrelated ones (under 0.1%) with less than 0.01%.
_ROWS = 2
# Longer texts are judged by their beginning, so that a book costs no more than a long report.
_MAX_WORDS = 50_000
# Scripts without spaces: each character is a word.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")

# A copy may be cut and wrapped in new text, so most of the shorter text must stand in the longer one, and the shorter
# must be no mere excerpt of it. Measured in benchmarks/near_duplicates.py.
CONTAINED = 0.6
RESEMBLANCE = 0.2
# What stock phrases make up is no wire story: very short texts must be the same nearly throughout.
_SHORT, _SHORT_RESEMBLANCE = 40, 0.8
# A signature's estimate of a share is off by 0.04 (one standard deviation); what may qualify is compared in full.
_SLACK = 0.2


Signature = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Sketch:
    """`signature` is (128,) uint16, or empty for a text without words; `shingles` counts the different ones."""

    shingles: int
    signature: Signature


def shingles(text: str) -> frozenset[str]:
    """Every run of five words of `text`, in lower case; a shorter text is one run.

    >>> sorted(shingles("The bridge over the Elm opened."))
    ['bridge over the elm opened', 'the bridge over the elm']
    """
    words = _WORD.findall(text.lower())[:_MAX_WORDS]
    if len(words) <= _WORDS:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(map(" ".join, zip(*(words[start:] for start in range(_WORDS)), strict=False)))


def sketch(text: str) -> Sketch:
    """The signature of `text`, the same for the same words in every process and version that shares METHOD."""
    found = shingles(text)
    if not found:
        return Sketch(0, np.empty(0, dtype=np.uint16))
    from rensa import RMinHash  # type: ignore[import-untyped]  # the package ships no types

    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update(list(found))
    # 16 of each value's 32 bits: two different ones are taken for the same once in 65,536 times.
    return Sketch(len(found), np.array(minhash.digest(), dtype=np.uint32).astype(np.uint16))


def bands(signature: Signature) -> list[int]:
    """One number a band, 64 in all; texts are worth comparing where they have one in common."""
    rows = signature.astype(np.uint64).reshape(-1, _ROWS)
    places = np.arange(len(rows), dtype=np.uint64) << np.uint64(32)
    found: list[int] = (places | rows[:, 0] << np.uint64(16) | rows[:, 1]).tolist()
    return found


def worth_comparing(one: Sketch, other: Sketch) -> bool:
    """Whether two sketches leave it possible that `is_copy` holds of their texts."""
    if not (one.shingles and other.shingles):
        return False
    resemblance = float(np.mean(one.signature == other.signature))
    # Both shares follow from one another by the sizes: |A and B| = J (|A| + |B|) / (1 + J).
    shared = resemblance * (one.shingles + other.shingles) / (1 + resemblance)
    return resemblance >= RESEMBLANCE / 2 and shared / min(one.shingles, other.shingles) >= CONTAINED - _SLACK


def is_copy(one: Set[str], other: Set[str]) -> bool:
    """Whether texts of these shingles are one story that was cut, wrapped in other text, or lightly edited."""
    smaller = min(len(one), len(other))
    if not smaller:
        return False
    shared = len(one & other)
    resemblance = shared / (len(one) + len(other) - shared)
    if smaller < _SHORT:
        return resemblance >= _SHORT_RESEMBLANCE
    return resemblance >= RESEMBLANCE and shared / smaller >= CONTAINED
