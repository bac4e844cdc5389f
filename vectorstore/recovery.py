"""Opening the two indexes so that both hold exactly what the catalogue shows: as they are, repaired, or built anew.

After a clean close they are used as they are. Otherwise each is examined first, from outside, and the dense one by a
probe in a process of its own, because Chroma can crash on a torn graph in a way that no `except` catches. Rebuilding
takes the vectors from the catalogue; nothing is embedded again.
"""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vectorstore.catalogue import Catalogue, Keys
from vectorstore.copies import link_copies
from vectorstore.dense import DenseIndex, open_folder, open_server
from vectorstore.disk import require_bytes
from vectorstore.layout import Layout
from vectorstore.lexical import LexicalIndex
from vectorstore.meta import Identity
from vectorstore.probe import Comparison, compare, examine
from vectorstore.sketch import bands
from vectorstore.statements import groups
from vectorstore.torn import torn_graph, torn_segments

log = logging.getLogger(__name__)

_REBUILD_BATCH = 2_000
# Beyond this share of wrong entries a rebuild is quicker, and safer, than a repair.
_REPAIRABLE = 0.2


class Indexes(NamedTuple):
    """Both indexes, and how each was found: "ok", "repaired" or "rebuilt"."""

    dense: DenseIndex
    lexical: LexicalIndex
    states: dict[str, str]


def open_indexes(layout: Layout, catalogue: Catalogue, identity: Identity, chroma_url: str, *, clean: bool) -> Indexes:
    """Both indexes in agreement with the catalogue; `clean` says that the last close left them so."""
    layout.generation = identity.generation
    if not clean:
        layout.begin_write()
        undone = catalogue.roll_back_pending()
        log.info("library was not closed cleanly, checking: path=%s undone=%d", layout.root, undone)
    for folder in layout.old_generations():
        shutil.rmtree(folder, ignore_errors=True)
    dense, dense_state = (
        _open_on_server(layout, catalogue, identity, chroma_url)
        if chroma_url
        else _open_embedded(layout, catalogue, identity, clean=clean)
    )
    lexical, lexical_state = _open_lexical(layout, catalogue, clean=clean)
    for name, state in (("dense", dense_state), ("lexical", lexical_state)):
        if state != "ok":
            log.warning("index %s: %s", state, name)
    # A kill between storing articles and comparing them leaves some that are not compared yet.
    link_copies(catalogue, lexical)
    return Indexes(dense, lexical, {"dense": dense_state, "lexical": lexical_state})


def _open_embedded(layout: Layout, catalogue: Catalogue, identity: Identity, *, clean: bool) -> tuple[DenseIndex, str]:
    expected, _ = catalogue.counts()
    if not expected:
        shutil.rmtree(layout.dense, ignore_errors=True)
        return open_folder(layout.dense, identity.library_id), "ok"
    if clean and layout.dense.is_dir():
        return open_folder(layout.dense, identity.library_id), "ok"

    def open_next() -> DenseIndex:
        layout.generation = catalogue.next_generation()
        return open_folder(layout.dense, identity.library_id)

    found = None if torn_graph(layout.dense) else examine(layout.dense, catalogue, identity.library_id)
    if found is None or not _repairable(found):
        before = layout.dense
        rebuilt = _rebuild(layout, catalogue, identity, open_next)
        shutil.rmtree(before, ignore_errors=True)
        return rebuilt, "rebuilt"
    return _repair(open_folder(layout.dense, identity.library_id), catalogue, identity, found)


def _open_on_server(layout: Layout, catalogue: Catalogue, identity: Identity, url: str) -> tuple[DenseIndex, str]:
    dense = open_server(url, identity.library_id, identity.generation)
    if layout.dense.exists():
        # It does not follow what is written to the server, and would be taken for sound once the address is unset.
        layout.begin_write()
        shutil.rmtree(layout.dense, ignore_errors=True)
    # What a server did since we last saw it (another volume, a restored backup) no file of ours can tell.
    found = compare(dense, catalogue, identity.embedding.dimension)
    if _repairable(found):
        return _repair(dense, catalogue, identity, found)
    dense.close()

    def open_next() -> DenseIndex:
        layout.generation = catalogue.next_generation()
        return open_server(url, identity.library_id, layout.generation)

    return _rebuild(layout, catalogue, identity, open_next), "rebuilt"


def _repairable(found: Comparison) -> bool:
    return not found.wrong and len(found.missing) + len(found.extra) <= _REPAIRABLE * max(found.expected, 50)


def _repair(dense: DenseIndex, catalogue: Catalogue, identity: Identity, found: Comparison) -> tuple[DenseIndex, str]:
    if not found.missing and not found.extra:
        return dense, "ok"
    log.warning("dense index: missing=%d extra=%d", len(found.missing), len(found.extra))
    dense.delete(found.extra)
    _fill(dense, catalogue, identity.embedding.dimension, np.array(found.missing, dtype=np.int64))
    return dense, "repaired"


def _rebuild(
    layout: Layout, catalogue: Catalogue, identity: Identity, open_new: Callable[[], DenseIndex]
) -> DenseIndex:
    keys = catalogue.chunk_keys()
    # Chroma's log and graph, each with the vectors as float32.
    require_bytes(layout.root, 2 * len(keys) * (4 * identity.embedding.dimension + 500), "rebuilding the dense index")
    dense = open_new()
    _fill(dense, catalogue, identity.embedding.dimension, keys)
    return dense


def _fill(dense: DenseIndex, catalogue: Catalogue, dimension: int, keys: Keys) -> None:
    for group in groups(keys.tolist(), _REBUILD_BATCH):
        held, vectors = catalogue.vectors(group, dimension)
        dense.upsert(held.tolist(), vectors, batch=_REBUILD_BATCH)
    dense.flush()


def _open_lexical(layout: Layout, catalogue: Catalogue, *, clean: bool) -> tuple[LexicalIndex, str]:
    if clean and layout.lexical.is_dir():
        return LexicalIndex(layout.lexical), "ok"
    article_keys = catalogue.article_keys()
    lexical = _trustworthy(layout.lexical, article_keys, catalogue.chunk_keys())
    if lexical is not None:
        return lexical, "ok"
    shutil.rmtree(layout.lexical, ignore_errors=True)
    lexical = LexicalIndex(layout.lexical)
    for key, article, chunks, signature in catalogue.entries_of(article_keys.tolist()):
        lexical.add(key, article, chunks, bands(signature))
    lexical.commit()
    return lexical, "rebuilt" if article_keys.size else "ok"


def _trustworthy(folder: Path, article_keys: Keys, chunk_keys: Keys) -> LexicalIndex | None:
    if not folder.is_dir() or torn_segments(folder):
        return None
    try:
        lexical = LexicalIndex(folder)
        held_articles, held_chunks = lexical.keys()
    except (ValueError, OSError) as error:
        log.warning("lexical index cannot be read: %s", error)
        return None
    if np.array_equal(held_articles, article_keys) and np.array_equal(held_chunks, chunk_keys):
        return lexical
    lexical.close()
    return None
