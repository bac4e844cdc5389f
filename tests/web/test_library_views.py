"""The list, an article with its revisions and copies, and what was added, as HTML."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from core.dating import CONFIDENCE
from core.errors import ArticleNotFoundError
from core.types import Article, Copy
from ingest.kept import KeptSource
from tests.fakes import MemoryLibrary
from tests.web.fakes import MARKET, QUAY
from vectorstore.interface import Entry
from web import library_views as views
from web.i18n import LOCALES, language

EN = language("en")
EVIL = "<script>alert(1)</script>"
COPY = Copy("bay", "Quay open to ships again", "The Bay Post", dt.date(2026, 4, 19), "https://bay.example/quay")


def revised() -> MemoryLibrary:
    """A library with the quay's article in two states."""
    library = MemoryLibrary(replace(QUAY, title="Tarn Quay to open", text="Tarn Quay opens on Friday."))
    library.add([Entry(QUAY, (), np.zeros((0, 2), np.float32))])
    return library


def test_an_article_that_never_changed_lists_no_revisions() -> None:
    assert "Revision" not in views.reader(views.reading(MemoryLibrary(QUAY), "quay"), EN)


def test_revisions_are_listed_and_the_present_one_is_read() -> None:
    html = views.reader(views.reading(revised(), "quay"), EN)
    assert "nine weeks after the flood" in html
    assert '<span aria-current="true">Revision 2</span>' in html
    assert 'data-revision="1"' in html
    assert "1 May 2026" in html
    assert "Tarn Quay to open" in html
    assert "has changed since" not in html


def test_an_earlier_revision_is_read_as_of_its_day() -> None:
    html = views.reader(views.reading(revised(), "quay", 1), EN)
    assert "Tarn Quay opens on Friday." in html
    assert "nine weeks after the flood" not in html
    assert "Revision 1, as of 1 May 2026" in html
    assert "Read it as it is now" in html


def test_the_present_revision_by_its_number_is_the_present_article() -> None:
    assert views.reading(revised(), "quay", 2).earlier is None


def test_a_revision_that_is_not_there_is_not_found() -> None:
    with pytest.raises(ArticleNotFoundError):
        views.reading(revised(), "quay", 3)


def test_copies_are_named_and_open_in_the_reader() -> None:
    library = MemoryLibrary(QUAY)
    library.carried["quay"] = (COPY, replace(COPY, article_id="coast", source="Coast Weekly"))
    html = views.reader(views.reading(library, "quay"), EN)
    assert "3 outlets, one wire story" in html
    assert "Also in" in html
    assert 'data-event="expand" data-id="bay"' in html
    assert "19 April 2026" in html


def test_copies_in_one_outlet_are_no_wire_story() -> None:
    library = MemoryLibrary(QUAY)
    library.carried["quay"] = (replace(COPY, source="the tarn herald"),)
    html = views.reader(views.reading(library, "quay"), EN)
    assert "wire story" not in html
    assert "The same text again" in html


def test_an_earlier_revision_names_no_copies() -> None:
    library = revised()
    library.carried["quay"] = (COPY,)
    assert views.reading(library, "quay", 1).card.copies == ()


def test_an_article_as_it_is_now_can_be_asked_about_and_an_earlier_one_cannot() -> None:
    button = (
        '<button type="button" class="pill" data-action="about" data-article="quay">Ask about this article</button>'
    )
    assert button in views.reader(views.reading(revised(), "quay"), EN)
    assert 'data-action="about"' not in views.reader(views.reading(revised(), "quay", 1), EN)


@pytest.mark.parametrize(
    ("published_from", "told"),
    [
        ("meta", "Date from the page’s metadata</span> <span>(sure)"),
        ("time-tag", "Date beside the headline</span> <span>(fairly sure)"),
        ("dateline", "Date from the dateline</span> <span>(not sure)"),
    ],
)
def test_where_a_date_is_from_and_how_sure_it_is_is_told(published_from: str, told: str) -> None:
    article = replace(QUAY, published_from=published_from, modified=dt.date(2026, 4, 20))
    html = views.reader(views.reading(MemoryLibrary(article), "quay"), EN)
    assert told in html
    assert "Changed on 20 April 2026" in html


@pytest.mark.parametrize("article", [QUAY, replace(QUAY, published=None, published_from="meta")])
def test_nothing_is_told_of_a_date_of_unknown_origin_or_of_none(article: Article) -> None:
    assert "Date from" not in views.reader(views.reading(MemoryLibrary(article), "quay"), EN)


@pytest.mark.parametrize("code", LOCALES)
def test_every_place_of_a_date_has_words_in_every_language(code: str) -> None:
    assert all(language(code).text(f"dated_{place}") for place in CONFIDENCE)


def test_corrections_and_updates_stand_above_the_article() -> None:
    said = "Correction: the repair cost 41 million crowns, not 14."
    article = replace(QUAY, text=f"{QUAY.text}\n\n{said}")
    html = views.reader(views.reading(MemoryLibrary(article), "quay"), EN)
    assert f'<b>Corrected</b> <q dir="auto">{said}</q>' in html
    assert html.index("<b>Corrected</b>") < html.index("nine weeks after the flood")


def test_followed_addresses_can_be_read_again_and_left() -> None:
    html = views.followed([KeptSource("https://herald.example/feed"), KeptSource("https://coast.example/a")], EN)
    assert "2 followed addresses" in html
    assert html.count("https://herald.example/feed</bdi>") == 1
    assert 'aria-label="Refresh: https://herald.example/feed"' in html
    assert 'aria-label="Stop following: https://coast.example/a"' in html
    assert "Refresh all" in html


def test_without_followed_addresses_nothing_is_shown_of_them() -> None:
    assert "<details" not in views.followed([], EN)


def test_hostile_copies_revisions_and_addresses_are_escaped() -> None:
    library = MemoryLibrary(replace(MARKET, title=EVIL))
    library.add([Entry(MARKET, (), np.zeros((0, 2), np.float32))])
    library.carried["market"] = (Copy('"><b>', EVIL, EVIL, None, "javascript:alert(2)"),)
    html = views.reader(views.reading(library, "market"), EN) + views.followed([KeptSource(f'https://x/"{EVIL}')], EN)
    assert "<script>" not in html
    assert 'data-id="&#34;&gt;&lt;b&gt;"' in html
    assert "javascript:" not in html
