"""The packaged embedding model in its prepared form: tokenizer, batching by length, and the chosen run time."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from core.types import EmbeddingIdentity
from models.candidates import INPUTS, OUTPUTS
from models.packaged import DIMENSION, MAX_TOKENS, NAME, WEIGHTS_SHA256
from models.runtimes import COMPILED, Floats, Ids, Network, Runtime, load_network

# Tokens of one run of the network, padding included: larger ones were no faster, and a question asked during an
# ingest waits for one of them.
BATCH_TOKENS = 2048
# Far above 256 tokens of any real text; keeps a runaway text from being tokenized whole.
_MAX_CHARS = 20_000
_WIDTH_STEP = 16


class PreparedEncoder:
    """Texts -> unit-length vectors with a prepared network. May be used from several threads at once."""

    def __init__(self, network: Network, tokenizer: Tokenizer) -> None:
        self._network = network
        self._tokenizer = tokenizer

    @property
    def identity(self) -> EmbeddingIdentity:
        # The weights' own hash, not the prepared file's: a library moves between machines with other run times.
        return EmbeddingIdentity(NAME, DIMENSION, WEIGHTS_SHA256)

    def encode(self, texts: Sequence[str]) -> Floats:
        encodings = self._tokenizer.encode_batch_fast([_readable(text) for text in texts])
        vectors = np.empty((len(texts), DIMENSION), np.float32)
        for rows in batches_by_length([len(encoding.ids) for encoding in encodings]):
            (vectors[rows],) = self._network(*_padded([encodings[row] for row in rows]))
        return vectors


def open_prepared(prepared_dir: Path, *, threads: int) -> PreparedEncoder:
    """The packaged model from `prepared_dir`, prepared first where it is missing, damaged or another machine's."""
    from models.prepared import find_prepared

    form = find_prepared(prepared_dir)
    if form is None:
        from models.prepare import prepare

        form = prepare(prepared_dir, threads=threads)
    compiled = prepared_dir / COMPILED
    network = open_network(form.model, form.runtime, form.precision, threads=threads, compiled_dir=compiled)
    return PreparedEncoder(network, load_tokenizer(form.tokenizer))


def open_network(
    path: Path, runtime: Runtime, precision: str, *, threads: int, compiled_dir: Path | None = None
) -> Network:
    """An embedding network by itself, without its tokenizer. Raises ModelError where it cannot be loaded."""
    return load_network(
        path,
        runtime,
        inputs=INPUTS,
        outputs=OUTPUTS,
        precision=precision,
        threads=threads,
        compiled_dir=compiled_dir,
    )


def load_tokenizer(path: Path) -> Tokenizer:
    """The model's tokenizer, cutting where the model does and not padding."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def batches_by_length(lengths: Sequence[int], batch_tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Indexes of `lengths`, longest first, in batches of at most `batch_tokens` once padded to their longest.

    Longest first, so that the largest memory is asked for at once and reused. A single longer text is its own batch.

    >>> list(batches_by_length([8, 24, 16, 24], batch_tokens=48))
    [[1, 3], [2, 0]]
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    start = 0
    while start < len(order):
        size = max(1, batch_tokens // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def _padded(encodings: Sequence[Encoding]) -> tuple[Ids, Ids]:
    longest = max(len(encoding.ids) for encoding in encodings)
    if len(encodings) == 1:
        # A question alone: what the run time compiles for each width, it keeps.
        longest += -longest % _WIDTH_STEP
    ids: Ids = np.zeros((len(encodings), longest), np.int64)  # 0 is the padding token
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return ids, mask


def _readable(text: str) -> str:
    # A lone surrogate from a broken file cannot be encoded for the tokenizer.
    return text[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8")
