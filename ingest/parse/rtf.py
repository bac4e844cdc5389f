"""RTF -> Article, by striprtf; title and author from the document's own `\\info` group."""

import re

from core.errors import IngestError
from core.types import Article
from ingest.documents import RawFile
from ingest.metadata import file_article, personal_name

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_INFO = re.compile(r"\{\\(title|author)\b ?([^{}]{1,300})\}")
_MAX_INFO_CHARS = 20_000


def parse_rtf(raw: RawFile) -> Article:
    """The article in an RTF file. Raises IngestError where there is none."""
    source = raw.content.decode("latin-1")  # RTF is ASCII; what is not is escaped, or in the code page that it names
    try:
        text = _plain(source)
        stated = {name: _plain(value).strip() for name, value in _INFO.findall(source[:_MAX_INFO_CHARS])}
    except (ValueError, LookupError, OverflowError) as error:
        raise IngestError(f"is a broken RTF file: {error}") from error
    values = {"title": stated.get("title", ""), "author": personal_name(stated.get("author", ""))}
    return file_article(raw, _paragraphs(text), values, date_from="file-properties")


def _plain(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    # A group that is no document of its own is read as one.
    whole = source if source.lstrip().startswith("{\\rtf") else "{\\rtf1 " + source + "}"
    return str(rtf_to_text(whole, errors="replace"))  # type: ignore[no-untyped-call]  # typed in part


def _paragraphs(text: str) -> str:
    """`text` with its paragraphs a blank line apart: RTF ends each with one line end, and many write empty ones too."""
    bare = text.replace("\r\n", "\n").strip()
    if _BLANK_LINES.search(bare):
        return _BLANK_LINES.sub("\n\n", bare)
    return "\n\n".join(filter(None, (line.strip() for line in bare.split("\n"))))
