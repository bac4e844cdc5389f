"""Which chunks are shown, and which of them pass filters."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.types import Filters
from tests.vectorstore.samples import MODEL, entry
from vectorstore.catalogue import Catalogue
from vectorstore.database import sqlite_url
from vectorstore.read_once import ReadOnce
from vectorstore.shown import read_shown

DAY = dt.date(2031, 5, 1)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(sqlite_url(tmp_path / "catalogue.sqlite3"))
    opened.create_or_open(MODEL)
    yield opened
    opened.close()


def shown_ids(catalogue: Catalogue, filters: Filters) -> list[int]:
    shown = read_shown(catalogue)
    return [int(key) for key in shown.chunks[shown.passing(filters)]]


def test_only_what_is_indexed_is_shown(catalogue: Catalogue) -> None:
    first = catalogue.stage([entry("a", ["One.", "Two."])])
    shown = ReadOnce(lambda: read_shown(catalogue))
    assert shown.read().chunks.tolist() == []
    catalogue.publish(first)
    assert shown.read().chunks.tolist() == []
    shown.forget()
    assert shown.read().chunks.tolist() == list(first.keys.chunks)


def test_a_revision_and_a_removal_leave_no_rows(catalogue: Catalogue) -> None:
    catalogue.publish(catalogue.stage([entry("a", ["One.", "Two."]), entry("b", ["Three."])]))
    second = catalogue.stage([entry("a", ["Four."])])
    catalogue.publish(second)
    catalogue.remove(["b"])
    assert shown_ids(catalogue, Filters()) == list(second.keys.chunks)


def test_an_article_without_a_date_passes_no_date_limit(catalogue: Catalogue) -> None:
    staged = catalogue.stage([entry("dated", ["One."], published=DAY), entry("undated", ["Two."])])
    catalogue.publish(staged)
    dated, undated = (keys[0] for keys in staged.chunk_keys)
    assert shown_ids(catalogue, Filters(since=DAY)) == [dated]
    assert shown_ids(catalogue, Filters(until=DAY)) == [dated]
    assert shown_ids(catalogue, Filters(since=DAY + dt.timedelta(days=1))) == []
    assert shown_ids(catalogue, Filters()) == [dated, undated]


def test_positions_are_those_of_the_keys_that_are_shown(catalogue: Catalogue) -> None:
    catalogue.publish(catalogue.stage([entry("a", ["One.", "Two.", "Three."])]))
    shown = read_shown(catalogue)
    first, _, third = shown.chunks.tolist()
    assert shown.rows(np.array([third, 999, first])).tolist() == [2, 0]
