"""Reading addresses of a real server: redirects, limits, robots.txt, and what each refusal says."""

import gzip
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler

import pytest

from core.errors import IngestError
from ingest.web.fetch import USER_AGENT, Fetcher, Validators
from ingest.web.limits import WebLimits
from tests.ingest.web.conftest import MAX_BYTES
from tests.ingest.web.site import Page, Respond, Site


def _refusal(fetcher: Fetcher, address: str) -> str:
    with pytest.raises(IngestError) as refused:
        fetcher.fetch(address)
    return str(refused.value)


def test_a_page_is_read_with_its_charset_and_validators(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(
        b"Rain", "text/html; charset=ISO-8859-1", headers={"Last-Modified": "yesterday"}, etag='"1"'
    )

    reply = fetcher.fetch(site.url("/a#part"))

    assert (reply.url, reply.content, reply.charset) == (site.url("/a"), b"Rain", "iso-8859-1")
    assert reply.validators == Validators('"1"', "yesterday")
    assert site.headers["User-Agent"] == USER_AGENT


def test_what_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"Rain", etag='"1"')

    assert fetcher.fetch(site.url("/a"), Validators('"1"', "")).content is None
    assert fetcher.fetch(site.url("/a"), Validators('"0"', "")).content == b"Rain"


def test_a_304_to_somebody_who_knows_nothing_is_named(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"", status=304)

    assert "answered 304" in _refusal(fetcher, site.url("/a"))


def test_redirects_are_followed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/new"] = Page(b"Rain")
    site.redirect("/older", "/old", 301)
    site.redirect("/old", site.url("/new"), 308)

    reply = fetcher.fetch(site.url("/older"))

    assert (reply.url, reply.content) == (site.url("/new"), b"Rain")


def test_a_loop_of_redirects_ends(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/a", "/a")

    assert _refusal(fetcher, site.url("/a")) == "redirects more than 5 times"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.1/", "leads to 10.0.0.1"),
        ("http://169.254.169.254/latest/meta-data/", "leads to 169.254.169.254"),
        ("http://[::ffff:192.168.0.1]/", "leads to ::ffff"),
        ("http://[fe80::1]/", "leads to fe80::1"),
        ("http://0x0a000001/", "leads to"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://user:secret@127.0.0.1/", "holds a user name"),
        ("http://[::1", "not a valid address"),
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_refused(site: Site, fetcher: Fetcher, target: str, reason: str) -> None:
    site.redirect("/a", target)

    assert reason in _refusal(fetcher, site.url("/a"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1"])
def test_loopback_is_refused_without_the_setting_for_tests(site: Site, host: str) -> None:
    with Fetcher(WebLimits(), max_bytes=MAX_BYTES) as fetcher:
        assert "not a public address" in _refusal(fetcher, f"http://{host}:{site.port}/a")
    assert site.asked == []


@pytest.mark.parametrize("address", ["ftp://news.example/a", "http://", "http:///a", "https://a\nb/"])
def test_what_is_no_web_address_is_refused(fetcher: Fetcher, address: str) -> None:
    assert "address" in _refusal(fetcher, address)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "answered 404 Not Found"), (503, "answered 503 Service Unavailable"), (299, "answered 299")],
)
def test_another_status_is_named(site: Site, fetcher: Fetcher, status: int, reason: str) -> None:
    site.pages["/a"] = Page(b"", status=status)

    assert _refusal(fetcher, site.url("/a")) == reason


def test_when_to_come_back_is_told(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"", status=429, headers={"Retry-After": "60"})

    assert _refusal(fetcher, site.url("/a")) == "answered 429 Too Many Requests; try again in 60 s"


def test_a_server_that_is_not_there_is_named(site: Site, fetcher: Fetcher) -> None:
    site.close()

    assert "cannot be reached" in _refusal(fetcher, site.url("/a"))


def test_packed_content_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(gzip.compress(b"Rain"), headers={"Content-Encoding": "gzip"})

    assert fetcher.fetch(site.url("/a")).content == b"Rain"


def test_a_bomb_is_stopped_at_the_limit(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(gzip.compress(b"a" * 50_000_000), headers={"Content-Encoding": "gzip"})

    assert "is larger than 100,000 bytes" in _refusal(fetcher, site.url("/a"))


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd"])
def test_packing_that_was_not_asked_for_is_refused(site: Site, fetcher: Fetcher, encoding: str) -> None:
    site.pages["/a"] = Page(gzip.compress(gzip.compress(b"Rain")), headers={"Content-Encoding": encoding})

    assert "was not requested" in _refusal(fetcher, site.url("/a"))


@pytest.mark.parametrize("content", [b"Rain", gzip.compress(b"Rain " * 100)[:-12]])
def test_broken_packing_is_named(site: Site, fetcher: Fetcher, content: bytes) -> None:
    site.pages["/a"] = Page(content, headers={"Content-Encoding": "gzip"})

    assert _refusal(fetcher, site.url("/a")).startswith(("is compressed incorrectly", "broke off"))


def test_a_page_over_the_limit_is_named(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Page(b"a" * (MAX_BYTES + 1))

    assert "is larger than 100,000 bytes" in _refusal(fetcher, site.url("/a"))


def test_a_connection_that_breaks_off_is_named(site: Site, fetcher: Fetcher) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nRain")

    site.pages["/a"] = half

    assert "cannot be reached" in _refusal(fetcher, site.url("/a"))


def _drip(start: bytes, stop: threading.Event) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not stop.wait(0.05):
            handler.wfile.write(b"x")

    return respond


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_slow_body_and_slow_headers_end_with_their_time(site: Site, start: bytes) -> None:
    stop = threading.Event()
    site.pages["/a"] = _drip(start, stop)

    with Fetcher(WebLimits(timeout_s=0.5, allow_loopback=True), max_bytes=MAX_BYTES) as fetcher:
        reason = _refusal(fetcher, site.url("/a"))

    stop.set()
    assert reason == "took longer than 0.5 s; raise --timeout"


def _robots(site: Site, rules: str) -> None:
    site.pages["/robots.txt"] = Page(rules.encode(), "text/plain")


@pytest.mark.parametrize("rules", ["User-agent: *\nDisallow: /a", "User-agent: dateline\nDisallow: /*.html$\nAllow: /"])
def test_what_robots_txt_forbids_is_not_asked_for(site: Site, fetcher: Fetcher, rules: str) -> None:
    _robots(site, rules)

    assert "robots.txt disallows it" in _refusal(fetcher, site.url("/a.html"))
    assert site.asked == ["/robots.txt"]


def test_a_redirect_does_not_lead_around_robots_txt(site: Site, fetcher: Fetcher) -> None:
    _robots(site, "User-agent: *\nDisallow: /private")
    site.redirect("/a", "/private/b")

    assert "robots.txt" in _refusal(fetcher, site.url("/a"))


def test_what_robots_txt_allows_is_read_and_it_is_read_once(site: Site, fetcher: Fetcher) -> None:
    _robots(site, "User-agent: OtherBot\nDisallow: /\nUser-agent: *\nDisallow: /b")
    site.pages["/a"] = Page(b"Rain")

    fetcher.fetch(site.url("/a"))
    fetcher.fetch(site.url("/a"))

    assert site.asked == ["/robots.txt", "/a", "/a"]


def test_a_site_whose_robots_txt_fails_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.pages["/robots.txt"] = Page(b"", status=500)
    site.pages["/a"] = Page(b"Rain")

    assert "robots.txt answered 500" in _refusal(fetcher, site.url("/a"))


def test_the_delay_that_robots_txt_asks_for_is_waited(site: Site) -> None:
    _robots(site, "User-agent: *\nCrawl-delay: 7")
    site.pages["/a"] = Page(b"Rain")
    waited: list[float] = []
    wait: Callable[[float], object] = waited.append

    with Fetcher(WebLimits(allow_loopback=True), max_bytes=MAX_BYTES, wait=wait) as fetcher:
        fetcher.fetch(site.url("/a"))
        fetcher.fetch(site.url("/a"))

    assert len(waited) == 1
    assert 6 < waited[0] <= 7


def test_a_port_that_does_not_exist_is_named(fetcher: Fetcher) -> None:
    assert _refusal(fetcher, "http://127.0.0.1:99999/") == "names a port that does not exist: 99999"


def test_closing_breaks_off_what_is_being_read(site: Site) -> None:
    asked, release = threading.Event(), threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        release.wait(60)

    site.pages["/slow"] = hang
    limits = WebLimits(timeout_s=60, allow_loopback=True)
    with ThreadPoolExecutor(2) as pool, Fetcher(limits, max_bytes=MAX_BYTES) as fetcher:
        waiting = [pool.submit(fetcher.fetch, site.url("/slow")) for _ in range(2)]
        assert asked.wait(20)

    # Leaving the `with` closes the fetcher first; that the pool's threads end at all is the point.
    reasons = sorted(str(one.exception()) for one in waiting)
    release.set()
    assert reasons[0].startswith("cannot be reached")
    assert reasons[1] == "was not read: the ingest has ended"


def test_addresses_with_letters_of_any_script_are_read(site: Site, fetcher: Fetcher) -> None:
    site.pages["/nov%C3%A9-m%C4%9Bsto?q=%C3%BC"] = Page(b"Rain")

    assert fetcher.fetch(site.url("/nové-město?q=ü")).content == b"Rain"
