"""What a library offers, whether this process owns it or another one serves it.

`vectorstore.opening.open_library` returns something of this shape. All arguments and results can be pickled, because
they may cross to the owner process.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.types import Article, Chunk, Copy, EmbeddingIdentity, Filters, Passage

Vectors = NDArray[np.float32]
ArticleOrder = Literal["published", "title", "source", "added"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: its chunks in order and their unit-length vectors, (n_chunks, dim) float32."""

    article: Article
    chunks: tuple[Chunk, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, for lists; `revision` is the number of an earlier one, which stood on a day."""

    id: str
    title: str
    source: str
    published: dt.date | None
    url: str | None
    characters: int
    chunks: int
    added: dt.datetime
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of a list of articles; `total` counts all that match."""

    articles: tuple[ArticleSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article. `number` starts at 1; `replaced` is None for the one that is searched now."""

    number: int
    title: str
    published: dt.date | None
    content_hash: str
    characters: int
    added: dt.datetime
    replaced: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """How much of one source the library holds, and from when to when (None where no article carries a date)."""

    source: str
    articles: int
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """State of a library. `indexes` maps "dense" and "lexical" to "ok", "repaired" or "rebuilt" since it was opened."""

    articles: int
    chunks: int
    embedding_model: str
    indexes: Mapping[str, str]
    bytes: int
    path: str
    owner_pid: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """A reader's judgement of one answer. `verdict` is 1 (good) or -1 (bad); `correction` what it should have said."""

    question: str
    answer: str
    verdict: int
    correction: str = ""
    article_ids: tuple[str, ...] = ()
    given: dt.datetime | None = None


class Library(Protocol):
    """Articles with their chunks and vectors, and the search over them.

    Methods may be called from several threads. What `add` and `remove` have returned from is durable.
    """

    @property
    def embedding(self) -> EmbeddingIdentity:
        """The model whose vectors the library holds."""
        ...

    def content_hashes(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """`Article.content_hash` of those of `article_ids` that are fully indexed."""
        ...

    def add(self, entries: Sequence[Entry]) -> None:
        """Store and index `entries`, all of them or none; what they replace is kept as earlier revisions.

        Articles that carry the text of others are linked with them: see `search`.

        Raises DiskFullError before anything is written where the disk is too full.
        """
        ...

    def remove(self, article_ids: Sequence[str]) -> int:
        """Take articles with all their revisions out of the catalogue and every index; how many there were."""
        ...

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """The article as it is now, or as it was in an earlier `revision`. Raises ArticleNotFoundError."""
        ...

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        """All that is known of the article's states, oldest first. Raises ArticleNotFoundError."""
        ...

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """The other articles that carry the article's text, earliest first, at most 20. Raises ArticleNotFoundError."""
        ...

    def articles_after(self, article_id: str = "", limit: int = 200) -> tuple[Article, ...]:
        """Whole articles in order of their ids, from the first id after `article_id`: to walk through the library.

        At most `limit`, fewer where they are long; none at the end only.
        """
        ...

    def entries(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        """Those of `article_ids` that are fully indexed, with their chunks and vectors."""
        ...

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        """The article's chunks in order of their position. Raises ArticleNotFoundError."""
        ...

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
        """A page of the articles whose title, source or id contains `query`; as of a day, as they stood then."""
        ...

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        """The `limit` best passages by hybrid retrieval, best first; `vector` is the question's, shape (dim,).

        Where several articles carry the same text, one of them stands for all and names the others in `copies`; what
        another one says beyond that is found beside it.
        """
        ...

    def coverage(self) -> tuple[SourceCoverage, ...]:
        """What the library holds, by source, largest first."""
        ...

    def status(self) -> LibraryStatus: ...

    def verify(self) -> tuple[str, ...]:
        """Everything that is wrong with the catalogue or an index, a line each; reads all of them. Repairs nothing."""
        ...

    def remember(self, values: Mapping[str, str | None]) -> None:
        """Keep small texts from one run to the next by name, such as a feed's ETag; None forgets one."""
        ...

    def remembered(self, names: Sequence[str]) -> Mapping[str, str]:
        """Those of `names` that something is remembered for."""
        ...

    def add_feedback(self, feedback: Feedback) -> None: ...

    def feedback(self) -> tuple[Feedback, ...]:
        """All feedback, oldest first."""
        ...

    def close(self) -> None:
        """Finish the write in hand and let go of the library. Closing twice is harmless."""
        ...
