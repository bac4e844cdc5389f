"""Articles in: `from ingest import add`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.settings import Settings
    from core.types import IngestReport
    from ingest.pipeline import Embedder, Progress
    from vectorstore.interface import Library

__all__ = ["add"]


def add(
    sources: str | Path | Sequence[str | Path],
    *,
    data_dir: str | Path | None = None,
    library: Library | None = None,
    embedder: Embedder | None = None,
    progress: Callable[[Progress], None] | None = None,
    settings: Settings | None = None,
    key: Callable[[Path], Path] | None = None,
) -> IngestReport:
    """Take the articles in files, folders and dumps into a library; what it already holds unchanged costs nothing.

    Without `library` the one in `data_dir` (default: the settings') is opened and closed again; without `embedder`
    the settings' model is opened, if there is anything to embed. A source, file or row that cannot be read is named
    with its reason in the report's `failed` and stops nothing.

    A file's id comes from its resolved path, or from what `key` makes of that where the place of a file says nothing,
    as with uploads: files of one key replace each other.

    Raises LibraryError (DiskFullError, EmbeddingMismatchError, ...) and ModelError; what was stored before stays.
    """
    from ingest.opening import opened
    from ingest.pipeline import Ingest
    from ingest.sources import SourceReader

    named = [sources] if isinstance(sources, str | Path) else sources
    with opened(data_dir=data_dir, library=library, embedder=embedder, settings=settings) as parts:
        reader = SourceReader(named, max_bytes=parts.settings.max_file_mb * 1_000_000, key=key)
        return Ingest(parts.library, parts.embedder, progress=progress).run(reader)
