"""Articles that a program holds in memory: rows of a table, replies of an API, articles."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from core.errors import SettingsError
from core.types import Article, Failure
from ingest import add
from ingest.columns import NAME_TEXT
from ingest.documents import RawRow
from ingest.sources import Source, SourceReader
from tests.ingest.fakes import CountingEmbedder, RecordingLibrary

FERRY = Article(
    id="ferry",
    title="The ferry sails",
    text="It sails again.",
    published=dt.date(2026, 3, 6),
    source="The Echo",
    authors=("Jo Farrow",),
    language="en",
    published_from="row",
    page_starts=(0,),
)


def _added(*sources: Source, columns: dict[str, str] | None = None) -> RecordingLibrary:
    library = RecordingLibrary()
    report = add(sources, library=library, embedder=CountingEmbedder(), columns=columns)
    assert report.failed == ()
    return library


def _failures(*sources: Source) -> list[tuple[str, str]]:
    report = add(sources, library=RecordingLibrary(), embedder=CountingEmbedder())
    return [(one.source, one.reason) for one in report.failed]


def test_a_mapping_is_taken_like_a_row_of_a_dump() -> None:
    library = _added(
        {"id": 7, "headline": "The ferry sails", "body": " It sails\tagain. ", "date": dt.date(2026, 3, 6)}
    )

    article = library.article("7")
    assert (article.title, article.text) == ("The ferry sails", " It sails\tagain. ")
    assert (article.published, article.published_from) == (dt.date(2026, 3, 6), "row")


def test_an_article_is_taken_as_it_is() -> None:
    assert _added(FERRY, columns={"text": "body"}).article("ferry") == FERRY


def test_one_alone_needs_no_list() -> None:
    library = RecordingLibrary()

    add({"id": "a", "text": "It rained."}, library=library, embedder=CountingEmbedder())
    add(FERRY, library=library, embedder=CountingEmbedder())

    assert sorted(library.held) == ["a", "ferry"]


def test_rows_that_are_made_as_they_are_asked_for_are_taken() -> None:
    library = RecordingLibrary()

    add(({"id": name, "text": "It rained."} for name in "ab"), library=library, embedder=CountingEmbedder())

    assert sorted(library.held) == ["a", "b"]


def test_columns_of_rows_may_be_named() -> None:
    assert _added({"id": "a", "story": {"words": "It rained."}}, columns={"text": "story.words"}).held.keys() == {"a"}


def test_the_gaps_of_a_table_are_no_values() -> None:
    table = pandas.DataFrame({"id": [7, 8], "text": ["It rained.", "It snowed."], "source": ["The Echo", None]})
    table["title"] = pandas.array(["Rain", None], dtype="string")
    table["date"] = pandas.to_datetime(["2026-03-06", None])
    table["section"] = [float("nan"), "Weather"]

    library = _added(*table.to_dict("records"))

    rain, snow = library.article("7"), library.article("8")
    assert (rain.title, rain.published, rain.source, rain.section) == ("Rain", dt.date(2026, 3, 6), "The Echo", None)
    assert (snow.title, snow.published, snow.source, snow.section) == ("It snowed.", None, "", "Weather")


def test_lists_and_numbers_of_numpy_are_pythons() -> None:
    table = pandas.DataFrame({"id": [7], "text": ["It rained."]})
    row = {**{name: table[name].to_numpy()[0] for name in table}, "authors": np.array(["Jo"])}

    assert _added(row).article("7").authors == ("Jo",)


def test_a_row_that_is_no_article_is_named_by_its_place_and_stops_nothing() -> None:
    assert _failures({"id": "a", "text": "It rained."}, {"id": "b"}) == [
        ("row 2", f"has no text (looked for text, body, content); {NAME_TEXT}")
    ]


def test_an_article_whose_date_is_a_text_is_read_as_a_row_with_it() -> None:
    dated: Any = "2026-03-06"
    assert _added(replace(FERRY, published=dated)).article("ferry").published == dt.date(2026, 3, 6)
    assert _failures(replace(FERRY, published=7)) == [("row 1", "has a date that is not a string")]  # type: ignore[arg-type]  # as a program may


def test_a_column_for_what_is_no_field_is_named() -> None:
    with pytest.raises(SettingsError, match="'story' is not a field"):
        _added({"id": "a", "text": "It rained."}, columns={"story": "text"})


def test_what_can_be_no_article_is_named() -> None:
    assert _failures(7) == [("row 1", "is of type int; supported: mappings, articles, paths and addresses")]  # type: ignore[arg-type]  # as a program may


def test_what_is_in_memory_comes_before_what_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.")

    reader = SourceReader([tmp_path / "a.txt", FERRY], max_bytes=1000)

    assert [found.origin for found in reader if not isinstance(found, Failure)] == ["row 1", str(tmp_path / "a.txt")]
    assert reader.read_bytes == reader.total_bytes > 0


def test_a_row_keeps_its_values_until_it_is_parsed() -> None:
    (row,) = SourceReader([{"text": "It rained.", "views": 3}], max_bytes=1000)
    assert isinstance(row, RawRow)
    assert row.values == {"text": "It rained.", "views": 3}
