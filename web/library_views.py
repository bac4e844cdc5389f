"""The library's articles, one article, and what an ingest did, as HTML."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.types import Article, Filters, IngestReport
from vectorstore.interface import ArticleOrder, Library
from web.i18n import Language
from web.render import render
from web.sources import whole_article

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


def reader(article: Article | None, language: Language) -> str:
    """An article to read; an invitation where none is chosen."""
    card = whole_article(article) if article else None
    return render("reader.html", language, {"card": card, "render": next(_renders)})


def report(done: IngestReport | None, uploads: Sequence[str], language: Language, *, problem: str = "") -> str:
    """What was added and what failed and why, by the names the reader knows the files by."""
    failures = [(_shown(one.source, uploads), one.reason) for one in done.failed[:MAX_FAILURES]] if done else []
    return render("report.html", language, {"report": done, "failures": failures, "problem": problem})


def _shown(source: str, uploads: Sequence[str]) -> str:
    """`source` without the temporary folder that an upload was put in."""
    for upload in uploads:
        source = source.replace(f"{Path(upload).parent}/", "")
    return source


def _round(words: int) -> int:
    return words if words < 100 else round(words, -1 if words < 1_000 else -2)
