"""What a source says about an article beside its text, under any of the names in use, to Article's fields."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from unicodedata import category
from urllib.parse import quote, urlsplit

from core.addresses import public_address
from core.errors import IngestError
from core.language import detect_language
from core.types import Article
from ingest.datelines import changed_line, first_dateline, head_lines, published_line
from ingest.dates import day_order, parse_date
from ingest.documents import RawFile
from ingest.titles import MAX_NAME_CHARS, MAX_TITLE_CHARS, clean_line, derive_title, shortened

# The first name that carries a value wins. Names are compared in lower case.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("doc_id", "id", "article_id"),
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "date": ("date", "published", "published_at", "publishedat", "publication_date", "pub_date", "publish_date"),
    "modified": ("modified", "updated", "updated_at", "updatedat", "date_modified", "last_modified"),
    "source": ("source", "outlet", "publisher", "publication"),
    "authors": ("authors", "author", "byline"),
    "url": ("url", "link"),
    "section": ("section", "category"),
    "language": ("language", "lang"),
}
_MAX_LANGUAGE_CHARS = 12
_MAX_AUTHORS = 100
# What programs put in the place of a name.
_NOT_NAMES = frozenset({"microsoft office user", "office user", "windows user", "default user", "unknown author"})
_MAX_ADDRESS_CHARS = 8000  # RFC 9110, 4.1
# White space, control characters, brackets and quotation marks, and marks that steer the direction of writing.
_NO_PART_OF_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>\"`\\\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Metadata:
    """`values` as a row, front matter or header lines gave them; read through `get`."""

    values: Mapping[str, object]

    def get(self, field: str) -> object:
        """The value of `field` (a key of ALIASES), or None."""
        for alias in ALIASES[field]:
            value = self.values.get(alias)
            if value is not None and value != "":
                return value
        return None

    def line(self, field: str) -> str:
        """The value of `field` as one line of text, "" where there is none; of `{"id", "name"}` the name."""
        value = self.get(field)
        if isinstance(value, Mapping):
            value = value.get("name")
        return clean_line(str(value)) if isinstance(value, str | int | float) else ""


def read_metadata(values: Mapping[str, object]) -> Metadata:
    """Metadata of `values` with their names in lower case.

    >>> read_metadata({"Headline ": "Bridge opens"}).line("title")
    'Bridge opens'
    """
    return Metadata({str(name).strip().lower(): value for name, value in values.items()})


def file_article(
    raw: RawFile,
    text: str,
    values: Mapping[str, object],
    *,
    date_from: str,
    article_id: str = "",
    page_starts: tuple[int, ...] = (),
) -> Article:
    """The article in a file that says `values` of it; what these leave open, the way to the file may have said.

    As `build_article` otherwise. `article_id` stands in the place of the file's own.
    """
    stated = read_metadata(values)
    known_on_the_way = read_metadata({**raw.hints, "url": raw.url})
    filled = {
        field: stated.get(field) or known_on_the_way.get(field) for field in ALIASES if field not in {"id", "text"}
    }
    return build_article(
        article_id or raw.article_id,
        text,
        Metadata(filled),
        name=raw.name,
        date_from=date_from if stated.get("date") else "feed",
        page_starts=page_starts,
    )


def build_article(
    article_id: str,
    text: str,
    metadata: Metadata,
    *,
    name: str,
    date_from: str,
    page_starts: tuple[int, ...] = (),
) -> Article:
    """The article; `name` is that of its file, for a title where nothing states one.

    `date_from` says where a date in `metadata` stood: a key of `core.dating.CONFIDENCE`. Where there is none, the lines
    that the text begins with may state one. A language that is not stated is detected.

    Raises IngestError where there is no text, or a value cannot be stored as Unicode.
    """
    if not _can_be_seen(text):
        raise IngestError("holds no text")
    _check_unicode(text)
    published, published_from = _published(metadata, text, date_from)
    order = day_order(metadata.line("language"))
    modified = parse_date(metadata.get("modified"), order=order) or changed_line(head_lines(text), order=order)
    article = Article(
        id=article_id,
        title=shortened(metadata.line("title") or derive_title(text, name), MAX_TITLE_CHARS),
        text=text,
        published=published,
        source=shortened(metadata.line("source"), MAX_NAME_CHARS),
        authors=named_authors(_authors(metadata.get("authors"))),
        url=article_address(metadata.line("url")),
        section=shortened(metadata.line("section"), MAX_NAME_CHARS) or None,
        language=language_code(metadata.line("language")) or detect_language(text),
        # A change before the publication is a mistake in one of the two.
        modified=modified if modified and (published is None or modified >= published) else None,
        published_from=published_from,
        page_starts=page_starts,
    )
    check_unicode(article)
    return article


def _can_be_seen(text: str) -> bool:
    """Whether not all of it is white space, of zero width, or control characters."""
    return any(category(character) not in _UNSEEN for character in text)


def _published(metadata: Metadata, text: str, date_from: str) -> tuple[dt.date | None, str]:
    order = day_order(metadata.line("language"))
    if day := parse_date(metadata.get("date"), order=order):
        return day, date_from
    if day := published_line(head_lines(text), order=order):
        return day, "header"
    if day := first_dateline(text):
        return day, "dateline"
    return None, ""


def web_address(value: str) -> str | None:
    """`value` if it is an http(s) address of a length that servers take, else None.

    Addresses become links, and `javascript:` must not. What stands in no address (RFC 3986) and would end a link, begin
    markup or turn the line around is written as browsers send it.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    >>> web_address("https://example.org/a b<i>")
    'https://example.org/a%20b%3Ci%3E'
    """
    whole = _NO_PART_OF_ADDRESSES.sub(lambda found: quote(found[0], errors="replace"), value)
    try:
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in {"http", "https"} and parts.netloc and len(whole) <= _MAX_ADDRESS_CHARS else None


def article_address(value: str) -> str | None:
    """As `web_address`, for an article to keep: it is shown to whoever reads an answer, so that no key stays in it.

    >>> article_address("https://example.org/a?token=a1b2&page=2")
    'https://example.org/a?page=2'
    """
    address = web_address(value)
    return public_address(address) if address else None


def named_authors(names: Iterable[str]) -> tuple[str, ...]:
    """The first of `names`, none of them longer than a name is."""
    return tuple(shortened(name, MAX_NAME_CHARS) for name in islice(names, _MAX_AUTHORS))


def personal_name(stated: str) -> str:
    """The author that a file's properties state, "" for one word, which is the account of whoever saved the file.

    >>> personal_name("Jo  Farrow"), personal_name("jfarrow"), personal_name("Windows User")
    ('Jo Farrow', '', '')
    """
    name = clean_line(stated)
    return name if " " in name and name.lower() not in _NOT_NAMES else ""


def _authors(value: object) -> Iterator[str]:
    """Names from a list, or from one line in which semicolons divide them; nested lists are not followed."""
    entries = value if isinstance(value, list | tuple) else [value]
    for entry in entries:
        name = entry.get("name") if isinstance(entry, Mapping) else entry
        if isinstance(name, str):
            yield from filter(None, (clean_line(part) for part in name.split(";", _MAX_AUTHORS)[:_MAX_AUTHORS]))


def language_code(value: str) -> str | None:
    """`value` in lower case if it is the code of a language, such as `en` or `pt-br`, else None."""
    code = value.lower()
    return code if len(code) <= _MAX_LANGUAGE_CHARS and code.replace("-", "").isalpha() and code.isascii() else None


def check_unicode(article: Article) -> None:
    """Raises IngestError where one of the texts of `article` cannot be stored as Unicode."""
    lines = (article.id, article.title, article.source, *article.authors, article.published_from)
    for value in (*lines, article.url or "", article.section or "", article.language or "", article.text):
        _check_unicode(value)


def _check_unicode(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise IngestError("holds half of a character pair (a lone surrogate), which cannot be stored") from error
