"""What a source says about an article beside its text, under any of the names in use, to Article's fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import IngestError
from core.types import Article
from ingest.dates import parse_date
from ingest.titles import clean_line, derive_title

# The first name that carries a value wins. Names are compared in lower case.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("doc_id", "id", "article_id"),
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "date": ("date", "published", "published_at", "publishedat", "publication_date", "pub_date", "publish_date"),
    "source": ("source", "outlet", "publisher", "publication"),
    "authors": ("authors", "author", "byline"),
    "url": ("url", "link"),
    "section": ("section", "category"),
    "language": ("language", "lang"),
}
_MAX_LANGUAGE_CHARS = 12


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


def build_article(article_id: str, text: str, metadata: Metadata, *, name: str) -> Article:
    """The article; `name` is that of its file, for a title where nothing states one.

    Raises IngestError where there is no text, or a value cannot be stored as Unicode.
    """
    if not text.strip():
        raise IngestError("holds no text")
    _check_unicode(text)
    article = Article(
        id=article_id,
        title=metadata.line("title") or derive_title(text, name),
        text=text,
        published=parse_date(metadata.get("date")),
        source=metadata.line("source"),
        authors=tuple(_authors(metadata.get("authors"))),
        url=web_address(metadata.line("url")),
        section=metadata.line("section") or None,
        language=_language(metadata.line("language")),
    )
    for value in (article.id, article.title, article.source, *article.authors, article.url, article.section):
        _check_unicode(value or "")
    return article


def web_address(value: str) -> str | None:
    """`value` if it is an http(s) address, else None: addresses become links, and `javascript:` must not.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and parts.netloc else None


def _authors(value: object) -> Iterator[str]:
    """Names from a list, or from one line in which semicolons divide them; nested lists are not followed."""
    entries = value if isinstance(value, list | tuple) else [value]
    for entry in entries:
        name = entry.get("name") if isinstance(entry, Mapping) else entry
        if isinstance(name, str):
            yield from filter(None, (clean_line(part) for part in name.split(";")))


def _language(value: str) -> str | None:
    code = value.lower()
    return code if len(code) <= _MAX_LANGUAGE_CHARS and code.replace("-", "").isalpha() and code.isascii() else None


def _check_unicode(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise IngestError("holds half of a character pair (a lone surrogate), which cannot be stored") from error
