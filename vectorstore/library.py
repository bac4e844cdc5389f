"""The library that this process owns: one catalogue, two indexes, and the order in which they are written.

`add`: pending in the catalogue, dense index, lexical index, indexed in the catalogue; only then do replaced revisions
leave the indexes. A kill at any point leaves what was shown before, or what is shown after, and leftovers that are
never shown and that the next opening clears away.
"""

import logging
import os
import threading
from collections.abc import Mapping, Sequence

import numpy as np

from core.errors import LibraryError
from core.types import Article, Chunk, Copy, EmbeddingIdentity, Filters, Passage
from vectorstore import browse
from vectorstore.catalogue import Keyed, Staged
from vectorstore.copies import link_copies
from vectorstore.disk import FreeBytes, folder_bytes, free_bytes, require_room
from vectorstore.hybrid import HybridSearch
from vectorstore.interface import (
    ArticleOrder,
    ArticlePage,
    Entry,
    Feedback,
    LibraryStatus,
    Revision,
    SourceCoverage,
    Vectors,
)
from vectorstore.layout import Layout
from vectorstore.past import read_past
from vectorstore.read_once import ReadOnce
from vectorstore.remembering import recall, remember
from vectorstore.revisions import article_as_of, revisions_of
from vectorstore.shown import read_shown
from vectorstore.sketch import bands
from vectorstore.stores import Stores
from vectorstore.stories import copies_of
from vectorstore.verify import verify

log = logging.getLogger(__name__)


class OwnedLibrary:
    """`Library` over stores of this process, which must hold the library's lock."""

    def __init__(
        self,
        layout: Layout,
        stores: Stores,
        embedding: EmbeddingIdentity,
        states: Mapping[str, str],
        *,
        free: FreeBytes = free_bytes,
    ) -> None:
        self._layout = layout
        self._stores = stores
        self._embedding = embedding
        self._states = dict(states)
        self._free = free
        self._shown = ReadOnce(lambda: read_shown(stores.catalogue))
        self._past = ReadOnce(lambda: read_past(stores.catalogue, embedding.dimension))
        # Every question asks for it, and it goes through all articles.
        self._coverage = ReadOnce(lambda: browse.coverage(stores.catalogue))
        self._search = HybridSearch(stores.catalogue, stores.dense, stores.lexical, self._shown, self._past)
        self._writing = threading.RLock()
        self._writes = 0
        self._closed = False

    @property
    def embedding(self) -> EmbeddingIdentity:
        return self._embedding

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return self._stores.catalogue.content_hashes(article_ids)

    def add(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        _validate(entries, self._embedding.dimension)
        with self._writing:
            self._begin_write()
            require_room(self._layout.root, entries, folder_bytes(self._layout.dense), self._free)
            staged = self._stores.catalogue.stage(entries)
            try:
                self._index(staged)
                replaced = self._stores.catalogue.publish(staged)
            except (LibraryError, OSError, ValueError):
                self._take_back(staged)
                # Not every store says so when it was the disk.
                require_room(self._layout.root, entries, folder_bytes(self._layout.dense), free_bytes)
                raise
            except BaseException:
                self._take_back(staged)
                raise
            self._writes += 1
            self._forget_read()
            self._leave_indexes(replaced)
            self._link_copies()

    def _index(self, staged: Staged) -> None:
        self._stores.dense.upsert(staged.keys.chunks, staged.vectors)
        for entry, key, chunk_keys, signature in zip(
            staged.entries, staged.article_keys, staged.chunk_keys, staged.signatures, strict=True
        ):
            keyed = zip(chunk_keys, entry.chunks, strict=True)
            self._stores.lexical.add(key, entry.article, keyed, bands(signature))
        self._stores.lexical.commit()

    def _take_back(self, staged: Staged) -> None:
        """Undo a write that failed. What cannot be undone now is never shown, and cleared away at the next opening."""
        try:
            self._stores.catalogue.discard(staged)
            self._stores.lexical.delete(staged.article_keys)
            self._stores.lexical.commit()
            self._stores.dense.delete(staged.keys.chunks)
        except (LibraryError, OSError, ValueError) as error:
            log.warning("left for the next opening: articles=%s error=%s", staged.article_keys, error)
            self._layout.doubt()

    def _forget_read(self) -> None:
        """The catalogue has changed under what was read of it."""
        self._shown.forget()
        self._past.forget()
        self._coverage.forget()

    def _leave_indexes(self, gone: Keyed) -> None:
        """Take deleted articles out of the indexes, where they are no longer shown anyway."""
        if not gone.articles:
            return
        try:
            self._stores.lexical.delete(gone.articles)
            self._stores.lexical.commit()
            self._stores.dense.delete(gone.chunks)
        except (LibraryError, OSError, ValueError) as error:
            log.warning("left for the next opening: articles=%s error=%s", gone.articles, error)
            self._layout.doubt()

    def _link_copies(self) -> None:
        """Compare what is new with what is there. The articles are stored by now, whatever becomes of this."""
        try:
            link_copies(self._stores.catalogue, self._stores.lexical)
        except (LibraryError, OSError, ValueError) as error:
            log.warning("left for the next opening: comparing articles, error=%s", error)
            self._layout.doubt()

    def _begin_write(self) -> None:
        if self._closed:
            raise LibraryError(f"The library {self._layout.root} is closed.")
        self._layout.begin_write()

    def remove(self, article_ids: Sequence[str]) -> int:
        with self._writing:
            self._begin_write()
            gone = self._stores.catalogue.remove(tuple(dict.fromkeys(article_ids)))
            self._writes += 1
            self._forget_read()
            self._leave_indexes(gone)
        return len(gone.articles)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        if revision is None:
            return self._stores.catalogue.article(article_id)
        return article_as_of(self._stores.catalogue.engine, article_id, revision)

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        return revisions_of(self._stores.catalogue.engine, article_id)

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        return copies_of(self._stores.catalogue, article_id)

    def articles_after(self, article_id: str = "", limit: int = 200) -> tuple[Article, ...]:
        return self._stores.catalogue.articles_after(article_id, limit)

    def entries(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        return self._stores.catalogue.entries(article_ids, self._embedding.dimension)

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        return self._stores.catalogue.chunks(article_id)

    def articles(
        self,
        *,
        query: str = "",
        filters: Filters = Filters(),
        order: ArticleOrder = "published",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> ArticlePage:
        return browse.page_of_articles(
            self._stores.catalogue,
            query=query,
            filters=filters,
            order=order,
            descending=descending,
            offset=offset,
            limit=limit,
        )

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        if vector.shape != (self._embedding.dimension,):
            raise LibraryError(
                f"The question's vector has shape {vector.shape}, not ({self._embedding.dimension},) as the library's."
            )
        while True:
            writes = self._writes
            found = self._search.search(question, vector, limit=limit, filters=filters)
            # A revision that was replaced while we searched could be missed by both its old and its new keys.
            if len(found) >= limit or writes == self._writes:
                return found

    def coverage(self) -> tuple[SourceCoverage, ...]:
        return self._coverage.read()

    def status(self) -> LibraryStatus:
        articles, chunks = self._stores.catalogue.counts()
        return LibraryStatus(
            articles=articles,
            chunks=chunks,
            embedding_model=self._embedding.name,
            indexes=self._states,
            bytes=folder_bytes(self._layout.root),
            path=str(self._layout.root),
            owner_pid=os.getpid(),
        )

    def verify(self) -> tuple[str, ...]:
        with self._writing:
            return verify(self._stores, self._embedding)

    def remember(self, values: Mapping[str, str | None]) -> None:
        with self._writing:
            self._begin_write()
            remember(self._stores.catalogue.engine, values)

    def remembered(self, names: Sequence[str]) -> Mapping[str, str]:
        return recall(self._stores.catalogue.engine, names)

    def add_feedback(self, feedback: Feedback) -> None:
        with self._writing:
            self._begin_write()
            browse.add_feedback(self._stores.catalogue, feedback)

    def feedback(self) -> tuple[Feedback, ...]:
        return browse.all_feedback(self._stores.catalogue)

    def close(self) -> None:
        with self._writing:
            if self._closed:
                return
            self._closed = True
            self._stores.dense.flush()
            self._stores.dense.close()
            self._stores.lexical.close()
            self._stores.catalogue.close()
            self._end_cleanly()

    def _end_cleanly(self) -> None:
        try:
            self._layout.end_cleanly()
        except OSError as error:  # a full disk, say: what was stored is stored
            log.warning("closing was not recorded, the next opening checks everything: %s", error)


def _validate(entries: Sequence[Entry], dimension: int) -> None:
    ids = [entry.article.id for entry in entries]
    if len(set(ids)) < len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise LibraryError(f"Article {twice!r} is in one batch twice; keep one of the two.")
    for entry in entries:
        name, length = entry.article.id, len(entry.article.text)
        if entry.vectors.shape != (len(entry.chunks), dimension):
            raise LibraryError(
                f"Article {name!r}: {len(entry.chunks)} chunks of {dimension} dimensions expected, "
                f"vectors of shape {entry.vectors.shape} given."
            )
        if not np.isfinite(entry.vectors).all():
            raise LibraryError(f"Article {name!r}: its vectors hold numbers that are not finite.")
        if not all(0 <= chunk.start < chunk.end <= length for chunk in entry.chunks):
            raise LibraryError(f"Article {name!r}: a chunk lies outside its text of {length} characters.")
