"""Building both indexes of a library anew from its catalogue; nothing is embedded again."""

import shutil
from pathlib import Path

from core.types import EmbeddingIdentity
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.interface import LibraryStatus
from vectorstore.layout import Layout
from vectorstore.opening import open_library
from vectorstore.owner import held_alone


def reindex(data_dir: Path, embedding: EmbeddingIdentity, *, chroma_url: str = "") -> LibraryStatus:
    """Throw away the indexes of the library in `data_dir` and build them anew; its state afterwards.

    Raises LibraryBusyError while another process has the library open.
    """
    with held_alone(data_dir) as layout:
        layout.begin_write()
        _void(layout)
    library = open_library(data_dir, embedding, chroma_url=chroma_url)
    try:
        return library.status()
    finally:
        library.close()


def _void(layout: Layout) -> None:
    catalogue = Catalogue(sqlite_url(layout.catalogue))
    try:
        catalogue.check()
        # Whatever a folder or a server holds of earlier generations is void from now on.
        catalogue.next_generation()
    finally:
        catalogue.close()
    shutil.rmtree(layout.lexical, ignore_errors=True)
