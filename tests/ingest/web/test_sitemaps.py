"""What sitemaps name."""

import pytest

from core.errors import IngestError
from ingest.web.feeds import Entry
from ingest.web.sitemaps import read_sitemap

NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def _sitemap(*urls: str) -> bytes:
    return f"<?xml version='1.0'?><urlset {NAMESPACES}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>".encode()


def test_pages_come_newest_first() -> None:
    found = read_sitemap(
        _sitemap(
            "<loc>https://echo.example/old</loc><lastmod>2026-01-01</lastmod>",
            "<loc>https://echo.example/undated</loc>",
            "<loc>https://echo.example/new</loc><lastmod>2026-03-06T10:00:00+01:00</lastmod>",
        )
    )

    assert [entry.url.rpartition("/")[2] for entry in found.pages] == ["new", "old", "undated"]


def test_a_change_is_no_date_of_publication() -> None:
    found = read_sitemap(_sitemap("<loc>https://echo.example/a</loc><lastmod>2026-01-01</lastmod>"))

    assert found.pages[0].hints == {"modified": "2026-01-01"}


def test_a_news_sitemap_gives_date_title_and_outlet() -> None:
    url = (
        "<loc>https://echo.example/a</loc><news:news><news:publication><news:name>The Echo</news:name>"
        "<news:language>en</news:language></news:publication><news:publication_date>2026-03-06</news:publication_date>"
        "<news:title>Bridge opens</news:title></news:news>"
    )

    assert read_sitemap(_sitemap(url)).pages == (
        Entry("https://echo.example/a", {"date": "2026-03-06", "title": "Bridge opens", "source": "The Echo"}),
    )


def test_what_a_picture_is_called_is_not_the_articles_title() -> None:
    image = (
        "<image:image><image:loc>https://echo.example/a.jpg</image:loc><image:title>A gull</image:title></image:image>"
    )

    (entry,) = read_sitemap(_sitemap(f"<loc>https://echo.example/a</loc>{image}")).pages

    assert entry == Entry("https://echo.example/a", {})


def test_an_index_names_further_sitemaps() -> None:
    content = f"""<sitemapindex {NAMESPACES}><sitemap><loc>https://echo.example/1.xml</loc></sitemap>
    <sitemap><loc>https://echo.example/2.xml</loc><lastmod>2026-03-06</lastmod></sitemap></sitemapindex>"""

    found = read_sitemap(content.encode())

    assert (found.pages, found.sitemaps) == ((), ("https://echo.example/2.xml", "https://echo.example/1.xml"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<urlset", "broken sitemap"),
        (b"", "broken sitemap"),
        (_sitemap(), "names no pages"),
        (_sitemap("<loc>file:///etc/passwd</loc>"), "names no pages"),
        (
            b'<!DOCTYPE a [<!ENTITY x "y">]><urlset><url><loc>https://a.example/&x;</loc></url></urlset>',
            "document type",
        ),
        (b"<?xml version='1.0' encoding='nonsense'?><urlset/>", "broken sitemap"),
    ],
)
def test_a_sitemap_that_cannot_be_read_is_an_error(content: bytes, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        read_sitemap(content)
