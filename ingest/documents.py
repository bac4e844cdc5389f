"""What a source yields before anything is understood: a file's bytes, or one row of a dump."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# One article a file
TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
EPUB = "application/epub+zip"
EML = "message/rfc822"
# Several articles a file
JSONL = "application/jsonl"
CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
MBOX = "application/mbox"
# What leads to articles
ZIP = "application/zip"
TAR = "application/x-tar"
WARC = "application/warc"
FEED = "application/feed+xml"
SITEMAP = "application/sitemap+xml"


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that is one article. `origin` names it in failures; `name` is its file name without extensions.

    `url` is the address it was read from, after redirects. `hints` is what the way to it said: `title`, `date`,
    `modified`, `author`, `source` as a feed or sitemap gave them, `charset` from the reply's header.
    """

    origin: str
    article_id: str
    name: str
    media_type: str
    content: bytes
    url: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that is one article. Of a dump, `origin` is `file:line` and `name` the dump's name without extensions."""

    origin: str
    name: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article that the library holds and whose source says that it is as it was: nothing was read again."""

    origin: str
    article_id: str


RawDocument = RawFile | RawRow
