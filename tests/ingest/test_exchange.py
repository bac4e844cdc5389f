"""Articles as rows and back."""

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dating import CONFIDENCE
from core.errors import IngestError
from core.types import Article
from ingest.dates import is_a_day
from ingest.exchange import article_of, is_exported, row_of
from ingest.titles import MAX_NAME_CHARS, clean_line

# As long as a library keeps them: what reads an article shortens longer ones.
_LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=MAX_NAME_CHARS).map(clean_line)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
_DAYS = st.none() | st.dates(max_value=dt.date(2026, 12, 31)).filter(is_a_day)
_ARTICLES = st.builds(
    Article,
    id=st.text("abc-09", min_size=1),
    title=_LINES,
    text=_TEXTS,
    published=_DAYS,
    modified=_DAYS,
    published_from=st.sampled_from(["", *CONFIDENCE]),
    source=_LINES,
    authors=st.lists(_LINES).map(tuple),
    url=st.none() | st.just("https://echo.example/bridge?a=1"),
    section=st.none() | _LINES.filter(bool),
    language=st.none() | st.just("en"),
    page_starts=st.just(()),
)


@given(_ARTICLES)
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    row = json.loads(json.dumps(row_of(article)))

    assert is_exported(row)
    assert article_of(row) == article


def test_pages_of_a_paged_document_come_back() -> None:
    article = Article("a", "Title", "One. Two. Three.", page_starts=(0, 5, 10))

    assert article_of(row_of(article)).page_starts == (0, 5, 10)


ROW = row_of(Article("a", "Title", "It rained.", published=dt.date(2026, 3, 6), published_from="row"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " "}, "has no text"),
        ({"text": 3}, "a text that is not a string"),
        ({"doc_id": ""}, "has no id"),
        ({"doc_id": "a\x1b[2J"}, "control characters"),
        ({"doc_id": "a" * 513}, "over 512"),
        ({"date": "6 March"}, "a date that is not a date"),
        ({"date_from": "guess"}, "an unknown date_from"),
        ({"authors": "M. Olt"}, "not a list"),
        ({"authors": [1]}, "not a list"),
        ({"page_starts": [5, 0]}, "not ascending positions"),
        ({"page_starts": [99]}, "not ascending positions"),
        *[
            ({name: f"{start}half \ud800"}, "lone surrogate")
            for name, start in (("title", ""), ("section", ""), ("source", ""), ("url", "https://x.example/"))
        ],
        ({"authors": ["half \ud800"]}, "lone surrogate"),
        ({"language": "\ud800"}, "a language that is not a code"),
        ({"language": "e" * 70_000}, "a language that is not a code"),
    ],
)
def test_a_row_that_was_tampered_with_is_an_error(change: dict[str, object], reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        article_of({**ROW, **change})


def test_lines_without_end_are_cut() -> None:
    row = {
        **ROW,
        "title": "rain " * 9000,
        "source": "Echo" * 9000,
        "section": "s" * 900,
        "authors": ["Li " * 900] * 900,
    }

    article = article_of(row)

    assert (len(article.title), article.title[-6:]) == (300, " rain…")
    assert (article.source, article.section) == ("Echo" * 50 + "…", "s" * 200 + "…")
    assert (len(article.authors), {len(name) for name in article.authors}) == (100, {198})
    assert article_of(row_of(article)) == article


def test_an_address_that_is_no_web_address_is_dropped() -> None:
    assert article_of({**ROW, "url": "javascript:alert(1)"}).url is None


def test_an_address_is_kept_without_its_key() -> None:
    assert article_of({**ROW, "url": "https://jo:hush@a.example/x?token=f00"}).url == "https://a.example/x"


@pytest.mark.parametrize("name", ["date", "modified"])
def test_a_day_far_ahead_is_dropped_lest_its_article_be_the_newest(name: str) -> None:
    article = article_of({**ROW, "date": None, "modified": None, name: "2962-03-06"})

    assert (article.published, article.modified) == (None, None)


def test_where_a_dropped_day_stood_is_dropped_with_it() -> None:
    assert article_of({**ROW, "date": "9999-12-31", "date_from": "meta"}).published_from == ""


def test_every_field_of_an_article_is_in_its_row() -> None:
    assert len(row_of(Article("a", "t", "x"))) == len(dataclasses.fields(Article)) + 1  # and the mark


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://a.example/ <img src=//b.example/x ", "https://a.example/%20%3Cimg%20src=//b.example/x%20"),
        ('https://a.example/"onclick=', "https://a.example/%22onclick="),
        ("https://a.example/\u202efdp.exe", "https://a.example/%E2%80%AEfdp.exe"),
        ("https://a.example/brücke(2)|x", "https://a.example/brücke(2)|x"),
    ],
)
def test_an_address_ends_no_link_and_begins_no_markup(given: str, kept: str) -> None:
    assert article_of({**ROW, "url": given}).url == kept
