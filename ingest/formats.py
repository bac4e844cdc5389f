"""Which media type a file has. Its content decides where it can, its name where several fit."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from core.errors import IngestError
from ingest import documents as media
from ingest.archives import beginning, opened_zip
from ingest.encoding import encoding_of, marked_encoding
from ingest.identity import suffix
from ingest.metadata import ALIASES

HEAD_BYTES = 65536

_TEXT_NAMES = frozenset(ALIASES["text"])
_FIELD_NAMES = frozenset(alias for aliases in ALIASES.values() for alias in aliases)

_BY_SUFFIX = {
    ".csv": media.CSV,
    ".tsv": media.CSV,
    ".jsonl": media.JSONL,
    ".ndjson": media.JSONL,
    ".json": media.JSONL,
    ".md": media.MARKDOWN,
    ".markdown": media.MARKDOWN,
    ".htm": media.HTML,
    ".html": media.HTML,
    ".xhtml": media.HTML,
    ".shtml": media.HTML,
    ".eml": media.EML,
    ".mht": media.EML,
    ".mhtml": media.EML,
    ".mbox": media.MBOX,
    ".txt": media.TEXT,
    ".text": media.TEXT,
    "": media.TEXT,
}
TAKEN = (
    "text, Markdown, HTML, PDF, DOCX, ODT, RTF, EPUB, EML, mbox, JSONL, CSV, Parquet, WARC, zip and tar, "
    "each also as .gz"
)
_SIGNATURES: Sequence[tuple[re.Pattern[bytes], str]] = (
    (re.compile(rb"[\s\S]{0,1024}%PDF-\d"), media.PDF),  # readers look for it in the first 1,024 bytes
    (re.compile(rb"\s*\{\\rtf"), media.RTF),
    (re.compile(rb"WARC/[01]\.\d\r?\n"), media.WARC),
    (re.compile(rb"PAR1"), media.PARQUET),
    (re.compile(rb"[\s\S]{257}ustar"), media.TAR),
)
_REFUSED = (
    (re.compile(rb"\x89PNG|GIF8|\xff\xd8\xff|RIFF....WEBP", re.DOTALL), "an image"),
    (re.compile(rb"BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd"), "an unsupported kind of archive"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Office document or an Outlook message; save it as DOCX or EML"),
)
_JSON_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]*"\s*:')
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[\w-]+:")
# White space, comments and declarations that may stand before the first element.
_PROLOG = re.compile(r"(?:\s+|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)+")
_ELEMENT = re.compile(r"<!doctype\s+(\w+)|<(?:\w+:)?(\w+)[\s/>]", re.IGNORECASE)
_HTML_ELEMENTS = frozenset(
    {"html", "head", "body", "title", "meta", "link", "script", "style", "article", "main", "div", "p", "h1", "table"}
)
_XML_KINDS = {
    "rss": media.FEED,
    "feed": media.FEED,
    "rdf": media.FEED,
    "urlset": media.SITEMAP,
    "sitemapindex": media.SITEMAP,
}
_MBOX = re.compile(rb"From \S.* \d{4}\r?\n[\w-]+:")
_MBOX_BYTES = 2000  # the line that a message begins with, and its first header field's name
_HEADER_FIELD = re.compile(rb"([A-Za-z][\w-]*):[ \t]*\S")
_MAIL_FIELDS = frozenset(
    {b"from", b"to", b"date", b"subject", b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to"}
)
ZIP_SIGNATURE = b"PK\x03\x04"
_ZIP_NAME_AT = 30  # where the first file's name begins (APPNOTE 4.3.7)
_KIND_BYTES = 100  # of a file that names its kind


def media_type(path: Path, head: bytes) -> str:
    """The media type of the file `path`, whose unpacked content begins with `head`.

    `head` has HEAD_BYTES where the file has them, and is the whole content of one that begins as a zip archive does.

    Raises IngestError for what is not read, saying what it is.
    """
    for signature, kind in _REFUSED:
        if signature.match(head):
            raise IngestError(f"is {kind}; supported: {TAKEN}")
    ending = suffix(Path(path.name[:-3] if path.name.lower().endswith(".gz") else path.name)).lower()
    if found := _by_content(head):
        # Markup by its look only: a Markdown file may well begin with `<div>`, a text about HTML with `<p>`.
        return _BY_SUFFIX[ending] if found == media.HTML and _is_prose(ending, head) else found
    if ending not in _BY_SUFFIX:
        encoding_of(head, str(path))  # "is binary" says more than "unknown file type"
        raise IngestError(f"unknown file type {ending}; supported: {TAKEN}")
    named = _BY_SUFFIX[ending]
    if ending == ".json":
        _check_json_lines(head)
    if named == media.TEXT and _JSON_OBJECT.match(head) and _first_line_is_whole_object(head):
        return media.JSONL
    if named == media.TEXT and _FRONT_MATTER.match(head):
        return media.MARKDOWN
    if named == media.TEXT and _names_columns(head):
        return media.CSV
    return named


def _by_content(head: bytes) -> str | None:
    if head.startswith(ZIP_SIGNATURE):
        return zip_kind(io.BytesIO(head))
    for signature, kind in _SIGNATURES:
        if signature.match(head):
            return kind
    if _MBOX.match(head, 0, _MBOX_BYTES):
        return media.MBOX
    return _markup_kind(head) or (media.EML if _is_mail(head) else None)


def zip_kind(file: IO[bytes]) -> str:
    """The kind of the zip file `file`, which can seek: a document or book by the names in its directory, else ZIP.

    Where the directory is broken the file that comes first tells, so that a broken document is named as one. Raises
    IngestError for documents that are not read.
    """
    try:
        with opened_zip(file) as archive:
            names = set(archive.namelist())
            states = beginning(archive, "mimetype", _KIND_BYTES)
    except zipfile.BadZipFile:
        names, states = _first_file(file)
    for kind in (media.EPUB, media.ODT):
        if states.startswith(kind.encode()):
            return kind
    if "META-INF/container.xml" in names:
        return media.EPUB
    if "word/document.xml" in names:
        return media.DOCX
    if names & {"xl/workbook.xml", "ppt/presentation.xml"}:
        raise IngestError(f"is a spreadsheet or a presentation; supported: {TAKEN}")
    return media.ZIP


def _first_file(file: IO[bytes]) -> tuple[set[str], bytes]:
    """Of a zip file without its directory: the names that its first file tells, and how that file begins."""
    file.seek(_ZIP_NAME_AT)
    start = file.read(_KIND_BYTES)
    names = {"word/document.xml"} if start.startswith(b"[Content_Types].xml") else set()
    return names, start.removeprefix(b"mimetype")


def _markup_kind(head: bytes) -> str | None:
    """HTML, a feed or a sitemap by the first element; None for other text. Raises IngestError for other XML."""
    text = head.decode(marked_encoding(head) or "utf-8", "ignore").lstrip("\ufeff")
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    first = _ELEMENT.match(text, start)
    if first is None:
        return None
    name = (first[1] or first[2]).lower()
    if name in _HTML_ELEMENTS:
        return media.HTML
    if kind := _XML_KINDS.get(name):
        return kind
    if text[:start].lstrip().lower().startswith("<?xml"):
        raise IngestError(f"is an XML file of another kind (<{name}>); supported: {TAKEN}")
    return None


def _is_prose(ending: str, head: bytes) -> bool:
    """Whether the name says text or Markdown and the content does not say outright that it is a page."""
    if _BY_SUFFIX.get(ending) not in {media.TEXT, media.MARKDOWN}:
        return False
    return not re.search(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", head, re.IGNORECASE)


def _is_mail(head: bytes) -> bool:
    """Whether `head` begins with header fields, `From` and two others of a message's own among them."""
    names: set[bytes] = set()
    for line in head.split(b"\n")[:60]:
        if line[:1] in b" \t" and line.strip() and names:
            continue  # a field runs on
        field = _HEADER_FIELD.match(line)
        if field is None:
            break
        names.add(field[1].lower())
    known = names & _MAIL_FIELDS
    return len(known) >= 3 and b"from" in known


def _names_columns(head: bytes) -> bool:
    """Whether the first line is nothing but names of an article's fields, the text among them."""
    line = head.partition(b"\n")[0].decode(marked_encoding(head) or "utf-8", "replace").lstrip("\ufeff")
    names = [name.strip().strip('"').lower() for name in re.split(r"[,;\t|]", line.strip())]
    return len(names) > 1 and all(map(_FIELD_NAMES.__contains__, names)) and not _TEXT_NAMES.isdisjoint(names)


def _check_json_lines(head: bytes) -> None:
    if not (_JSON_OBJECT.match(head) and _first_line_is_whole_object(head)):
        raise IngestError("is JSON of another shape; write one object with the article's fields on each line (JSONL)")


def _first_line_is_whole_object(head: bytes) -> bool:
    """Whether the first line ends as an object does, or is longer than `head`, as a long article's row is."""
    line, newline, _ = head.lstrip().partition(b"\n")
    return line.rstrip().endswith(b"}") or (not newline and len(head) >= HEAD_BYTES)
