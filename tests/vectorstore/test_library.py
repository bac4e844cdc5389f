"""What a library does for its users, with the embedded Chroma and with a server."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.errors import ArticleNotFoundError, EmbeddingMismatchError, LibraryError
from core.types import Article, Chunk, EmbeddingIdentity, Filters
from tests.vectorstore.samples import DIMENSION, FULL, MODEL, UNRELATED, entry, many, vectors
from vectorstore.interface import Entry, Feedback, Library, Vectors

OpenLibrary = Callable[..., Library]


def found(library: Library, question: str, vector: Vectors = UNRELATED, **named: object) -> list[str]:
    """Ids of the articles of the passages found."""
    passages = library.search(question, vector, limit=10, **named)  # type: ignore[arg-type]  # test helper
    return [passage.article.id for passage in passages]


def test_an_added_article_comes_back_as_it_was(library: Library) -> None:
    given = Entry(FULL, (Chunk("c1", "full", 0, 11, "Heading"), Chunk("c2", "full", 13, 25)), vectors(2, 1))
    library.add([given])
    assert library.article("full") == FULL
    assert library.chunks("full") == given.chunks
    assert library.content_hashes(["full", "missing"]) == {"full": FULL.content_hash}


def test_text_survives_character_for_character(library: Library) -> None:
    hostile = "NUL \x00, SUB \x1a001a, lone \ud800 surrogate, \r\n, \ufeff, e\u0301, \U0001f600"
    library.add([Entry(Article("odd \x00 \udfff id", hostile, hostile, source=hostile), (), vectors(0, 1))])
    article = library.article("odd \x00 \udfff id")
    assert (article.text, article.title, article.source) == (hostile, hostile, hostile)
    assert library.articles().articles[0].id == "odd \x00 \udfff id"


def test_a_passage_is_a_slice_of_its_article(library: Library) -> None:
    library.add(many(3))
    passage = library.search("unique1", UNRELATED, limit=1)[0]
    assert passage.text == passage.article.text[passage.chunk.start : passage.chunk.end]
    assert passage.text.startswith("unique1 ")
    assert passage.rank == 1


def test_a_word_and_a_vector_each_find_their_chunk(library: Library) -> None:
    given = many(30)
    library.add(given)
    assert found(library, "unique17")[0] == "a17"
    assert library.search("zzz", given[23].vectors[1], limit=1)[0].chunk.id == "a23#1"


def test_title_source_and_date_are_searched(library: Library) -> None:
    library.add(
        [
            entry(
                "x",
                ["Nothing of note."],
                title="Pomegranate harvest",
                source="Quillon Gazette",
                seed=1,
                published=dt.date(2031, 3, 9),
            ),
            *many(20),
        ]
    )
    for question in ("pomegranates", "What did the Quillon Gazette report?", "2031-03-09", "9 March"):
        assert found(library, question)[0] == "x", question


def test_query_syntax_in_a_question_is_only_text(library: Library) -> None:
    library.add(many(5))
    for question in (
        'unique3" OR (',
        "body:unique3 AND NOT [a TO z]",
        "unique3^9 ~ * \\ {",
        "\x00\ud800 unique3",
        "unique3 " * 500,
    ):
        assert found(library, question)[0] == "a3", question
    assert len(found(library, "?!")) == 10


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert found(library, "anything") == []
    assert library.coverage() == ()
    assert library.articles().total == 0


def test_filters_by_date_source_and_article_hold(library: Library) -> None:
    library.add(many(40))
    undated = entry("undated", ["unique12 again."], seed=77)
    library.add([undated])
    since, until = dt.date(2031, 1, 11), dt.date(2031, 1, 14)
    assert set(found(library, "unique12", filters=Filters(since=since, until=until))) == {"a10", "a11", "a12", "a13"}
    assert set(found(library, "unique12", filters=Filters(sources=("Paper 3",)))) <= {f"a{n}" for n in range(3, 40, 4)}
    assert set(found(library, "unique12", filters=Filters(article_ids=("a5", "a6", "no")))) == {"a5", "a6"}
    assert set(found(library, "unique12", filters=Filters(sources=("Paper 1",), article_ids=("a5", "a6")))) == {"a5"}
    assert found(library, "unique12", filters=Filters(sources=("Nobody",))) == []


def test_a_new_revision_replaces_the_old_one_everywhere(library: Library) -> None:
    library.add(many(5))
    library.add([entry("a2", ["Replacement about zeppelins."], seed=500)])
    assert library.article("a2").text == "Replacement about zeppelins."
    assert found(library, "zeppelins")[0] == "a2"
    assert len(library.chunks("a2")) == 1
    assert not any("unique2 " in passage.text for passage in library.search("unique2", vectors(1, 2)[0], limit=50))
    assert (library.status().articles, library.status().chunks) == (5, 9)


def test_a_removed_article_leaves_no_trace(library: Library) -> None:
    library.add(many(5))
    assert library.remove(["a1", "a1", "unknown"]) == 1
    assert "a1" not in found(library, "unique1", vectors(1, 1)[0])
    assert library.content_hashes(["a1"]) == {}
    with pytest.raises(ArticleNotFoundError, match="a1"):
        library.article("a1")
    with pytest.raises(ArticleNotFoundError, match="a1"):
        library.chunks("a1")


def test_what_was_added_is_there_after_opening_again(opened: OpenLibrary) -> None:
    library = opened()
    library.add(many(10))
    before = library.search("unique4 harbour", vectors(1, 4)[0], limit=5)
    library.close()
    again = opened()
    assert again.search("unique4 harbour", vectors(1, 4)[0], limit=5) == before
    assert again.status().indexes == {"dense": "ok", "lexical": "ok"}


def test_scores_fall_and_ranks_rise(library: Library) -> None:
    library.add(many(30))
    passages = library.search("unique7 harbour bridge", vectors(1, 7)[0], limit=20)
    assert [passage.rank for passage in passages] == list(range(1, 21))
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_another_embedding_model_is_refused_by_name(opened: OpenLibrary) -> None:
    opened().close()
    for other in (
        EmbeddingIdentity("other", DIMENSION),
        EmbeddingIdentity(MODEL.name, 64),
        EmbeddingIdentity(MODEL.name, DIMENSION, "ff" * 32),
    ):
        with pytest.raises(EmbeddingMismatchError, match=r"sample-model.*python -m ingest reembed"):
            opened(other)
    opened(EmbeddingIdentity(MODEL.name, DIMENSION)).close()


def test_vectors_that_do_not_fit_are_refused_before_anything_is_written(library: Library) -> None:
    good, bad = many(2)
    nan = np.full_like(bad.vectors, np.nan)
    for wrong in (
        replace(bad, vectors=bad.vectors[:1]),
        replace(bad, vectors=bad.vectors[:, :8]),
        replace(bad, vectors=nan),
        replace(bad, chunks=(Chunk("c", "a1", 0, 99_999), bad.chunks[1])),
        replace(good, chunks=good.chunks),
    ):
        with pytest.raises(LibraryError):
            library.add([good, wrong])
    assert library.status().articles == 0
    with pytest.raises(LibraryError, match="shape"):
        library.search("x", np.zeros(3, dtype=np.float32), limit=1)


def test_pages_of_articles_are_ordered_searched_and_counted(library: Library) -> None:
    library.add([*many(25), entry("undated", ["Text."], title="ÉTÉ à 100%", source="Zoo", seed=5)])
    newest = library.articles(limit=3)
    assert ([a.id for a in newest.articles], newest.total) == (["a24", "a23", "a22"], 26)
    assert [a.id for a in library.articles(offset=24, limit=5).articles] == ["a0", "undated"]
    assert [a.id for a in library.articles(descending=False, limit=2).articles] == ["a0", "a1"]
    assert [a.id for a in library.articles(order="source", limit=1).articles] == ["undated"]
    assert [a.id for a in library.articles(query="été").articles] == ["undated"]
    assert [a.id for a in library.articles(query="100%").articles] == ["undated"]
    assert library.articles(query="%").total == 1
    assert library.articles(query="story 1").total == 11
    assert library.articles(filters=Filters(sources=("Paper 0",))).total == 7
    first = library.articles(query="a24").articles[0]
    assert (first.title, first.chunks, first.published) == ("Story 24", 2, dt.date(2031, 1, 25))
    assert abs(dt.datetime.now(dt.UTC) - first.added) < dt.timedelta(minutes=5)


def test_coverage_counts_every_source_with_its_first_and_last_date(library: Library) -> None:
    library.add([*many(6), entry("undated", ["Text."], source="Zoo", seed=5)])
    rows = {row.source: (row.articles, row.first, row.last) for row in library.coverage()}
    assert rows["Paper 0"] == (2, dt.date(2031, 1, 1), dt.date(2031, 1, 5))
    assert rows["Zoo"] == (1, None, None)
    assert [row.articles for row in library.coverage()] == [2, 2, 1, 1, 1]


def test_coverage_follows_what_is_added_and_removed(library: Library) -> None:
    library.add(many(2))
    assert sum(row.articles for row in library.coverage()) == 2
    library.add([entry("undated", ["Text."], source="Zoo", seed=5)])
    assert [row.articles for row in library.coverage() if row.source == "Zoo"] == [1]
    library.remove(["undated"])
    assert "Zoo" not in {row.source for row in library.coverage()}


def test_feedback_is_kept_in_order_and_not_doubled(library: Library) -> None:
    first = Feedback("Q1", "A1", 1, given=dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    second = Feedback("Q2", "A2", -1, "It was blue.", ("a1", "a2"))
    library.add_feedback(second)
    library.add_feedback(first)
    library.add_feedback(first)
    kept = library.feedback()
    assert kept[0] == first
    assert (kept[1].question, kept[1].correction, kept[1].article_ids) == ("Q2", "It was blue.", ("a1", "a2"))
    assert len(kept) == 2


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.status()
