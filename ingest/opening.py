"""Settings -> the parts an ingest needs, and their end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.settings import Settings, load_settings
from core.types import EmbeddingIdentity
from vectorstore.interface import Library, Vectors

if TYPE_CHECKING:
    from models.embedder import Encoder


@dataclass(frozen=True, slots=True)
class Parts:
    """An opened library, the embedder its vectors come from, and the settings both were opened by."""

    library: Library
    embedder: "Encoder"
    settings: Settings


@contextmanager
def opened(
    *,
    data_dir: str | Path | None = None,
    library: Library | None = None,
    embedder: "Encoder | None" = None,
    settings: Settings | None = None,
) -> Iterator[Parts]:
    """The parts that are given, and those that are not opened by `settings`; only what was opened here is closed.

    Raises SettingsError, LibraryError or ModelError.
    """
    settings = settings or load_settings(data_dir=data_dir)
    embedder = embedder or embedder_of(settings)
    if library is not None:
        yield Parts(library, embedder, settings)
        return
    from vectorstore.opening import open_library

    own = open_library(Path(data_dir or settings.data_dir), embedder.identity, chroma_url=settings.chroma_url)
    try:
        yield Parts(own, embedder, settings)
    finally:
        own.close()


def embedder_of(settings: Settings) -> "Encoder":
    """The embedder that the settings name. Encoding raises ModelError where it cannot be opened."""
    return _LateEmbedder(settings)


class _LateEmbedder:
    """The settings' embedder, opened when something is to be embedded.

    Taking in what is there already, or listing it, then costs no model. Which model it is must be known beforehand,
    and is for the packaged one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def identity(self) -> EmbeddingIdentity:
        from models.packaged import DIMENSION, NAME, WEIGHTS_SHA256

        if self._settings.embedding_model in ("", NAME):
            return EmbeddingIdentity(NAME, DIMENSION, WEIGHTS_SHA256)
        return self._opened.identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._opened.encode(texts)

    @cached_property
    def _opened(self) -> "Encoder":
        from models.embedder import open_embedder

        return open_embedder(self._settings.embedding_model, threads=self._settings.threads)
