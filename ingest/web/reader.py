"""An address -> raw documents: the page or file it is, or the pages that its feed or sitemap names."""

import io
import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from core.errors import IngestError
from core.types import Failure
from ingest import documents as media
from ingest.boundary import failures_of
from ingest.contents import Contents, Found, page_place
from ingest.documents import Unchanged
from ingest.formats import HEAD_BYTES, ZIP_SIGNATURE, media_type
from ingest.streams import unpacked
from ingest.web.feed_process import read_feed
from ingest.web.feeds import Entry
from ingest.web.fetch import Fetcher, Reply, Validators
from ingest.web.limits import WebLimits
from ingest.web.memory import Known, WebMemory
from ingest.web.sitemaps import read_sitemap

log = logging.getLogger(__name__)

# Pages asked for ahead of the one being read: enough to hide a server's answer behind the embedding of the last ones.
_THREADS = 4
_AHEAD = 8
_MAX_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class WebReader:
    """Reads addresses through `fetcher`, each page once. Not to be used by several threads at once.

    With `recheck` a page is asked for although its feed says that it is as it was.
    """

    fetcher: Fetcher
    contents: Contents
    limits: WebLimits
    memory: WebMemory
    recheck: bool = False
    _met: set[str] = field(default_factory=set)

    def documents(self, address: str) -> Iterator[Found | Unchanged]:
        """What is at `address`. Raises IngestError with the reason where it cannot or may not be read."""
        if not self._is_new(address):
            return
        known = self.memory.pages([address]).get(address)
        of_feed = Validators() if self.recheck else self.memory.feed(address)
        reply = self.fetcher.fetch(address, known.validators if known else of_feed)
        if reply.content is None and known is None:
            return  # a feed that names nothing new
        kind = _kind(reply) if reply.content is not None else None
        if kind == media.FEED:
            yield from self._listed(address, reply, read_feed(self._plain(reply), reply.url))
        elif kind == media.SITEMAP:
            entries, failures = self._sitemap_pages(self._plain(reply))
            yield from failures
            yield from self._listed(address, reply, entries)
        else:
            yield from self._page(Entry(address, {}), reply, known)

    def _is_new(self, address: str) -> bool:
        """Whether this run meets the address for the first time: as a source, in a feed, in another one."""
        page = address.partition("#")[0]
        if page in self._met:
            return False
        self._met.add(page)
        return True

    def _plain(self, reply: Reply) -> bytes:
        """The content, unpacked where it is a gzip file: large sitemaps are."""
        content = unpacked(io.BytesIO(reply.content or b""), "").read(self.contents.max_bytes + 1)
        if len(content) > self.contents.max_bytes:
            raise IngestError(f"is larger than {self.contents.max_bytes:,} bytes unpacked")
        return content

    def _sitemap_pages(self, content: bytes) -> tuple[Sequence[Entry], Sequence[Failure]]:
        """The pages of a sitemap, or of those that an index names until there are more than may be read."""
        failures = []
        first = read_sitemap(content)
        pages = {entry.url: entry for entry in first.pages}
        for address in first.sitemaps[:_MAX_SITEMAPS]:
            if len(pages) > self.limits.pages:
                break
            try:
                inner = read_sitemap(self._plain(self.fetcher.fetch(address)))
                pages.update({entry.url: entry for entry in inner.pages})
            except IngestError as error:
                failures.append(Failure(address, str(error)))
        return tuple(pages.values()), failures

    def _listed(self, address: str, reply: Reply, entries: Sequence[Entry]) -> Iterator[Found | Unchanged]:
        chosen = entries[: self.limits.pages]
        new = [entry for entry in chosen if self._is_new(entry.url)]
        known = self.memory.pages([entry.url for entry in new])
        unchanged = [] if self.recheck else [entry for entry in new if _says_nothing_new(entry, known)]
        asked = [entry for entry in new if entry not in unchanged]
        if len(chosen) == len(entries):
            self.memory.expect_feed(address, reply, (entry.url for entry in asked))
        for entry in unchanged:
            yield Unchanged(entry.url, known[entry.url].article_id)
        yield from self._pages(asked, known)
        if len(chosen) < len(entries):
            # Of the first page left out: the source itself has not failed, and is kept.
            reason = f"not read: {address} names {len(entries)} pages or more; only the first {len(chosen)} were read"
            yield Failure(entries[len(chosen)].url, f"{reason} (--max-pages)")

    def _pages(self, entries: Sequence[Entry], known: Mapping[str, Known]) -> Iterator[Found | Unchanged]:
        """The pages in order, several asked for at once."""
        under_way: deque[tuple[Entry, Future[Reply]]] = deque()
        waiting = iter(entries)
        pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="ingest-web")
        try:
            while True:
                while len(under_way) < _AHEAD and (entry := next(waiting, None)):
                    # Where there is news of it the page is wanted whole, so that the article gets that too.
                    validators = known[entry.url].validators if _says_nothing_new(entry, known) else Validators()
                    under_way.append((entry, pool.submit(self.fetcher.fetch, entry.url, validators)))
                if not under_way:
                    return
                entry, future = under_way.popleft()
                try:
                    with failures_of(entry.url):
                        yield from self._page(entry, future.result(), known.get(entry.url))
                except IngestError as error:
                    yield Failure(entry.url, str(error))
        finally:
            # Not waited for: what is under way ends with its time, or when the fetcher is closed.
            pool.shutdown(wait=False, cancel_futures=True)

    def _page(self, entry: Entry, reply: Reply, known: Known | None) -> Iterator[Found | Unchanged]:
        if reply.content is None:
            assert known is not None  # nothing else is asked for with validators
            yield Unchanged(entry.url, known.article_id)
            return
        # What a feed has once said of a page still holds when it is read from its address or another feed.
        hints = {**(known.hints if known else {}), **entry.hints}
        self.memory.expect_page(entry.url, reply, hints)
        if reply.charset:
            hints["charset"] = reply.charset
        yield from self.contents.documents(io.BytesIO(reply.content), page_place(entry.url, reply.url, hints))


def _says_nothing_new(entry: Entry, known: Mapping[str, Known]) -> bool:
    return entry.url in known and entry.hints.items() <= known[entry.url].hints.items()


def _kind(reply: Reply) -> str:
    content = reply.content or b""
    path = page_place(reply.url, reply.url, {}).path
    if content.startswith(ZIP_SIGNATURE):
        return media_type(path, content)
    return media_type(path, unpacked(io.BytesIO(content), path.name).read(HEAD_BYTES))
