"""What a page states about itself, and what it may not."""

import datetime as dt
import json
from typing import Any

import pytest

from core.errors import IngestError
from core.types import Article
from ingest.documents import HTML
from ingest.parse.html import parse_html
from tests.ingest.parse import made

DAY = dt.date(2026, 3, 6)
URL = "https://www.echo.example/local/barrier-vote"


def _article(head: str = "", under: str = "", title: str = made.TITLE, **values: Any) -> Article:
    return parse_html(made.raw(HTML, made.html(head=head, under=under, title=title), **{"url": URL, **values}))


def _ld(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


def test_json_ld_is_believed_before_meta_tags_and_these_before_the_address() -> None:
    head = '<meta property="article:published_time" content="2026-03-07T08:00:00Z">'
    url = "https://echo.example/2026/03/08/vote"

    assert (
        _article(_ld({"@type": "NewsArticle", "datePublished": "2026-03-06T08:00:00Z"}) + head, url=url).published
        == DAY
    )
    assert _article(head, url=url).published_from == "meta"
    assert _article(url=url).published_from == "url"


def test_json_ld_with_the_usual_faults_is_read() -> None:
    script = '<!-- {"@type": "NewsArticle", "headline": "two\nlines", "datePublished": "2026-03-06",} -->'

    assert _article(f'<script type="application/ld+json">{script}</script>').published == DAY


@pytest.mark.parametrize(
    "script", ["", "{", "[" * 5000, "null", '"x"', '{"@graph": {"@type": 7}}', '{"@type": ["NewsArticle"]}']
)
def test_json_ld_that_says_nothing_does_no_harm(script: str) -> None:
    assert _article(f'<script type="application/ld+json">{script}</script>').published is None


def test_of_several_articles_in_json_ld_the_pages_own_counts() -> None:
    other = {"@type": "NewsArticle", "url": "https://echo.example/gulls", "datePublished": "2026-01-01"}
    own = {"@type": "NewsArticle", "url": "https://echo.example/local/barrier-vote/", "datePublished": "2026-03-06"}
    head = f'<link rel="canonical" href="{URL}">'

    assert _article(head + _ld(other, own)).published == DAY


def test_of_several_articles_that_cannot_be_told_apart_none_counts() -> None:
    first, second = ({"@type": "NewsArticle", "datePublished": f"2026-03-0{day}"} for day in (1, 2))

    assert _article(_ld(first, second)).published is None


def test_a_feeds_day_stands_before_the_address_and_after_the_page() -> None:
    hints = {"date": "2026-03-06T08:00:00+00:00"}

    assert _article(hints=hints).published_from == "feed"
    assert _article('<meta name="date" content="2026-03-05">', hints=hints).published_from == "meta"


def test_two_meta_tags_of_one_name_that_differ_say_nothing() -> None:
    tags = '<meta name="pubdate" content="2026-03-05"><meta name="pubdate" content="2026-03-06">'

    assert _article(tags).published is None


CARD = '<div class="card"><a href="/x">Gulls</a> <time class="published" datetime="2026-01-01">1 January</time></div>'


def test_times_of_other_articles_count_neither_against_nor_for_the_page() -> None:
    page = made.html(under='<p>By Jo <time datetime="2026-03-06">a week ago</time></p>')
    after = page.replace(
        b"</article>", f"</article><div class='grid'><article>{CARD}</article>{CARD * 2}</div>".encode()
    )
    undated = made.html().replace(
        b"</article>", f"</article><div class='grid'><article>{CARD}</article></div>".encode()
    )

    assert parse_html(made.raw(HTML, after)).published == DAY
    assert parse_html(made.raw(HTML, undated)).published is None


def test_properties_of_other_items_on_the_page_are_not_its_own() -> None:
    other = '<div itemscope><meta itemprop="datePublished" content="2026-01-01"></div>'
    page = made.html(head='<meta itemprop="datePublished" content="2026-03-06">').replace(
        b"</body>", f"{other}</body>".encode()
    )

    assert parse_html(made.raw(HTML, page)).published == DAY
    assert parse_html(made.raw(HTML, made.html().replace(b"</body>", f"{other}</body>".encode()))).published is None


def test_a_head_that_is_an_item_of_its_own_is_heard() -> None:
    page = made.html(head='<meta itemprop="datePublished" content="2026-03-06">').replace(
        b"<head>", b"<head itemscope>"
    )

    assert parse_html(made.raw(HTML, page)).published == DAY


def test_what_holds_the_headline_is_the_article_whatever_it_is_called() -> None:
    page = made.html(under='<p><time datetime="2026-03-06">a week ago</time></p>')
    wrapped = page.replace(b"<article>", b"<div class='content has-sidebar'>").replace(b"</article>", b"</div>")

    assert parse_html(made.raw(HTML, wrapped)).published == DAY


def test_a_day_that_a_sentence_speaks_of_is_not_the_articles() -> None:
    day = "<time datetime='2026-03-06'>6 March 2026</time>"
    told = f"Nobody had thought of it until {day}, when it began to rain on the hill and on the sea for weeks."

    assert _article(under=f"<p>{told}</p>").published is None


def test_a_change_is_kept_apart_from_the_publication() -> None:
    node = {"@type": "NewsArticle", "datePublished": "2026-03-06", "dateModified": "2026-03-09"}

    assert _article(_ld(node)).modified == dt.date(2026, 3, 9)


def test_the_site_is_named_by_the_page_or_else_by_its_host() -> None:
    assert _article('<meta property="og:site_name" content="The Echo">').source == "The Echo"
    assert _article().source == "echo.example"


@pytest.mark.parametrize(
    ("title", "site"),
    [
        (f"{made.TITLE} | The Echo", "The Echo"),
        (f"The Echo: {made.TITLE}", "The Echo"),
        (f"{made.TITLE} - Local - The Echo", ""),
        (made.TITLE, ""),
    ],
)
def test_a_saved_page_may_name_its_site_beside_the_headline_only(title: str, site: str) -> None:
    page = made.html().replace(f"<title>{made.TITLE}".encode(), f"<title>{title}".encode())

    assert parse_html(made.raw(HTML, page)).source == site


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (f"{made.TITLE} | The Echo", made.TITLE),
        (f"The Echo: {made.TITLE}", made.TITLE),
        (f"{made.TITLE} - Local - The Echo", made.TITLE),
    ],
)
def test_the_sites_name_is_no_part_of_the_title(title: str, found: str) -> None:
    page = made.html().replace(f"<title>{made.TITLE}".encode(), f"<title>{title}".encode())

    assert parse_html(made.raw(HTML, page, url=URL)).title == found


def test_a_page_that_calls_itself_by_its_site_has_the_headline_that_it_shows() -> None:
    page = made.html(title="echo.example").replace(b"<h1>echo.example</h1>", b"<h1><img></h1><h2>Vote put off</h2>")

    assert parse_html(made.raw(HTML, page, url=URL)).title == "Vote put off"


def test_a_headline_that_was_cut_off_is_completed() -> None:
    assert _article(_ld({"@type": "NewsArticle", "headline": "Council puts off vote on..."})).title == made.TITLE


def test_authors_and_section_are_those_of_the_article() -> None:
    people = [{"@type": "Person", "name": "Jo Farrow"}, {"@type": "Person", "name": "Ann Li"}]
    article = _article(_ld({"@type": "NewsArticle", "author": people, "articleSection": ["Local", "Sea"]}))

    assert (article.authors, article.section) == (("Jo Farrow", "Ann Li"), "Local")


def test_people_and_publisher_may_be_named_elsewhere_in_the_graph() -> None:
    graph = [
        {"@type": "NewsArticle", "author": [{"@id": "#jo"}], "publisher": {"@id": "#echo"}},
        {"@type": "Person", "@id": "#jo", "name": "Jo Farrow"},
        {"@type": "Organization", "@id": "#echo", "name": "The Echo"},
    ]
    article = _article(_ld({"@graph": graph}))

    assert (article.authors, article.source) == (("Jo Farrow",), "The Echo")


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Jo Farrow and Ann Li", ("Jo Farrow", "Ann Li")),
        ("By Jo van der Farrow in Averton | 3 min", ("Jo van der Farrow",)),
        ("By jfarrow", ()),
    ],
)
def test_a_byline_names_the_authors_where_nothing_else_does(byline: str, authors: tuple[str, ...]) -> None:
    assert _article(under=f"<p>{byline}</p>").authors == authors


def test_the_canonical_address_is_kept_and_makes_the_id() -> None:
    head = '<link rel="canonical" href="https://echo.example/local/barrier-vote">'
    from_amp = _article(head, url="https://amp.echo.example/local/barrier-vote.amp")

    assert from_amp.url == "https://echo.example/local/barrier-vote"
    assert from_amp.id == _article(head, url="https://echo.example/local/barrier-vote?utm_source=x").id


@pytest.mark.parametrize(
    "canonical", ["https://rival.example/story", "https://www.echo.example/", "javascript:alert(1)"]
)
def test_an_address_that_cannot_be_the_pages_own_is_not_believed(canonical: str) -> None:
    article = _article(f'<link rel="canonical" href="{canonical}">')

    assert (article.url, article.id) == (URL, _article().id)


def test_a_saved_page_keeps_its_id_and_gets_the_address_it_names() -> None:
    article = _article(f'<link rel="canonical" href="{URL}">', url=None)

    assert (article.id, article.url) == ("a-1", URL)


def test_the_headline_is_the_title_and_no_part_of_the_text() -> None:
    article = _article()

    assert article.text.split("\n\n") == [text for _, text in made.BLOCKS]


def test_the_language_is_that_of_the_text_not_of_the_template() -> None:
    page = made.html().replace(b"<html>", b'<html lang="de">')

    assert parse_html(made.raw(HTML, page)).language == "en"


@pytest.mark.parametrize(
    "page", [b"<html></html>", b"<!doctype html>", b"<html><body><nav>Home</nav></body></html>", b"<p>"]
)
def test_a_page_without_an_article_is_refused(page: bytes) -> None:
    with pytest.raises(IngestError, match=r"holds no article|is not HTML"):
        parse_html(made.raw(HTML, page))


def test_a_page_is_decoded_as_browsers_take_it() -> None:
    page = made.html(title="Café “Anse”").decode().replace("utf-8", "iso-8859-1").encode("cp1252")

    assert parse_html(made.raw(HTML, page)).title == "Café “Anse”"


def test_utf_8_that_is_declared_to_be_something_else_is_utf_8() -> None:
    page = made.html(title="Café Anse").replace(b"utf-8", b"iso-8859-1")

    assert parse_html(made.raw(HTML, page)).title == "Café Anse"


def test_the_servers_word_on_the_encoding_is_heard() -> None:
    page = made.html(title="Мост через реку открыт").replace(b"<meta charset='utf-8'>", b"").decode().encode("koi8-r")

    assert parse_html(made.raw(HTML, page, hints={"charset": "koi8-r"})).title == "Мост через реку открыт"
