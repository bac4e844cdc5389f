"""An article as a row of JSON and back, with nothing lost: `python -m ingest export`, and taking its rows in again.

Such a row is marked by its first field, and is a row like any other to programs that do not know the mark. Nothing is
derived or detected when it is read back: what was not known stays unknown, so that the library comes back as it was.
Only a day that no source could state is dropped: it would count as that of the newest article.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar

from core.dating import date_confidence
from core.errors import IngestError
from core.types import Article
from ingest.dates import is_a_day
from ingest.metadata import article_address, check_unicode, language_code, named_authors
from ingest.titles import MAX_NAME_CHARS, MAX_TITLE_CHARS, clean_line, shortened

_T = TypeVar("_T")

_MARK, _VERSION = "dateline", 1
_MAX_ID_CHARS = 512


def row_of(article: Article) -> dict[str, object]:
    """The article as values for JSON."""
    return {
        _MARK: _VERSION,
        "doc_id": article.id,
        "title": article.title,
        "date": _iso(article.published),
        "date_from": article.published_from,
        "modified": _iso(article.modified),
        "source": article.source,
        "authors": list(article.authors),
        "url": article.url,
        "section": article.section,
        "language": article.language,
        "page_starts": list(article.page_starts),
        "text": article.text,
    }


def is_exported(values: Mapping[str, object]) -> bool:
    """Whether a row is one that `row_of` made."""
    return values.get(_MARK) == _VERSION


def article_of(values: Mapping[str, object]) -> Article:
    """The article that `row_of` made `values` of. Raises IngestError where a value is none that it writes."""
    text, article_id = _line(values, "text"), _line(values, "doc_id")
    if not text.strip():
        raise IngestError("has no text")
    if not article_id.strip() or len(article_id) > _MAX_ID_CHARS or not article_id.isprintable():
        raise IngestError(f"has no id, or one over {_MAX_ID_CHARS} characters or with control characters")
    published, stated = _day(values, "date"), _line(values, "date")
    article = Article(
        id=article_id,
        title=shortened(clean_line(_line(values, "title")), MAX_TITLE_CHARS),
        text=text,
        published=published,
        modified=_day(values, "modified"),
        published_from=_line(values, "date_from") if published or not stated else "",
        source=shortened(clean_line(_line(values, "source")), MAX_NAME_CHARS),
        authors=named_authors(clean_line(name) for name in _list(values, "authors", str)),
        url=article_address(_line(values, "url")),
        section=shortened(clean_line(_line(values, "section")), MAX_NAME_CHARS) or None,
        language=_line(values, "language") or None,
        page_starts=tuple(_list(values, "page_starts", int)),
    )
    _check(article)
    return article


def _check(article: Article) -> None:
    if article.published_from and not date_confidence(article.published_from):
        raise IngestError(f"has an unknown date_from: {article.published_from[:40]}")
    if article.language and language_code(article.language) != article.language:
        raise IngestError("has a language that is not a code such as `en`")
    starts = article.page_starts
    if any(not 0 <= start <= len(article.text) for start in starts) or list(starts) != sorted(starts):
        raise IngestError("has page_starts that are not ascending positions in its text")
    check_unicode(article)


def _iso(day: dt.date | None) -> str | None:
    # A program may have put a text in its place, which is checked when the row is read.
    return day.isoformat() if isinstance(day, dt.date) else day


def _day(values: Mapping[str, object], name: str) -> dt.date | None:
    written = _line(values, name)
    try:
        day = dt.date.fromisoformat(written) if written else None
    except ValueError as error:
        raise IngestError(f"has a {name} that is not a date: {written[:40]}") from error
    return day if day and is_a_day(day) else None


def _line(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise IngestError(f"has a {name} that is not a string")
    return value or ""


def _list(values: Mapping[str, object], name: str, kind: type[_T]) -> Sequence[_T]:
    found = values.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, kind) for one in found):
        raise IngestError(f"has {name} that are not a list as exported")
    return found
