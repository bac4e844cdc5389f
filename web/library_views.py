"""The library's articles, one article, and what an ingest did, as HTML."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.addresses import masked
from core.types import Article, Filters, IngestReport
from ingest.kept import KeptSource
from vectorstore.interface import ArticleOrder, Library, Revision
from web.i18n import Language
from web.places import Carrier
from web.render import render
from web.sources import Card, whole_article

PAGE = 20
# Order of the list -> what the library sorts by, and whether from the end.
ORDERS: dict[str, tuple[ArticleOrder, bool]] = {
    "newest": ("published", True),
    "oldest": ("published", False),
    "title": ("title", False),
    "source": ("source", False),
    "added": ("added", True),
}
MAX_FAILURES = 100
_CHARS_A_WORD = 6  # English news: 5 letters and a space
_renders = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Look:
    """What of the library is looked at: a search, an order, a page from 1."""

    query: str = ""
    order: str = "newest"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """An article that is read: in state `number` of `revisions`, the last of which is the present one."""

    card: Card
    revisions: tuple[Revision, ...]
    number: int

    @property
    def earlier(self) -> Revision | None:
        """The state that is shown, where it is not the present one."""
        return self.revisions[self.number - 1] if 0 < self.number < len(self.revisions) else None


def shelf(library: Library, look: Look, language: Language, *, removed: Article | None = None) -> str:
    """One page of the list; `removed` is offered back."""
    order, descending = ORDERS.get(look.order, ORDERS["newest"])
    page, found = max(1, look.page), None
    while found is None or (not found.articles and page > 1):
        page = page if found is None else max(1, -(-found.total // PAGE))
        found = library.articles(
            query=look.query[:200],
            filters=Filters(),
            order=order,
            descending=descending,
            offset=(page - 1) * PAGE,
            limit=PAGE,
        )
    status = library.status()
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "source": one.source,
            "published": one.published,
            "words": _round(one.characters // _CHARS_A_WORD),
        }
        for one in found.articles
    ]
    summary = language.text(
        "library_holds",
        articles=language.text("articles_n", n=status.articles),
        passages=language.text("passages_n", n=status.chunks),
    )
    values = {
        "articles": rows,
        "summary": summary,
        "page": page,
        "pages": -(-found.total // PAGE),
        "total_held": status.articles,
        "removed": removed,
        "render": next(_renders),
    }
    return render("shelf.html", language, values)


def reading(library: Library, article_id: str, revision: int | None = None) -> Reading:
    """The article as it is now, or as it was in an earlier revision. Raises ArticleNotFoundError."""
    article = library.article(article_id, revision)
    states = library.revisions(article_id)
    number = revision or len(states)
    # Which texts are copies is known of the present ones.
    copies = library.copies(article_id) if number == len(states) else ()
    return Reading(whole_article(article, copies=[Carrier.of(copy) for copy in copies]), states, number)


def reader(reading: Reading | None, language: Language) -> str:
    """An article to read; an invitation where none is chosen."""
    return render("reader.html", language, {"reading": reading, "render": next(_renders)})


def add_note(language: Language) -> str:
    """What can be added."""
    return render("add_note.html", language, {})


def followed(sources: Sequence[KeptSource], language: Language, *, shown: bool = False) -> str:
    """The addresses that are read again when the reader wants, without their secrets; unfolded where `shown`."""
    addresses = [masked(one.source) for one in sources]
    return render("followed.html", language, {"sources": addresses, "shown": shown, "render": next(_renders)})


def report(done: IngestReport | None, uploads: Sequence[str], language: Language, *, problem: str = "") -> str:
    """What was added and what failed and why, by the names the reader knows the files by."""
    failures = (
        [(masked(_shown(one.source, uploads)), masked(one.reason)) for one in done.failed[:MAX_FAILURES]]
        if done
        else []
    )
    return render("report.html", language, {"report": done, "failures": failures, "problem": problem, "told": ""})


def told(language: Language, words: str = "", *, problem: str = "") -> str:
    """A word on what was done, or on what is in the way."""
    return render("report.html", language, {"report": None, "failures": (), "problem": problem, "told": words})


def _shown(source: str, uploads: Sequence[str]) -> str:
    """`source` without the temporary folder that an upload was put in."""
    for upload in uploads:
        source = source.replace(f"{Path(upload).parent}/", "")
    return source


def _round(words: int) -> int:
    return words if words < 100 else round(words, -1 if words < 1_000 else -2)
