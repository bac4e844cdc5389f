"""Near-duplicates: which are found, which are wrongly called so, and what looking for them costs.

    python -m benchmarks.near_duplicates ../shared/data/news-2022/corpus.jsonl.gz --copied 400

Copies of articles are made by the edits that outlets make, and stored with the whole corpus in one library. Every pair
of articles in one cluster is a pair found; a pair is right where both come from one article. Pairs of the corpus' own
articles that repeat each other (half of the sentences of the shorter one, word for word) count neither way: they are
copies that nobody labelled. `--ingest N` times the work on N articles against their real ingest, embedder included.
"""

import argparse
import gzip
import itertools
import json
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import select, update

from core.sentences import sentence_spans
from core.types import Article, Chunk, EmbeddingIdentity
from vectorstore.catalogue import Catalogue
from vectorstore.copies import link_copies
from vectorstore.database import sqlite_url
from vectorstore.interface import Entry
from vectorstore.lexical import LexicalIndex
from vectorstore.opening import open_library
from vectorstore.schema import articles, sketches
from vectorstore.sketch import bands, sketch

DIMENSION = 4
MODEL = EmbeddingIdentity("none", DIMENSION)
_BATCH = 64
_LEDES = (
    "What began as a local matter has become a question for everybody, and few expect it to be settled soon. ",
    "It was the news that readers in the region woke up to, and by noon it was all that they talked about. ",
    "Here is what we know so far, what remains in doubt, and why it matters well beyond those it touches first. ",
    "Days of speculation came to an end with the announcement, although several questions were left open. ",
)
_PLACES = ("PORT ANSEL", "EDELSUND", "TARN QUAY", "NEW HALDEN")
_CLOSINGS = (
    "\n\nReporting by the Northwire desk; editing by the night desk. Copyright Northwire. All rights reserved.",
    "\n\nNorthwire contributed to this report. Sign up for our morning letter and never miss a story.",
)


def cut(article: Article, rng: random.Random) -> Article:
    """The beginning, 40 to 80% of the sentences."""
    spans = sentence_spans(article.text)
    kept = max(1, round(len(spans) * rng.uniform(0.4, 0.8)))
    return replace(article, text=article.text[: spans[kept - 1][1]])


def thinned(article: Article, rng: random.Random) -> Article:
    """A fifth to two fifths of the sentences taken out, here and there."""
    spans = sentence_spans(article.text)
    share = rng.uniform(0.2, 0.4)
    kept = [article.text[a:b] for a, b in spans if rng.random() > share] or [article.text]
    return replace(article, text=" ".join(kept))


def new_lede(article: Article, rng: random.Random) -> Article:
    """Another beginning in place of the first two sentences."""
    spans = sentence_spans(article.text)
    rest = article.text[spans[2][0] :] if len(spans) > 4 else article.text
    return replace(article, text="".join(rng.sample(_LEDES, 2)) + rest)


def headline(article: Article, rng: random.Random) -> Article:
    """Another headline."""
    return replace(article, title=f"What we know: {article.title[: rng.randint(10, 40)]}")


def agency(article: Article, rng: random.Random) -> Article:
    """A dateline before it, a credit after it."""
    return replace(article, text=f"{rng.choice(_PLACES)} (Northwire) - {article.text}{rng.choice(_CLOSINGS)}")


def typos(article: Article, rng: random.Random) -> Article:
    """Two letters of every fiftieth word change places."""
    words = article.text.split(" ")
    for index in range(len(words)):
        if len(words[index]) > 3 and rng.random() < 0.02:
            at, word = rng.randrange(1, len(words[index]) - 1), words[index]
            words[index] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return replace(article, text=" ".join(words))


def everything(article: Article, rng: random.Random) -> Article:
    """All of these at once."""
    for edit in (typos, thinned, new_lede, headline, agency):
        article = edit(article, rng)
    return article


EDITS: Mapping[str, Callable[[Article, random.Random], Article]] = {
    edit.__name__: edit for edit in (cut, thinned, new_lede, headline, agency, typos, everything)
}


@dataclass(frozen=True, slots=True)
class Copies:
    """The articles of a run: `family` says by id which original each comes from, `kind` by which edit."""

    articles: Sequence[Article]
    family: Mapping[str, str]
    kind: Mapping[str, str]


def made(originals: Sequence[Article], copied: int, seed: int) -> Copies:
    """All originals, and copies of `copied` of them in every kind of edit."""
    rng = random.Random(seed)
    held, family, kind = list(originals), {one.id: one.id for one in originals}, {}
    for original in rng.sample(list(originals), min(copied, len(originals))):
        for name, edit in EDITS.items():
            copy = replace(edit(original, rng), id=f"{original.id}/{name}", source=f"outlet {rng.randint(1, 40)}")
            held.append(copy)
            family[copy.id], kind[copy.id] = original.id, name
    rng.shuffle(held)
    return Copies(held, family, kind)


def entry(article: Article) -> Entry:
    """The article as one chunk with a vector of its own, for a library without an embedder."""
    vector = np.random.default_rng(list(article.id.encode())).normal(size=(1, DIMENSION)).astype(np.float32)
    whole = Chunk(article.id, article.id, 0, len(article.text))
    return Entry(article, (whole,), vector / np.linalg.norm(vector))


def clusters(folder: Path) -> dict[str, int]:
    """Cluster by article id."""
    catalogue = Catalogue(sqlite_url(folder / "catalogue.sqlite3"))
    query = select(articles.c.id, sketches.c.cluster).join(sketches)
    with catalogue.engine.connect() as connection:
        found: dict[str, int] = {row.id: row.cluster for row in connection.execute(query)}
    catalogue.close()
    return found


def own_repeats(originals: Sequence[Article]) -> set[frozenset[str]]:
    """Pairs of different articles of the corpus that share half of the shorter one's sentences, word for word."""
    sentences = {one.id: {one.text[a:b] for a, b in sentence_spans(one.text)} for one in originals}
    holders = defaultdict(list)
    for name, held in sentences.items():
        for sentence in held:
            holders[sentence].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        shared.update(itertools.combinations(sorted(names), 2))
    return {
        frozenset(pair) for pair, count in shared.items() if count >= 0.5 * min(len(sentences[name]) for name in pair)
    }


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs found and not found. `missed` counts copies that do not stand with their original, by kind of edit."""

    right: int
    wrong: Sequence[tuple[str, str]]
    not_judged: int
    missed: Mapping[str, int]
    made: Mapping[str, int]

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return 1 - sum(self.missed.values()) / max(1, sum(self.made.values()))


def judge(copies: Copies, found: Mapping[str, int], unjudged: set[frozenset[str]]) -> Quality:
    """What `found` clusters say of pairs, against where the articles come from."""
    members = defaultdict(list)
    for name, cluster in found.items():
        members[cluster].append(name)
    right, skipped, wrong = 0, 0, []
    for names in members.values():
        for one, other in itertools.combinations(names, 2):
            families = frozenset((copies.family[one], copies.family[other]))
            if len(families) == 1:
                right += 1
            elif families in unjudged:
                skipped += 1
            else:
                wrong.append((one, other))
    missed = Counter(kind for name, kind in copies.kind.items() if found[name] != found[copies.family[name]])
    return Quality(right, wrong, skipped, missed, Counter(copies.kind.values()))


def stored(copies: Copies, folder: Path) -> None:
    """Put all articles into a library of their own."""
    library = open_library(folder, MODEL)
    for start in range(0, len(copies.articles), _BATCH):
        library.add([entry(article) for article in copies.articles[start : start + _BATCH]])
    library.close()


def read_articles(corpus: Path, limit: int | None = None) -> list[Article]:
    """The first `limit` articles of `corpus` that have a text."""
    opening = gzip.open if corpus.suffix == ".gz" else open
    with opening(corpus, "rt", encoding="utf-8") as lines:
        rows = itertools.islice(map(json.loads, lines), limit)
        return [Article(row["doc_id"], row["title"] or "", row["text"], source=row["source"] or "") for row in rows]


def cost(found: Sequence[Article], folder: Path, embedder_threads: int) -> Iterator[str]:
    """Seconds that sketches, their bands and the comparing take on these articles, beside those of their ingest."""
    from ingest.chunk import chunk
    from models.embedder import open_embedder

    embedder = open_embedder(threads=embedder_threads)
    embedder.encode(["warm"] * 64)
    begun = time.perf_counter()
    library = open_library(folder, embedder.identity)
    for start in range(0, len(found), _BATCH):
        batch = [(article, chunk(article)) for article in found[start : start + _BATCH]]
        texts = [article.text[piece.start : piece.end] for article, pieces in batch for piece in pieces]
        vectors = iter(embedder.encode(texts))
        library.add([Entry(one, pieces, np.stack([next(vectors) for _ in pieces])) for one, pieces in batch])
    whole = time.perf_counter() - begun
    library.close()
    spent = {}
    catalogue, lexical = Catalogue(sqlite_url(folder / "catalogue.sqlite3")), LexicalIndex(folder / "lexical")
    with catalogue.engine.begin() as connection:
        connection.execute(update(sketches).values(cluster=None))
    spent["comparing"] = _timed(lambda: link_copies(catalogue, lexical))
    catalogue.close()
    lexical.close()
    with_bands = _timed(lambda: _indexed(found, folder / "with", banded=True))
    spent["sketches, in the index"] = max(
        0.0, with_bands - _timed(lambda: _indexed(found, folder / "without", banded=False))
    )
    for name, seconds in spent.items():
        yield f"{name:24} {seconds:7.2f} s  {seconds / len(found) * 1e3:6.2f} ms an article"
    yield f"{'ingest':24} {whole:7.2f} s  {whole / len(found) * 1e3:6.2f} ms an article"
    yield f"near-duplicates take {sum(spent.values()) / whole:.1%} of ingest (at most 5%)"


def _indexed(found: Sequence[Article], folder: Path, *, banded: bool) -> None:
    lexical = LexicalIndex(folder)
    for number, article in enumerate(found):
        lexical.add(number, article, (), bands(sketch(article.text).signature) if banded else [])
    lexical.commit()
    lexical.close()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(copies: Copies, quality: Quality) -> Iterator[str]:
    yield f"{len(copies.articles)} articles, {sum(quality.made.values())} of them made copies"
    for kind, count in quality.made.items():
        yield f"{kind:12} {count:5} made, {quality.missed.get(kind, 0):4} missed"
    yield f"precision {quality.precision:.4f} (at least .98), recall {quality.recall:.4f} (at least .95)"
    yield f"pairs: {quality.right} right, {len(quality.wrong)} wrong, {quality.not_judged} of the corpus' own repeats"
    titles = {article.id: article.title for article in copies.articles}
    merged = {tuple(sorted((copies.family[one], copies.family[other]))) for one, other in quality.wrong}
    for one, other in sorted(merged):
        yield f"wrong: {titles[one][:60]!r} with {titles[other][:60]!r}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="JSONL dump of articles")
    parser.add_argument("--copied", type=int, default=400, help="articles that copies are made of (default 400)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the edits (default 1)")
    parser.add_argument("--ingest", type=int, default=0, metavar="N", help="time N articles against their ingest")
    parser.add_argument("--threads", type=int, default=2, help="threads of the embedder (default 2)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.ingest:
            found = read_articles(arguments.corpus, arguments.ingest)
            print("\n".join(cost(found, Path(folder), arguments.threads)))
            return
        originals = read_articles(arguments.corpus)
        copies = made(originals, arguments.copied, arguments.seed)
        stored(copies, Path(folder) / "library")
        quality = judge(copies, clusters(Path(folder) / "library"), own_repeats(originals))
        print("\n".join(report(copies, quality)))


if __name__ == "__main__":
    main()
