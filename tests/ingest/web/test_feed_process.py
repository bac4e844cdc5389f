"""Feeds are read beside the ingest, where a hostile one can do no harm."""

import io
import resource
import sys

import pytest

from core.errors import IngestError
from ingest.web.feed_process import main, read_feed
from ingest.web.feeds import Entry

URL = "https://echo.example/feed.xml"
FEED = (
    "<rss version='2.0'><channel><item><link>https://echo.example/a</link><title>Été</title></item></channel></rss>"
).encode()


def test_a_feed_is_read_in_its_process() -> None:
    assert read_feed(FEED, URL) == (Entry("https://echo.example/a", {"title": "Été"}),)


def test_a_feed_is_read_where_the_system_refuses_the_limit_of_memory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")  # what macOS says

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(resource, "setrlimit", refuse)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(URL.encode() + b"\n" + FEED)))

    assert main() == 0
    assert "https://echo.example/a" in capsys.readouterr().out


def test_why_a_feed_cannot_be_read_is_told() -> None:
    with pytest.raises(IngestError, match="without entries that name a page"):
        read_feed(b"<rss/>", URL)


def test_a_feed_that_takes_too_long_is_given_up() -> None:
    # Tags that are never closed: half a minute for feedparser.
    content = b"<rss version='2.0'><channel>" + b"<a>" * 330_000

    with pytest.raises(IngestError, match="takes longer than 1 s"):
        read_feed(content, URL, timeout_s=1)
