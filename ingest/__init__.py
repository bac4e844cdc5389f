"""Articles in: `from ingest import add`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.settings import Settings
    from core.types import IngestReport
    from ingest.pipeline import Progress
    from ingest.sources import Source
    from ingest.web.limits import WebLimits
    from models.embedder import Encoder
    from vectorstore.interface import Library

__all__ = ["add"]


def add(
    sources: Source | Iterable[Source],
    *,
    data_dir: str | Path | None = None,
    library: Library | None = None,
    embedder: Encoder | None = None,
    progress: Callable[[Progress], None] | None = None,
    settings: Settings | None = None,
    key: Callable[[Path], Path] | None = None,
    columns: Mapping[str, str] | None = None,
    limits: WebLimits | None = None,
    recheck: bool = False,
) -> IngestReport:
    """Take articles into a library: those in files, folders, archives and dumps, at web addresses and in feeds.

    What you have in memory needs no file: a mapping is a row as in a dump, a `core.types.Article` is taken as it is.

    What it already holds unchanged costs nothing. Only addresses that are named are read, and the pages that a named
    feed or sitemap names.

    Without `library` the one in `data_dir` (default: the settings') is opened and closed again; without `embedder`
    the settings' model is opened, if there is anything to embed. A source, file or row that cannot be read is named
    with its reason in the report's `failed` and stops nothing.

    A file's id comes from its resolved path, or from what `key` makes of that where the place of a file says nothing,
    as with uploads: files of one key replace each other. `columns` maps fields of an article to columns of a dump
    ("text" to "body"); `limits` bounds what is read of the web; `recheck` asks for pages again although their feed says
    that they are as they were.

    Raises LibraryError (DiskFullError, EmbeddingMismatchError, ...) and ModelError; what was stored before stays.
    """
    from core.types import Article
    from ingest.columns import Columns
    from ingest.opening import opened
    from ingest.pipeline import Ingest
    from ingest.sources import SourceReader
    from ingest.web.limits import WebLimits

    several = [sources] if isinstance(sources, str | Path | Mapping | Article) else sources
    with opened(data_dir=data_dir, library=library, embedder=embedder, settings=settings) as parts:
        reader = SourceReader(
            several,
            max_bytes=parts.settings.max_file_mb * 1_000_000,
            key=key,
            columns=Columns(columns or {}),
            limits=limits or WebLimits(),
            library=parts.library,
            recheck=recheck,
        )
        return Ingest(parts.library, parts.embedder, progress=progress, done=reader.taken).run(reader)
