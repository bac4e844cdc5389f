"""One story once: passages that repeat what a better one says are left out, and the better one names who else says it.

Only what is repeated is left out. What a copy says beyond the others, such as a paragraph of its own or a later figure,
is found as if there were no copies.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from core.errors import ArticleNotFoundError
from core.types import Copy, Filters, Passage
from core.words import figures
from vectorstore.catalogue import Catalogue
from vectorstore.lookup import Ranked, filter_conditions, passages_of
from vectorstore.rows import INDEXED
from vectorstore.schema import articles, sketches
from vectorstore.statements import key_in

# Words of a run. Texts are compared by runs that are looked up in the other's text: a search must not take apart
# every text that it names.
_RUN = 5
# Share of a passage's runs, every third, that better passages of its story must hold for it to say nothing new. A typo
# in every hundredth word costs 5%; a sentence of its own in a passage of 1,000 characters costs more than 10%.
_REPEATED, _STEP_REPEATED = 0.9, 3
# Share of a passage's runs, every tenth, that another article must hold to carry it: outlets edit lightly.
_CARRIED, _STEP_CARRIED = 0.6, 10
# Articles of one story that are named at most; the earliest come first.
_MAX_COPIES = 20


@dataclass(frozen=True, slots=True)
class _Said:
    """A text with single spaces, and the figures in it."""

    text: str
    figures: frozenset[str]

    def holds(self, other: "_Said", share: float, step: int) -> bool:
        """Whether so much of `other` stands in this text, and all its figures: a later toll is another statement."""
        return other.figures <= self.figures and share_held(other.text, self.text, step) >= share


def _said(text: str) -> _Said:
    return _Said(" ".join(text.split()), figures(text))


@dataclass(slots=True)
class _Story:
    """What the passages kept of one cluster say, by the article that says it."""

    by_article: dict[str, _Said] = field(default_factory=dict)

    def repeats(self, article_id: str, said: _Said) -> bool:
        """Whether other articles of the cluster have said it. An article's own passages overlap and are all kept."""
        others = [other for name, other in self.by_article.items() if name != article_id]
        return bool(others) and _joined(others).holds(said, _REPEATED, _STEP_REPEATED)

    def add(self, article_id: str, said: _Said) -> None:
        before = self.by_article.get(article_id)
        self.by_article[article_id] = _joined([before, said]) if before else said


def _joined(said: Sequence[_Said]) -> _Said:
    return _Said(" ".join(one.text for one in said), frozenset().union(*(one.figures for one in said)))


@dataclass(frozen=True, slots=True)
class _Member:
    """An article of a cluster, and what it says."""

    copy: Copy
    said: _Said


def share_held(passage: str, text: str, step: int) -> float:
    """Share of the runs of five words of `passage`, every `step`-th, that stand in `text`; single spaces in both.

    >>> share_held("the old bridge over the Elm", "On Monday the old bridge over the Elm opened.", 1)
    1.0
    """
    words = passage.split(" ")
    runs = [" ".join(words[start : start + _RUN]) for start in range(0, max(1, len(words) - _RUN + 1), step)]
    return sum(run in text for run in runs) / len(runs)


def best_stories(catalogue: Catalogue, ranked: Ranked, limit: int, filters: Filters) -> tuple[Passage, ...]:
    """The `limit` best of the chunks `ranked`, best first, without those that repeat what a better one says."""
    kept: list[Passage] = []
    clusters: dict[str, int] = {}
    stories: dict[int, _Story] = {}
    for part in _parts(len(ranked.keys), limit):
        block = passages_of(catalogue, ranked.part(part), earlier=filters.as_of is not None)
        clusters |= _clusters(catalogue, {passage.article.id for passage in block} - clusters.keys())
        kept += _new_ones(block, clusters, stories)
        if len(kept) >= limit:
            break
    found = kept[:limit]
    members = _members(catalogue, {clusters[p.article.id] for p in found if p.article.id in clusters}, filters)
    return tuple(
        replace(passage, rank=rank, copies=_carriers(passage, members.get(clusters.get(passage.article.id, 0), ())))
        for rank, passage in enumerate(found, 1)
    )


def copies_of(catalogue: Catalogue, article_id: str) -> tuple[Copy, ...]:
    """The other articles of an article's cluster, earliest first, at most 20. Raises ArticleNotFoundError."""
    query = select(sketches.c.cluster).join(articles).where(articles.c.id == article_id, articles.c.state == INDEXED)
    with catalogue.engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise ArticleNotFoundError(f"The library holds no article {article_id!r}.")
    members = _members(catalogue, {row.cluster}, Filters())[row.cluster] if row.cluster is not None else []
    return tuple(member.copy for member in members if member.copy.article_id != article_id)[:_MAX_COPIES]


def _parts(count: int, limit: int) -> Iterator[slice]:
    """The first `limit` of `count`, then more at once: where copies abound, many more are needed."""
    yield slice(0, limit)
    for start in range(limit, count, 4 * limit):
        yield slice(start, start + 4 * limit)


def _new_ones(
    passages: Sequence[Passage], clusters: Mapping[str, int], stories: dict[int, _Story]
) -> Iterator[Passage]:
    for passage in passages:
        name = passage.article.id
        if name in clusters:
            story, said = stories.setdefault(clusters[name], _Story()), _said(passage.text)
            if story.repeats(name, said):
                continue
            story.add(name, said)
        yield passage


def _carriers(passage: Passage, members: Sequence[_Member]) -> tuple[Copy, ...]:
    said = _said(passage.text) if members else None
    return tuple(
        member.copy
        for member in members
        if said and member.copy.article_id != passage.article.id and member.said.holds(said, _CARRIED, _STEP_CARRIED)
    )


def _clusters(catalogue: Catalogue, article_ids: Set[str]) -> dict[str, int]:
    """Clusters, by article, of those of `article_ids` that share theirs with another article."""
    other = sketches.alias()
    shared = select(other.c.article_key).where(
        other.c.cluster == sketches.c.cluster, other.c.article_key != sketches.c.article_key
    )
    query = (
        select(articles.c.id, sketches.c.cluster)
        .join(sketches)
        .where(articles.c.id.in_(article_ids), articles.c.state == INDEXED, shared.exists())
    )
    with catalogue.engine.connect() as connection:
        return {row.id: row.cluster for row in connection.execute(query)} if article_ids else {}


def _members(catalogue: Catalogue, clusters: Set[int], filters: Filters) -> dict[int, list[_Member]]:
    """The articles of each of `clusters` that pass `filters`, earliest first."""
    shown = (articles.c.id, articles.c.title, articles.c.source, articles.c.published, articles.c.url, articles.c.text)
    found: dict[int, list[_Member]] = {}
    with catalogue.engine.connect() as connection:
        for cluster in clusters:
            # Two statements: joined and filtered, SQLite may start from all articles of an outlet.
            keys = list(
                connection.execute(select(sketches.c.article_key).where(sketches.c.cluster == cluster)).scalars()
            )
            query = (
                select(*shown)
                .where(key_in(articles.c.key), *filter_conditions(filters))
                .order_by(articles.c.published.is_(None), articles.c.published, articles.c.key)
                .limit(_MAX_COPIES + 1)
            )
            found[cluster] = [
                _Member(Copy(row.id, row.title, row.source, row.published, row.url), _said(row.text))
                for row in connection.execute(query, {"keys": keys})
            ]
    return found
