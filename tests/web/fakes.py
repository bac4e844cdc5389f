"""A library and an assistant that answer from a script, for tests of the page alone."""

import datetime as dt
import re
import threading
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from core.errors import ArticleNotFoundError, DatelineError
from core.types import (
    Answer,
    AnswerReady,
    Article,
    Chunk,
    Citation,
    Copy,
    EmbeddingIdentity,
    Event,
    Filters,
    Passage,
    PassagesFound,
    TextDelta,
    Turn,
)
from qa.assistant import Limits
from vectorstore.interface import (
    ArticleOrder,
    ArticlePage,
    ArticleSummary,
    Entry,
    Feedback,
    LibraryStatus,
    Revision,
    SourceCoverage,
    Vectors,
)

QUAY = Article(
    id="quay",
    title="Tarn Quay opens again after the flood",
    source="The Tarn Herald",
    published=dt.date(2026, 4, 18),
    url="https://herald.example/quay",
    section="Harbour",
    text=(
        "Tarn Quay opened to ships on Friday, nine weeks after the flood.\n\n"
        "The repair\n\n"
        "The repair cost 41 million crowns. Harbour master Ida Solberg called it money well spent.\n\n"
        "“We count ships again, not sandbags,” said Ida Solberg.\n\n"
        "The town expects 300 ships before winter.\n\n"
        "A second wall is planned for next year."
    ),
)
MARKET = Article(
    id="market",
    title="Fish market counts its losses",
    source="Coast Weekly",
    published=dt.date(2026, 2, 20),
    url="https://coast.example/market",
    text=(
        "The fish market of Tarn Quay lost a third of its stalls in the flood.\n\n"
        "Traders put the damage at 38 million crowns.\n\n"
        "The town hall doubts the figure."
    ),
)
NOTES = Article(id="notes", title="Notes from the reading room", text="The reading room of Tarn is open on Mondays.")


def passage(article: Article, quote: str, rank: int = 1) -> Passage:
    """The passage of `article` that is `quote`."""
    start = article.text.index(quote)
    return Passage(Chunk(f"{article.id}-{start}", article.id, start, start + len(quote)), article, 1 / rank, rank)


def cite(number: int, article: Article, quote: str) -> Citation:
    """The citation of `quote`, which must stand in `article`."""
    start = article.text.index(quote)
    return Citation(
        number,
        article.id,
        article.title,
        article.source,
        article.published,
        article.url,
        start,
        start + len(quote),
        quote,
    )


def marks(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of every `[n]` in `text`."""
    return tuple(match.span() for match in re.finditer(r"\[\d\]", text))


class FakeLibrary:
    """`Library` over a dictionary. `before` holds earlier states of articles, `carried` the copies of some."""

    def __init__(self, *articles: Article) -> None:
        self.held = {article.id: article for article in articles}
        self.given: list[Feedback] = []
        self.kept: dict[str, str] = {}
        self.before: dict[str, list[Article]] = {}
        self.carried: dict[str, tuple[Copy, ...]] = {}
        self.embedding = EmbeddingIdentity("fake", 2)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        if article_id not in self.held:
            raise ArticleNotFoundError(f"no article {article_id}")
        states: list[Article] = [*self.before.get(article_id, ()), self.held[article_id]]
        if revision is not None and not 0 < revision <= len(states):
            raise ArticleNotFoundError(f"no revision {revision} of {article_id}")
        return states[-1 if revision is None else revision - 1]

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
        def key(article: Article) -> object:
            return {"title": article.title, "source": article.source}.get(order, str(article.published or ""))

        found = [
            article
            for article in self.held.values()
            if query.lower() in f"{article.title} {article.source} {article.id}".lower()
            and (not filters.sources or article.source in filters.sources)
        ]
        found.sort(key=key, reverse=descending)  # type: ignore[arg-type]  # all keys of one list are strings
        return ArticlePage(tuple(_summary(one) for one in found[offset : offset + limit]), len(found))

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        return (Chunk(article_id, article_id, 0, len(self.article(article_id).text)),)

    def search(
        self, question: str, vector: Vectors, *, limit: int, filters: Filters = Filters()
    ) -> tuple[Passage, ...]:
        found = list(self.held.values())[:limit]
        return tuple(Passage(self.chunks(one.id)[0], one, 1.0, rank) for rank, one in enumerate(found, 1))

    def coverage(self) -> tuple[SourceCoverage, ...]:
        sources = sorted({article.source for article in self.held.values()})
        return tuple(SourceCoverage(source, 1, None, None) for source in sources)

    def status(self) -> LibraryStatus:
        return LibraryStatus(len(self.held), len(self.held), "fake", {"dense": "ok", "lexical": "ok"}, 1_000, "", 1)

    def remove(self, article_ids: Sequence[str]) -> int:
        for article_id in article_ids:
            self.before.pop(article_id, None)
        return sum(self.held.pop(article_id, None) is not None for article_id in article_ids)

    def content_hashes(self, article_ids: Sequence[str]) -> dict[str, str]:
        return {one: self.held[one].content_hash for one in article_ids if one in self.held}

    def add(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if earlier := self.held.get(entry.article.id):
                self.before.setdefault(earlier.id, []).append(earlier)
            self.held[entry.article.id] = entry.article

    def revisions(self, article_id: str) -> tuple[Revision, ...]:
        """One on each day from 1 May."""
        states: list[Article] = [*self.before.get(article_id, ()), self.article(article_id)]
        days = [dt.datetime(2026, 5, number, 12, tzinfo=dt.UTC) for number in range(1, len(states) + 1)]
        return tuple(
            Revision(number, one.title, one.published, one.content_hash, len(one.text), added, replaced)
            for number, (one, added, replaced) in enumerate(zip(states, days, [*days[1:], None], strict=True), 1)
        )

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        return self.carried.get(article_id, ())

    def articles_after(self, article_id: str = "", limit: int = 200) -> tuple[Article, ...]:
        return tuple(self.held[key] for key in sorted(self.held) if key > article_id)[:limit]

    def entries(self, article_ids: Sequence[str]) -> dict[str, Entry]:
        return {}

    def verify(self) -> tuple[str, ...]:
        return ()

    def remember(self, values: Mapping[str, str | None]) -> None:
        self.kept |= {name: value for name, value in values.items() if value is not None}

    def remembered(self, names: Sequence[str]) -> dict[str, str]:
        return {name: self.kept[name] for name in names if name in self.kept}

    def add_feedback(self, feedback: Feedback) -> None:
        self.given.append(feedback)

    def feedback(self) -> tuple[Feedback, ...]:
        return tuple(self.given)

    def close(self) -> None:
        pass


class FakeEmbedder:
    """Every text lies in the same direction."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.array([1.0, 0.0], np.float32), (len(texts), 1))


class FakeAssistant:
    """Answers by the first script whose key stands in the question; a script may wait for `go_on` in the middle."""

    def __init__(self, library: FakeLibrary, scripts: dict[str, Answer | DatelineError]) -> None:
        self.library = library
        self.scripts = scripts
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.chat = None
        self.embedder = FakeEmbedder()
        self.limits = Limits()
        self.go_on = threading.Event()
        self.go_on.set()

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        self.asked.append((question, tuple(history), filters))
        script = next((answer for key, answer in self.scripts.items() if key in question), refusal(question))
        if isinstance(script, DatelineError):
            raise script
        yield PassagesFound(script.passages)
        words = script.text.split(" ")
        for place, word in enumerate(words):
            if place == len(words) // 2:
                self.go_on.wait(20)
            yield TextDelta(word + (" " if place < len(words) - 1 else ""))
        yield AnswerReady(
            Answer(**{name: getattr(script, name) for name in Answer.__dataclass_fields__} | {"question": question})
        )

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        for event in self.stream(question, history, filters):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError


def refusal(question: str) -> Answer:
    """What is said where nothing was found."""
    near = passage(QUAY, "The town expects 300 ships before winter.")
    return Answer(question, "The articles do not tell. The nearest is about Tarn Quay.", passages=(near,), refused=True)


REPAIR = "The repair cost 41 million crowns."
DAMAGE = "Traders put the damage at 38 million crowns."
SAID = f"{REPAIR} [1] {DAMAGE} [2]"
ANSWER = Answer(
    question="",
    text=SAID,
    markers=marks(SAID),
    citations=(cite(1, QUAY, REPAIR), cite(2, MARKET, DAMAGE)),
    passages=(
        passage(QUAY, REPAIR),
        passage(MARKET, DAMAGE, 2),
        passage(QUAY, "The town expects 300 ships before winter.", 3),
    ),
    seconds={"retrieve": 0.02, "read": 0.11, "total": 0.14},
    emphasis=((16, 33),),
)


def _summary(article: Article) -> ArticleSummary:
    return ArticleSummary(
        article.id,
        article.title,
        article.source,
        article.published,
        article.url,
        len(article.text),
        1,
        dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
    )
