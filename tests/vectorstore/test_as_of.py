"""Searching a library as it stood on an earlier day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.types import Filters, Passage
from tests.vectorstore.samples import MODEL, UNRELATED, entry, many, vectors
from tests.vectorstore.test_reembed import NEW, Encoder
from vectorstore.interface import Entry, Library
from vectorstore.opening import open_library
from vectorstore.reembed import reembed
from vectorstore.shown import end_of_day

FIRST, SECOND, THIRD = dt.date(2031, 3, 1), dt.date(2031, 3, 2), dt.date(2031, 3, 3)
Add = Callable[[Library, dt.date, list[Entry]], None]


@pytest.fixture
def add_on(monkeypatch: pytest.MonkeyPatch) -> Add:
    """Adds entries as if it were noon of a day."""

    def add(library: Library, day: dt.date, entries: list[Entry]) -> None:
        noon = end_of_day(day) - dt.timedelta(hours=12)
        for module in ("rows", "revisions"):
            monkeypatch.setattr(f"vectorstore.{module}.utc_now", lambda: noon)
        library.add(entries)

    return add


def found(library: Library, words: str, as_of: dt.date | None, **limits: object) -> list[str]:
    return [passage.text for passage in search(library, words, as_of, **limits)]


def search(library: Library, words: str, as_of: dt.date | None, **limits: object) -> tuple[Passage, ...]:
    return library.search(words, UNRELATED, limit=5, filters=replace(Filters(as_of=as_of), **limits))  # type: ignore[arg-type]


@pytest.fixture
def library(tmp_path: Path, add_on: Add) -> Library:
    """One article in three states, and another that came on the second day."""
    opened = open_library(tmp_path / "library", MODEL)
    add_on(opened, FIRST, [entry("bridge", ["The bridge cost 40 crowns."])])
    add_on(
        opened,
        SECOND,
        [entry("bridge", ["The bridge cost 55 crowns."], source="The Lantern"), entry("ferry", ["No bridge."])],
    )
    add_on(opened, THIRD, [entry("bridge", ["The bridge cost 70 crowns."])])
    return opened


def test_each_day_finds_the_state_of_that_day(library: Library) -> None:
    assert found(library, "bridge", FIRST - dt.timedelta(days=1)) == []
    assert found(library, "bridge", FIRST) == ["The bridge cost 40 crowns."]
    assert sorted(found(library, "bridge", SECOND)) == ["No bridge.", "The bridge cost 55 crowns."]
    for day in (THIRD, dt.date.max, None):
        assert sorted(found(library, "bridge", day)) == ["No bridge.", "The bridge cost 70 crowns."]


def test_the_first_known_state_counts_from_when_it_was_written(tmp_path: Path, add_on: Add) -> None:
    opened = open_library(tmp_path, MODEL)
    dated = entry("a", ["The bridge is open."], published=FIRST - dt.timedelta(days=9))
    changed = replace(dated, article=replace(dated.article, id="b", modified=FIRST - dt.timedelta(days=3)))
    add_on(opened, SECOND, [dated, changed, entry("c", ["No date on a bridge."])])
    days = [FIRST - dt.timedelta(days=days) for days in (10, 9, 4, 3)]
    counts = [len(opened.articles(filters=Filters(as_of=day)).articles) for day in [*days, SECOND]]
    assert counts == [0, 1, 1, 2, 3]
    assert [len(search(opened, "bridge", day)) for day in [*days, SECOND]] == [0, 1, 1, 1, 2]  # b repeats a
    add_on(opened, THIRD, [entry("a", ["The bridge is shut."], published=FIRST - dt.timedelta(days=9))])
    assert found(opened, "bridge", days[1]) == ["The bridge is open."]
    assert "The bridge is shut." in found(opened, "bridge", THIRD)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_an_article_dated_at_the_end_of_time_stops_no_search(tmp_path: Path, add_on: Add, day: dt.date) -> None:
    opened = open_library(tmp_path, MODEL)
    add_on(opened, FIRST, [entry("a", ["The bridge is open."], published=day)])
    assert found(opened, "bridge", None) == found(opened, "bridge", FIRST) == ["The bridge is open."]
    assert found(opened, "bridge", day) == ["The bridge is open."]


def test_a_passage_of_the_past_is_a_slice_of_its_article_in_that_state(library: Library) -> None:
    (passage,) = search(library, "bridge", FIRST)
    assert passage.article == library.article("bridge", 1)
    assert passage.article.content_hash == library.revisions("bridge")[0].content_hash


def test_other_limits_hold_in_the_past(library: Library) -> None:
    assert found(library, "bridge", SECOND, sources=("The Lantern",)) == ["The bridge cost 55 crowns."]
    assert found(library, "bridge", FIRST, sources=("The Lantern",)) == []
    assert found(library, "bridge", SECOND, article_ids=("bridge",)) == ["The bridge cost 55 crowns."]
    assert found(library, "bridge", SECOND, article_ids=("ferry",)) == ["No bridge."]
    assert found(library, "bridge", FIRST, since=dt.date(2031, 1, 1)) == []


def test_the_nearest_vector_finds_a_state_whose_words_the_question_lacks(tmp_path: Path, add_on: Add) -> None:
    opened = open_library(tmp_path, MODEL)
    add_on(opened, FIRST, [entry("a", ["About zeppelins."], seed=7), *many(3)])
    add_on(opened, SECOND, [entry("a", ["About gliders."], seed=8)])
    passages = opened.search("nothing of the kind", vectors(1, 7)[0], limit=1, filters=Filters(as_of=FIRST))
    assert passages[0].text == "About zeppelins."
    assert passages[0].similarity == pytest.approx(1, abs=1e-3)


def test_words_weigh_the_same_in_the_past_and_in_the_present(tmp_path: Path, add_on: Add) -> None:
    opened = open_library(tmp_path, MODEL)
    # All chunks are of one length: mean lengths are each index's own.
    others = [entry(f"b{number}", [f"crane stork number{number}"]) for number in range(20)]
    add_on(opened, FIRST, [entry("a", ["tern crane heron"]), entry("c", ["heron crane tern"]), *others])
    add_on(opened, SECOND, [entry("a", ["stork swift heron"])])
    best = opened.search("tern crane", UNRELATED, limit=2, filters=Filters(as_of=FIRST))
    assert {passage.article.id for passage in best} == {"a", "c"}
    # What was deleted counts until tantivy merges its segments, for the one more than for the other.
    assert best[0].score == pytest.approx(best[1].score, rel=0.05)


def test_words_of_what_is_mostly_gone_still_count_for_something(tmp_path: Path, add_on: Add) -> None:
    opened = open_library(tmp_path, MODEL)
    gone = [entry(f"b{number}", [f"The tern, draft {number}."]) for number in range(12)]
    add_on(opened, FIRST, [entry("a", ["The tern lands."]), entry("c", ["The stork lands."]), *gone])
    opened.remove([one.article.id for one in gone])
    add_on(opened, SECOND, [entry("a", ["The heron lands."])])
    assert found(opened, "tern", FIRST) == ["The tern lands.", "The stork lands."]
    first, second = search(opened, "tern", FIRST)
    assert first.score - first.similarity > second.score - second.similarity


def test_removal_takes_the_past_along(library: Library) -> None:
    assert found(library, "bridge", FIRST)
    library.remove(["bridge"])
    assert found(library, "bridge", FIRST) == []


def test_the_past_outlives_a_restart_and_another_embedding_model(tmp_path: Path, library: Library) -> None:
    library.close()
    encoder = Encoder()
    assert reembed(tmp_path / "library", NEW, encoder) == 4
    again = open_library(tmp_path / "library", NEW)
    unrelated = np.zeros(NEW.dimension, dtype=np.float32)
    unrelated[0] = 1
    passages = again.search("bridge", unrelated, limit=5, filters=Filters(as_of=FIRST))
    assert [passage.text for passage in passages] == ["The bridge cost 40 crowns."]
    assert again.verify() == ()
    again.close()


def test_lists_show_what_was_there_by_then_as_it_stood(library: Library) -> None:
    page = library.articles(filters=Filters(as_of=SECOND), order="source")
    assert [(one.id, one.source, one.revision, one.chunks) for one in page.articles] == [
        ("bridge", "The Lantern", 2, 1),
        ("ferry", "The Beacon", None, 1),
    ]
    assert page.total == 2
    assert library.articles(filters=Filters(as_of=SECOND), query="FERRY").total == 1
    assert library.articles(filters=Filters(as_of=SECOND, sources=("The Lantern",))).total == 1
    assert [one.revision for one in library.articles(filters=Filters(as_of=THIRD)).articles] == [None, None]


@given(st.dates())
def test_every_day_ends_somewhere(day: dt.date) -> None:
    assert end_of_day(day).tzinfo is None


def changed(name: str, words: str, published: dt.date | None, modified: dt.date | None) -> Entry:
    """An article of one sentence that states when it was published and when it was changed last."""
    one = entry(name, [words], published=published)
    return replace(one, article=replace(one.article, modified=modified))


def states_of(library: Library, day: dt.date) -> tuple[list[str], int]:
    """What is found of a bridge, and how many articles are listed, as of `day`."""
    return found(library, "bridge", day), len(library.articles(filters=Filters(as_of=day)).articles)


def test_a_later_state_counts_from_the_change_that_it_states(tmp_path: Path, add_on: Add) -> None:
    march = [dt.date(2031, 3, day) for day in range(1, 31)]
    opened = open_library(tmp_path, MODEL)
    # All three were read in one week long after they were written.
    add_on(opened, march[20], [changed("a", "The bridge is planned.", march[1], None)])
    add_on(opened, march[21], [changed("a", "The bridge is built.", march[1], march[5])])
    add_on(opened, march[22], [changed("a", "The bridge is shut.", march[1], march[9])])
    assert states_of(opened, march[0]) == ([], 0)
    assert states_of(opened, march[4]) == (["The bridge is planned."], 1)
    assert states_of(opened, march[8]) == (["The bridge is built."], 1)
    for day in (march[9], march[20], march[29]):
        assert states_of(opened, day) == (["The bridge is shut."], 1)


def test_a_state_changed_on_a_later_day_is_not_answered_from(tmp_path: Path, add_on: Add) -> None:
    opened = open_library(tmp_path, MODEL)
    add_on(opened, FIRST, [changed("a", "The bridge is open.", FIRST, None)])
    add_on(opened, FIRST, [changed("a", "The bridge is shut.", FIRST, THIRD)])
    assert states_of(opened, FIRST) == states_of(opened, SECOND) == (["The bridge is open."], 1)
    assert states_of(opened, THIRD) == (["The bridge is shut."], 1)


@pytest.mark.parametrize("stated", [None, FIRST, FIRST - dt.timedelta(days=5)])
def test_a_state_that_tells_of_no_new_change_counts_from_when_it_was_added(
    tmp_path: Path, add_on: Add, stated: dt.date | None
) -> None:
    opened = open_library(tmp_path, MODEL)
    add_on(opened, FIRST, [changed("a", "The bridge is open.", None, FIRST)])
    add_on(opened, THIRD, [changed("a", "The bridge is shut.", None, stated)])
    assert states_of(opened, SECOND) == (["The bridge is open."], 1)
    assert states_of(opened, THIRD) == (["The bridge is shut."], 1)


def test_a_change_from_before_the_first_state_was_read_leaves_that_out(tmp_path: Path, add_on: Add) -> None:
    opened = open_library(tmp_path, MODEL)
    add_on(opened, SECOND, [changed("a", "The bridge is open.", None, None)])
    add_on(opened, THIRD, [changed("a", "The bridge is shut.", None, FIRST)])
    assert states_of(opened, FIRST) == states_of(opened, SECOND) == (["The bridge is shut."], 1)


DAYS = st.one_of(st.none(), st.integers(0, 9).map(lambda day: FIRST + dt.timedelta(days=day)))


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=4), st.integers(0, 9))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_no_day_is_an_article_found_in_two_states(
    tmp_path_factory: pytest.TempPathFactory,
    add_on: Add,
    stated: list[tuple[dt.date | None, dt.date | None]],
    asked: int,
) -> None:
    opened = open_library(tmp_path_factory.mktemp("library"), MODEL)
    for number, (published, modified) in enumerate(stated):
        day = FIRST + dt.timedelta(days=number)
        add_on(opened, day, [changed("a", f"The bridge, state {number}.", published, modified)])
    texts, listed = states_of(opened, FIRST + dt.timedelta(days=asked))
    assert listed == len(texts) <= 1
    opened.close()
