"""Pages, feeds and sitemaps of a real server as sources of a library."""

import gzip
import json
from collections.abc import Callable, Sequence

import pytest

from core.errors import ModelError
from core.types import Failure, IngestReport
from ingest.documents import RawFile, RawRow, Unchanged
from ingest.identity import page_id
from ingest.pipeline import Ingest
from ingest.sources import SourceReader
from ingest.web.limits import WebLimits
from tests.ingest.fakes import CountingEmbedder, RecordingLibrary
from tests.ingest.web.site import Page, Site

TEXT = "The new bridge over the Olt opened on Friday. Cars were back on the road within the hour. " * 5

Read = Callable[..., list[RawFile | RawRow | Unchanged | Failure]]


@pytest.fixture
def library() -> RecordingLibrary:
    return RecordingLibrary()


def _reader(
    library: RecordingLibrary, sources: Sequence[str], *, recheck: bool = False, pages: int = 10
) -> SourceReader:
    limits = WebLimits(timeout_s=5, pages=pages, allow_loopback=True)
    return SourceReader(sources, max_bytes=1_000_000, limits=limits, library=library, recheck=recheck)


def _read(library: RecordingLibrary, source: str, *, pages: int = 10) -> list[RawFile | RawRow | Unchanged | Failure]:
    return list(_reader(library, [source], pages=pages))


def _take_in(library: RecordingLibrary, *sources: str, recheck: bool = False) -> IngestReport:
    reader = _reader(library, sources, recheck=recheck)
    return Ingest(library, CountingEmbedder(), done=reader.taken).run(reader)


def test_a_page_is_read_with_its_address_and_charset(site: Site, library: RecordingLibrary) -> None:
    address = site.page("/news/bridge-opens.html?utm_source=x", TEXT)

    (page,) = _read(library, address)

    assert isinstance(page, RawFile)
    assert (page.origin, page.url, page.media_type) == (address, address, "text/html")
    assert page.article_id == page_id(site.url("/news/bridge-opens.html"))
    assert page.article_id.startswith("bridge-opens-")
    assert page.hints == {"charset": "utf-8"}


def test_an_article_comes_into_the_library_from_its_address(site: Site, library: RecordingLibrary) -> None:
    report = _take_in(library, site.page("/bridge", TEXT, day="2026-03-06T10:00:00+01:00"))

    (article_id,) = report.added
    stored = library.article(article_id)
    assert (stored.title, str(stored.published), stored.published_from) == ("Bridge opens", "2026-03-06", "meta")
    assert stored.url == site.url("/bridge")


def test_what_is_no_page_is_told_by_its_content(site: Site, library: RecordingLibrary) -> None:
    rows = "".join(json.dumps({"doc_id": name, "text": "It rained."}) + "\n" for name in "ab")
    site.pages["/dump"] = Page(gzip.compress(rows.encode()), "application/octet-stream")
    site.pages["/note.txt"] = Page(b"It rained.", "text/plain")
    site.pages["/picture"] = Page(b"\x89PNG\r\n\x1a\n", "image/png")

    assert [one.values["doc_id"] for one in _read(library, site.url("/dump")) if isinstance(one, RawRow)] == ["a", "b"]
    assert isinstance(_read(library, site.url("/note.txt"))[0], RawFile)
    (failure,) = _read(library, site.url("/picture"))
    assert isinstance(failure, Failure)
    assert failure.source == site.url("/picture")
    assert "is an image" in failure.reason


def test_an_address_that_fails_is_named_and_the_others_read(site: Site, library: RecordingLibrary) -> None:
    good = site.article("/a", TEXT)

    report = _take_in(library, site.url("/none"), "http://10.0.0.1/", good)

    assert [failure.source for failure in report.failed] == [site.url("/none"), "http://10.0.0.1/"]
    assert len(report.added) == 1


def test_the_page_behind_each_entry_of_a_feed_is_read(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT, title="Bridge opens today")
    site.article("/b", TEXT + "It rained.")
    feed = site.feed("/feed", ("/a", "Bridge opens"), ("/b", "Rain"), day="Fri, 06 Mar 2026 08:00:00 GMT")

    pages = _read(library, feed)

    assert [page.origin for page in pages if isinstance(page, RawFile)] == [site.url("/a"), site.url("/b")]
    assert isinstance(pages[0], RawFile)
    assert pages[0].hints["title"] == "Bridge opens"
    assert pages[0].hints["date"] == "2026-03-06T08:00:00+00:00"
    assert pages[0].hints["source"] == "Echo"


def test_a_feed_of_unchanged_entries_costs_one_request(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)
    feed = site.feed("/feed", ("/a", "Bridge"))
    first = _take_in(library, feed)
    site.asked.clear()

    again = _take_in(library, feed)

    assert again.unchanged == first.added
    assert site.asked == ["/robots.txt", "/feed"]


def test_a_feed_that_says_nothing_is_new_is_not_sent_again(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)
    feed = site.feed("/feed", ("/a", "Bridge"), etag='"1"')
    _take_in(library, feed)

    assert _read(library, feed) == []
    assert site.headers["If-None-Match"] == '"1"'


def test_a_feed_is_asked_in_full_again_while_one_of_its_pages_fails(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)
    feed = site.feed("/feed", ("/a", "Bridge"), ("/b", "Rain"), etag='"1"')
    assert len(_take_in(library, feed).failed) == 1

    site.article("/b", TEXT + "It rained.")
    later = _take_in(library, feed)

    assert (len(later.added), len(later.unchanged)) == (1, 1)


def test_an_entry_whose_title_changed_is_read_again(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)
    _take_in(library, site.feed("/feed", ("/a", "Bridge to open")))
    site.article("/a", TEXT + "It rained all day.")

    report = _take_in(library, site.feed("/feed", ("/a", "Bridge opens")))

    assert len(report.updated) == 1


def test_a_page_is_remembered_only_once_the_library_holds_it(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT, etag='"1"')
    feed = site.feed("/feed", ("/a", "Bridge"), etag='"1"')
    _read(library, feed)  # read, but never stored: as if the ingest had been killed

    assert [type(one) for one in _read(library, feed)] == [RawFile]


def test_what_was_stored_before_an_ingest_broke_off_is_not_asked_for_again(
    site: Site, library: RecordingLibrary
) -> None:
    names = ["/a", "/b", "/c", "/d"]
    for name in names:
        site.article(name, f"{TEXT} It was day {name}.", title=f"Day {name}")
    feed = site.feed("/feed", *((name, name) for name in names))
    reader = _reader(library, [feed])
    with pytest.raises(ModelError):
        Ingest(library, CountingEmbedder(_breaks_at(4)), done=reader.taken, batch_chunks=1).run(reader)
    site.asked.clear()

    report = _take_in(library, feed)

    # The embedder broke at the fourth batch. What the library held by then had been told to the reader, but for the
    # batches whose writing was still under way.
    asked = [path for path in site.asked if path in names]
    assert (len(report.added) + len(report.unchanged), report.failed) == (4, ())
    assert "/a" not in asked
    assert "/d" in asked


def _breaks_at(batch: int) -> Callable[[], None]:
    batches = iter(range(1, batch))

    def before() -> None:
        if next(batches, None) is None:
            raise ModelError("no more memory")

    return before


def test_a_page_that_was_removed_from_the_library_is_read_again(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT, etag='"1"')
    address = site.url("/a")
    (article_id,) = _take_in(library, address).added
    library.remove([article_id])

    assert _take_in(library, address).added == (article_id,)


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, library: RecordingLibrary) -> None:
    address = site.article("/a", TEXT, etag='"1"')
    (article_id,) = _take_in(library, address).added

    report = _take_in(library, address)

    assert (report.unchanged, site.headers["If-None-Match"]) == ((article_id,), '"1"')


def test_a_changed_page_is_a_revision_of_its_article(site: Site, library: RecordingLibrary) -> None:
    address = site.article("/a", TEXT, etag='"1"')
    (article_id,) = _take_in(library, address).added
    site.article("/a", TEXT + "A correction followed.", etag='"2"')

    assert _take_in(library, address).updated == (article_id,)
    assert "A correction followed." in library.article(article_id).text


def test_rechecking_asks_for_pages_that_their_feed_calls_unchanged(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT, etag='"1"')
    feed = site.feed("/feed", ("/a", "Bridge"), etag='"1"')
    _take_in(library, feed)
    site.article("/a", TEXT + "A correction followed.", etag='"2"')

    assert len(_take_in(library, feed).updated) == 0
    assert len(_take_in(library, feed, recheck=True).updated) == 1


def test_more_pages_than_may_be_read_are_named(site: Site, library: RecordingLibrary) -> None:
    for name in ("/a", "/b", "/c"):
        site.article(name, TEXT)
    feed = site.feed("/feed", ("/a", "A"), ("/b", "B"), ("/c", "C"))

    *pages, failure = _read(library, feed, pages=2)

    assert [type(page) for page in pages] == [RawFile, RawFile]
    assert failure == Failure(
        site.url("/c"), f"not read: {feed} names 3 pages or more; only the first 2 were read (--max-pages)"
    )


def _sitemap(site: Site, path: str, *pages: str) -> str:
    urls = "".join(f"<url><loc>{site.url(page)}</loc></url>" for page in pages)
    site.pages[path] = Page(f"<?xml version='1.0'?><urlset>{urls}</urlset>".encode(), "application/xml")
    return site.url(path)


def test_the_pages_of_a_sitemap_are_read(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)

    assert [type(one) for one in _read(library, _sitemap(site, "/sitemap.xml", "/a"))] == [RawFile]


def test_the_sitemaps_of_an_index_are_read_and_a_bad_one_named(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)
    locations = "".join(
        f"<sitemap><loc>{url}</loc></sitemap>" for url in (_sitemap(site, "/1.xml", "/a"), site.url("/none.xml"))
    )
    site.pages["/index.xml"] = Page(f"<sitemapindex>{locations}</sitemapindex>".encode(), "application/xml")

    found = _read(library, site.url("/index.xml"))

    assert [type(one) for one in found] == [Failure, RawFile]
    assert found[0] == Failure(site.url("/none.xml"), "answered 404 Not Found")


def test_a_packed_sitemap_is_read(site: Site, library: RecordingLibrary) -> None:
    site.article("/a", TEXT)
    address = _sitemap(site, "/sitemap.xml", "/a")
    plain = site.pages["/sitemap.xml"]
    assert isinstance(plain, Page)
    site.pages["/sitemap.xml.gz"] = Page(gzip.compress(plain.content), "application/gzip")

    assert [type(one) for one in _read(library, address + ".gz")] == [RawFile]


def test_no_address_is_asked_that_nobody_named(site: Site, library: RecordingLibrary, tmp_path) -> None:
    page = f'<html><head><link rel="canonical" href="{site.url("/a")}"></head><body><p>{TEXT}</p></body></html>'
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "feed.xml").write_bytes(
        b"<rss><channel><item><link>" + site.url("/a").encode() + b"</link></item></channel></rss>"
    )

    report = _take_in(library, str(tmp_path))

    assert site.asked == []
    assert [failure.reason for failure in report.failed] == [
        "is a feed or a sitemap; name its address, so that its pages are read"
    ]


def test_a_page_is_read_once_in_a_run_however_often_it_is_named(site: Site, library: RecordingLibrary) -> None:
    address = site.article("/a", TEXT)
    feeds = [site.feed(path, ("/a", "Bridge")) for path in ("/one", "/two")]

    report = _take_in(library, address, *feeds, address + "#top")

    assert (len(report.added), report.failed) == (1, ())
    assert site.asked.count("/a") == 1


def test_what_a_feed_said_of_a_page_holds_when_it_is_read_from_its_address(
    site: Site, library: RecordingLibrary
) -> None:
    site.article("/a", TEXT)
    feed = site.feed("/feed", ("/a", "Bridge"), day="Fri, 06 Mar 2026 08:00:00 GMT")
    (article_id,) = _take_in(library, feed).added

    assert _take_in(library, site.url("/a")).unchanged == (article_id,)
    assert str(library.article(article_id).published) == "2026-03-06"


def test_an_article_gets_what_a_feed_says_of_it_later(site: Site, library: RecordingLibrary) -> None:
    (article_id,) = _take_in(library, site.article("/a", TEXT, etag='"1"')).added

    report = _take_in(library, site.feed("/feed", ("/a", "Bridge"), day="Fri, 06 Mar 2026 08:00:00 GMT"))

    assert report.updated == (article_id,)
    assert str(library.article(article_id).published) == "2026-03-06"


def test_a_page_that_has_not_changed_stays_known(site: Site, library: RecordingLibrary) -> None:
    address = site.article("/a", TEXT, etag='"1"')
    for _ in range(3):
        _take_in(library, address)

    assert site.headers["If-None-Match"] == '"1"'
