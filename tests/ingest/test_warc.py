"""Pages kept in WARC files."""

import gzip
from pathlib import Path

import pytest

from core.types import Failure
from ingest.documents import RawFile
from ingest.identity import page_id
from ingest.sources import SourceReader

PAGE = b"<!doctype html><html><body><p>The bridge opened.</p></body></html>"


def response(
    url: str, body: bytes = PAGE, *, status: str = "200 OK", headers: str = "Content-Type: text/html"
) -> bytes:
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    return _record("response", url, "application/http; msgtype=response", http)


def _record(kind: str, url: str, content_type: str, content: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-09T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def _read(folder: Path, content: bytes, name: str = "crawl.warc", max_bytes: int = 10_000) -> list[RawFile | Failure]:
    (folder / name).write_bytes(content)
    return list(SourceReader([folder / name], max_bytes=max_bytes))  # type: ignore[arg-type]  # files only


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_page_is_read_as_from_its_address(tmp_path: Path, name: str) -> None:
    url = "https://echo.example/bridge"
    content = response(url, headers="Content-Type: text/html; charset=ISO-8859-1")

    (page,) = _read(tmp_path, gzip.compress(content) if name.endswith(".gz") else content, name)

    assert isinstance(page, RawFile)
    assert (page.article_id, page.url, page.media_type) == (page_id(url), url, "text/html")
    assert page.origin == f"{tmp_path / name}!{url}"
    assert (page.content, page.hints) == (PAGE, {"charset": "iso-8859-1"})


def test_each_record_may_be_packed_for_itself(tmp_path: Path) -> None:
    content = b"".join(gzip.compress(response(f"https://echo.example/{name}")) for name in "ab")

    assert len(_read(tmp_path, content, "crawl.warc.gz")) == 2


def test_packed_and_chunked_pages_are_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    chunked = f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"

    (page,) = _read(tmp_path, response("https://echo.example/a", chunked, headers=headers))

    assert isinstance(page, RawFile)
    assert page.content == PAGE


def test_what_is_no_page_is_left_out(tmp_path: Path) -> None:
    content = (
        _record("request", "https://echo.example/a", "application/http", b"GET /a HTTP/1.1\r\n\r\n")
        + response("https://echo.example/none", status="404 Not Found")
        + response("https://echo.example/robots.txt", b"User-agent: *", headers="Content-Type: text/plain")
        + response("https://echo.example/a.png", b"\x89PNG", headers="Content-Type: image/png")
        + response("dns:echo.example")
        + response("https://echo.example/a")
    )

    assert [page.url for page in _read(tmp_path, content) if isinstance(page, RawFile)] == ["https://echo.example/a"]


def test_a_page_of_an_impossible_address_is_named(tmp_path: Path) -> None:
    failed, page = _read(tmp_path, response("http://[::1/a") + response("https://echo.example/a"))

    assert isinstance(failed, Failure)
    assert failed.reason == "is a page of an address that cannot be one: http://[::1/a"
    assert isinstance(page, RawFile)


def test_extracted_text_is_read_too(tmp_path: Path) -> None:
    (page,) = _read(tmp_path, _record("conversion", "https://echo.example/a", "text/plain", b"The bridge opened."))

    assert isinstance(page, RawFile)
    assert (page.media_type, page.content) == ("text/plain", b"The bridge opened.")


def test_a_bomb_in_a_page_is_named_and_the_next_page_read(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * 10_000_000)
    headers = "Content-Type: text/html\r\nContent-Encoding: gzip"
    content = response("https://echo.example/a", bomb, headers=headers) + response("https://echo.example/b")

    found = _read(tmp_path, content, max_bytes=50_000)

    assert isinstance(found[0], Failure)
    assert "is larger than 50,000 bytes" in found[0].reason
    assert isinstance(found[1], RawFile)


def test_a_page_of_nothing_but_header_fields_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    content = response("https://echo.example/a", headers="a:b\r\n" * 30_000) + response("https://echo.example/b")

    found = _read(tmp_path, content, max_bytes=200_000)

    assert isinstance(found[0], Failure)
    assert "header has no end" in found[0].reason
    assert isinstance(found[1], RawFile)


@pytest.mark.parametrize("damage", [slice(0, 400), slice(0, 150)])
def test_a_truncated_file_is_no_crash(tmp_path: Path, damage: slice) -> None:
    content = response("https://echo.example/a") + response("https://echo.example/b")

    for found in _read(tmp_path, content[damage]):
        assert isinstance(found, RawFile | Failure)


def test_a_file_that_ends_in_rubbish_is_named_after_its_pages(tmp_path: Path) -> None:
    found = _read(tmp_path, response("https://echo.example/a") + b"rubbish\r\n" * 10)

    assert isinstance(found[0], RawFile)
    assert isinstance(found[-1], Failure)
    assert "broken WARC file" in found[-1].reason
