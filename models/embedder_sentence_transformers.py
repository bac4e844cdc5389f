"""Any other embedding model, by name or folder, through sentence-transformers: on a GPU where there is one.

The hub is contacted only for a model that the user named and that is not on this machine yet.
"""

import hashlib
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import numpy as np

from core.errors import ModelError, ModelNotFoundError
from core.types import EmbeddingIdentity
from models.packaged import sha256_of
from models.runtimes import Floats

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

_WEIGHTS = "*.safetensors"
_REACH_TIMEOUT_S = 5.0
_GIVE_A_FOLDER = (
    "set DATELINE_EMBEDDING_MODEL to the folder of a downloaded model, or leave it empty for the packaged one"
)


class SentenceTransformersEncoder:
    """Texts -> unit-length vectors. One text batch at a time: its tokenizer may not be shared between threads."""

    def __init__(self, model: "SentenceTransformer", identity: EmbeddingIdentity) -> None:
        self._model = model
        self._identity = identity
        self._lock = threading.Lock()

    @property
    def identity(self) -> EmbeddingIdentity:
        return self._identity

    def encode(self, texts: Sequence[str]) -> Floats:
        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            vectors = self._model.encode(
                readable, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def open_sentence_transformers(name: str, *, threads: int) -> SentenceTransformersEncoder:
    """The model in the folder `name`, or called `name` on this machine's hub cache, or on the hub.

    Raises ModelNotFoundError where there is none, ModelError where it is not an embedding model.
    """
    folder = Path(name).expanduser()
    is_folder = folder.is_dir()
    if not is_folder and (folder.is_absolute() or name.startswith((".", "~"))):
        raise ModelNotFoundError(f"there is no folder {folder}: {_GIVE_A_FOLDER}")
    model = _load(str(folder), name, local=True) if is_folder else _load_by_name(name)
    _use_threads(threads)
    weights = folder if is_folder else _cached_folder(name)
    dimension = model.get_embedding_dimension()
    # Without modules.json sentence-transformers would average the states of any network and call that a meaning.
    if not dimension or (weights and not (weights / "modules.json").is_file()):
        raise ModelError(f"{name} was not made for embedding: it has no modules.json. {_GIVE_A_FOLDER}")
    label = folder.resolve().name if is_folder else name
    return SentenceTransformersEncoder(model, EmbeddingIdentity(label, dimension, fingerprint(weights)))


def fingerprint(folder: Path | None) -> str:
    """SHA-256 over the safetensors files of a model's folder; "" where it keeps its weights otherwise.

    One file's own hash where there is one, so that the same weights are recognised wherever they lie.
    """
    files = sorted(folder.rglob(_WEIGHTS)) if folder else []
    hashes = [sha256_of(file) for file in files]
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("".join(hashes).encode()).hexdigest() if hashes else ""


def _load_by_name(name: str) -> "SentenceTransformer":
    if _cached_folder(name) is not None:
        try:
            return _load(name, name, local=True)
        except ModelNotFoundError as error:
            log.info("the hub is asked for the rest of a model: %s", error)
    _require_hub(name)
    return _load(name, name, local=False)


def _load(source: str, name: str, *, local: bool) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelNotFoundError(f"{name} needs sentence-transformers: `pip install sentence-transformers`") from error
    try:
        # A model's own code is never run: whoever needs that can export the model to a folder first.
        return SentenceTransformer(source, trust_remote_code=False, local_files_only=local)
    except (OSError, httpx.HTTPError) as error:
        raise ModelNotFoundError(
            f"the embedding model {name} cannot be loaded: {_first_line(error)}; {_GIVE_A_FOLDER}"
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"{name} is not an embedding model that can be used here: {_first_line(error)}; {_GIVE_A_FOLDER}"
        ) from error


def _cached_folder(name: str) -> Path | None:
    """Folder of the model in this machine's hub cache, where it was downloaded before."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    names = (name,) if "/" in name else (name, f"sentence-transformers/{name}")
    for repository in names:
        try:
            found = try_to_load_from_cache(repository, "config.json")
        except HFValidationError as error:
            raise ModelNotFoundError(f"{name!r} is neither a folder nor a model's name: {_GIVE_A_FOLDER}") from error
        if isinstance(found, str):
            return Path(found).parent
    return None


def _require_hub(name: str) -> None:
    """Fail in seconds where the hub cannot be reached: its own client tries again for minutes."""
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        raise ModelNotFoundError(f"{name} is not on this machine and HF_HUB_OFFLINE is set: {_GIVE_A_FOLDER}")
    try:
        httpx.head(constants.ENDPOINT, timeout=_REACH_TIMEOUT_S)
    except httpx.HTTPError as error:
        raise ModelNotFoundError(
            f"{name} is not on this machine and the model hub cannot be reached "
            f"({type(error).__name__}): {_GIVE_A_FOLDER}"
        ) from error


def _use_threads(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]
