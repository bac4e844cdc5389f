"""How sure a date is, and what that does to an article's hash."""

import dataclasses
import datetime as dt

import pytest

from core.dating import CONFIDENCE, date_confidence, day_in_words, sureness
from core.types import Article

ARTICLE = Article("a", "Bridge opens", "Cars are back.", dt.date(2026, 3, 6))


def test_what_the_publisher_states_is_surer_than_what_is_read_off_the_page() -> None:
    order = ("json-ld", "meta", "header", "time-tag", "url", "dateline", "file-properties")

    assert sorted(order, key=date_confidence, reverse=True) == list(order)


def test_an_unknown_place_gives_no_confidence() -> None:
    assert (date_confidence(""), date_confidence("horoscope")) == (0, 0)


def test_a_date_that_nobody_knows_the_place_of_is_called_neither_sure_nor_unsure() -> None:
    assert (sureness(""), sureness("horoscope")) == ("", "")


@pytest.mark.parametrize(
    ("published_from", "told"),
    [("meta", "6 March 2026"), ("url", "6 March 2026"), ("dateline", "about 6 March 2026"), ("", "6 March 2026")],
)
def test_only_a_date_that_is_not_sure_is_told_as_about_a_day(published_from: str, told: str) -> None:
    assert day_in_words(ARTICLE.published, published_from) == told


def test_no_date_is_not_about_any_day() -> None:
    assert day_in_words(None, "dateline") == ""


def test_every_confidence_is_a_share() -> None:
    assert all(0 < confidence < 1 for confidence in CONFIDENCE.values())


def test_an_article_without_the_later_fields_keeps_the_hash_it_always_had() -> None:
    # sha256 of the eight fields joined by \x1e, as the first libraries were written.
    assert ARTICLE.content_hash == ("d33eda26f261649c20db3af01b0f74ae5149166fe755bc863a66110bf467d587")


@pytest.mark.parametrize(
    "changed", [{"modified": dt.date(2026, 3, 7)}, {"published_from": "meta"}, {"page_starts": (0,)}]
)
def test_the_later_fields_change_the_hash_where_they_are_set(changed: dict[str, object]) -> None:
    assert dataclasses.replace(ARTICLE, **changed).content_hash != ARTICLE.content_hash  # type: ignore[arg-type]
