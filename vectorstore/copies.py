"""Articles that carry one text form a cluster: found by their sketches, decided by their texts, kept in the catalogue.

Clusters grow by single links: whoever carries the text of a member belongs to it. Linking can be cut short anywhere:
what is not compared yet is known in the catalogue, and compared at the next occasion.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import select, update

from vectorstore.catalogue import Catalogue
from vectorstore.lexical import LexicalIndex
from vectorstore.rows import INDEXED, signature_from
from vectorstore.schema import articles, sketches
from vectorstore.sketch import Sketch, bands, is_copy, shingles, worth_comparing
from vectorstore.statements import groups, key_in

# Articles whose links are written in one transaction.
_GROUP = 200
# Candidates of one article: those with most bands in common come first, and one copy leads to its whole cluster.
_CANDIDATES = 30
# Texts kept as shingles while a group is compared: about 0.1 MB for an ordinary article.
_TEXTS = 128


def link_copies(catalogue: Catalogue, lexical: LexicalIndex) -> int:
    """Give every article that was not compared with the others yet its cluster; how many there were."""
    # Without the articles: joined, SQLite goes through all that are shown, which takes longer with every one.
    waiting = select(sketches.c.article_key).where(sketches.c.cluster.is_(None))
    with catalogue.engine.connect() as connection:
        keys = sorted(connection.execute(waiting).scalars())
    return sum(_link(catalogue, lexical, group) for group in groups(keys, _GROUP))


def _link(catalogue: Catalogue, lexical: LexicalIndex, waiting: Sequence[int]) -> int:
    """Link those of `waiting` that are shown; how many are."""
    found, cluster_of = _sketches(catalogue, waiting)
    keys = sorted(found)
    near = {key: lexical.sharing_bands(bands(found[key].signature), _CANDIDATES).tolist() for key in keys}
    others, clusters_of_others = _sketches(catalogue, {key for shared in near.values() for key in shared} - set(keys))
    found |= others
    joined = _Joined(cluster_of | clusters_of_others)
    words = lru_cache(_TEXTS)(lambda key: shingles(_text(catalogue, key)))
    for key in keys:
        # Not `found` alone: an index may still name articles that are no longer shown.
        for other in (other for other in near[key] if other in found and not joined.together(key, other)):
            if worth_comparing(found[key], found[other]) and is_copy(words(key), words(other)):
                joined.join(key, other)
    joined.write(catalogue, keys)
    return len(keys)


class _Joined:
    """Clusters that grow together, by the least number of each. An article without one has its own key for it."""

    def __init__(self, clusters: Mapping[int, int | None]) -> None:
        self._cluster = {key: key if cluster is None else cluster for key, cluster in clusters.items()}
        self._into: dict[int, int] = {}

    def of(self, key: int) -> int:
        cluster = self._cluster[key]
        while cluster in self._into:
            cluster = self._into[cluster]
        return cluster

    def together(self, one: int, other: int) -> bool:
        return self.of(one) == self.of(other)

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self._into[high] = low

    def write(self, catalogue: Catalogue, keys: Sequence[int]) -> None:
        """Number `keys`, and everything in a cluster that has become part of another one."""
        with catalogue.engine.begin() as connection:
            for key in keys:
                connection.execute(update(sketches).where(sketches.c.article_key == key).values(cluster=self.of(key)))
            for high in self._into:
                low = high
                while low in self._into:
                    low = self._into[low]
                connection.execute(update(sketches).where(sketches.c.cluster == high).values(cluster=low))


def _sketches(catalogue: Catalogue, keys: Iterable[int]) -> tuple[dict[int, Sketch], dict[int, int | None]]:
    """Sketches of shown articles, and their clusters."""
    query = select(sketches).join(articles).where(key_in(sketches.c.article_key), articles.c.state == INDEXED)
    with catalogue.engine.connect() as connection:
        rows = connection.execute(query, {"keys": list(keys)}).all()
    found = {row.article_key: Sketch(row.shingles, signature_from(row.signature)) for row in rows}
    return found, {row.article_key: row.cluster for row in rows}


def _text(catalogue: Catalogue, key: int) -> str:
    with catalogue.engine.connect() as connection:
        return connection.execute(select(articles.c.text).where(articles.c.key == key)).scalar_one_or_none() or ""
