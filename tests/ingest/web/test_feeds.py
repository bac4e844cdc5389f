"""What feeds say about the pages they name."""

import pytest

from core.errors import IngestError
from ingest.web.feeds import Entry, feed_entries

URL = "https://echo.example/news/feed.xml"


def _rss(*items: str, head: str = "") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>The Echo</title>{body}</channel></rss>'.encode()
    )


def test_an_rss_entry_gives_its_page_and_what_is_said_of_it() -> None:
    item = (
        "<title>Bridge &amp; ferry</title><link>https://echo.example/bridge</link><author>M. Olt</author>"
        "<pubDate>Fri, 06 Mar 2026 23:30:00 -0500</pubDate><description>A summary</description>"
    )

    assert feed_entries(_rss(item), URL) == (
        Entry(
            "https://echo.example/bridge",
            {
                "title": "Bridge & ferry",
                "date": "2026-03-06T23:30:00-05:00",
                "author": "M. Olt",
                "source": "The Echo",
            },
        ),
    )


def test_an_atom_entry_keeps_publication_and_change_apart() -> None:
    content = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Echo</title><entry><title>Rain</title>
    <link href="https://echo.example/rain"/><published>2026-03-06T08:00:00+01:00</published>
    <updated>2026-03-09T10:00:00Z</updated></entry></feed>"""

    (entry,) = feed_entries(content, URL)

    assert (entry.hints["date"], entry.hints["modified"]) == ("2026-03-06T08:00:00+01:00", "2026-03-09T10:00:00+00:00")


def test_an_atom_entry_that_only_tells_its_change_has_no_date() -> None:
    content = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://echo.example/rain"/>
    <updated>2026-03-09T10:00:00Z</updated></entry></feed>"""

    (entry,) = feed_entries(content, URL)

    assert entry.hints == {"modified": "2026-03-09T10:00:00+00:00"}


def test_an_rss_1_0_entry_has_the_date_that_dublin_core_gives() -> None:
    content = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Echo</title></channel><item>
    <title>Rain</title><link>https://echo.example/rain</link><dc:date>2026-03-06</dc:date></item></rdf:RDF>"""

    (entry,) = feed_entries(content, URL)

    assert entry.hints["date"].startswith("2026-03-06")


@pytest.mark.parametrize("date", ["yesterday", "", "32 Foo 2026", "Fri, 99 Mar 2026 99:99:99 GMT"])
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    (entry,) = feed_entries(_rss(f"<link>https://echo.example/a</link><pubDate>{date}</pubDate>"), URL)

    assert "date" not in entry.hints


def test_relative_links_are_completed() -> None:
    (entry,) = feed_entries(_rss("<link>bridge</link>"), URL)

    assert entry.url == "https://echo.example/news/bridge"


def test_entries_without_a_web_page_are_left_out() -> None:
    items = ("<title>No link</title>", "<link>javascript:alert(1)</link>", "<link>https://echo.example/a</link>")

    assert [entry.url for entry in feed_entries(_rss(*items), URL)] == ["https://echo.example/a"]


def test_a_page_that_is_named_twice_is_one() -> None:
    item = "<link>https://echo.example/a</link>"

    assert len(feed_entries(_rss(item, item), URL)) == 1


@pytest.mark.parametrize("content", [_rss(), b"", b"<rss", b"\xff\xfe\x00broken", b"<html></html>"])
def test_a_feed_that_names_nothing_is_an_error(content: bytes) -> None:
    with pytest.raises(IngestError, match="without entries"):
        feed_entries(content, URL)


def test_a_feed_over_the_limit_is_an_error() -> None:
    with pytest.raises(IngestError, match="over 10,000,000 bytes"):
        feed_entries(_rss("<title>" + "a" * 10_000_000 + "</title>"), URL)


def test_entities_of_a_feed_are_neither_expanded_nor_opened(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">\n' for n in range(1, 9))
    head = f'<!DOCTYPE rss [\n<!ENTITY file SYSTEM "{secret.as_uri()}">\n<!ENTITY l0 "lol">\n{levels}]>\n'
    item = "<title>&file; &l8;</title><link>https://echo.example/a</link>"

    entries = feed_entries(_rss(item, head=head), URL)

    assert "secret words" not in str(entries)
    assert len(str(entries)) < 1000
