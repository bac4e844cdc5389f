"""What is kept of addresses from one ingest to the next, so that what has not changed need not be read again.

An address is remembered only once the library holds what it gave; one that failed is asked again the next time, and so
is a feed of which a page has failed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.web.fetch import Reply, Validators
from vectorstore.interface import Library


@dataclass(frozen=True, slots=True)
class Known:
    """What an address gave the last time: the article (none for a feed), its validators, what its feed said of it."""

    article_id: str
    validators: Validators
    hints: Mapping[str, str]


class WebMemory:
    """The library's memory of addresses; none without a library. Not to be used by several threads at once."""

    def __init__(self, library: Library | None) -> None:
        self._library = library
        self._pages: dict[str, Known] = {}
        self._feeds: dict[str, tuple[Validators, set[str]]] = {}

    def feed(self, address: str) -> Validators:
        """What the feed at `address` gave along the last time that all its pages were taken in."""
        name = f"feed:{address}"
        found = self._library.remembered([name]) if self._library else None
        return _read(found[name]).validators if found else Validators()

    def pages(self, addresses: Sequence[str]) -> Mapping[str, Known]:
        """Those of `addresses` that were taken in before and whose articles the library holds."""
        if self._library is None:
            return {}
        found = self._library.remembered([f"page:{address}" for address in addresses])
        known = {name.removeprefix("page:"): _read(value) for name, value in found.items()}
        held = self._library.content_hashes([page.article_id for page in known.values()])
        return {address: page for address, page in known.items() if page.article_id in held}

    def expect_feed(self, address: str, reply: Reply, pages: Iterable[str]) -> None:
        """The feed is to be remembered once all of `pages` are taken in."""
        self._feeds[address] = (reply.validators, set(pages))
        self._settle()

    def expect_page(self, origin: str, reply: Reply, hints: Mapping[str, str]) -> None:
        """The page is to be remembered once the article from `origin` is taken in."""
        self._pages[origin] = Known("", reply.validators, dict(hints))

    def confirm(self, taken: Sequence[tuple[str, str]]) -> None:
        """The library holds the articles that came from these origins: (origin, article id)."""
        known = {
            f"page:{origin}": _written(self._pages.pop(origin), id_) for origin, id_ in taken if origin in self._pages
        }
        if known and self._library:
            self._library.remember(known)
        for _, pages in self._feeds.values():
            pages.difference_update(origin for origin, _ in taken)
        self._settle()

    def _settle(self) -> None:
        done = [address for address, (_, pages) in self._feeds.items() if not pages]
        if done and self._library:
            self._library.remember({f"feed:{one}": _written(Known("", self._feeds.pop(one)[0], {})) for one in done})


def _written(known: Known, article_id: str = "") -> str:
    validators = known.validators
    values = {"id": article_id, "etag": validators.etag, "modified": validators.last_modified, "hints": known.hints}
    return json.dumps({name: value for name, value in values.items() if value})


def _read(text: str) -> Known:
    values = json.loads(text)
    validators = Validators(values.get("etag", ""), values.get("modified", ""))
    return Known(values.get("id", ""), validators, values.get("hints", {}))
