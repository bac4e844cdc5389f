"""Feeds are read beside the ingest, where a hostile one can do no harm."""

import pytest

from core.errors import IngestError
from ingest.web.feed_process import read_feed
from ingest.web.feeds import Entry

URL = "https://echo.example/feed.xml"


def test_a_feed_is_read_in_its_process() -> None:
    content = (
        "<rss version='2.0'><channel><item><link>https://echo.example/a</link><title>Été</title></item></channel></rss>"
    )

    assert read_feed(content.encode(), URL) == (Entry("https://echo.example/a", {"title": "Été"}),)


def test_why_a_feed_cannot_be_read_is_told() -> None:
    with pytest.raises(IngestError, match="without entries that name a page"):
        read_feed(b"<rss/>", URL)


def test_a_feed_that_takes_too_long_is_given_up() -> None:
    # Tags that are never closed: half a minute for feedparser.
    content = b"<rss version='2.0'><channel>" + b"<a>" * 330_000

    with pytest.raises(IngestError, match="takes longer than 1 s"):
        read_feed(content, URL, timeout_s=1)
