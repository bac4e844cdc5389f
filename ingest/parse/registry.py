"""Which parser reads which media type. A new one: `ingest/parse/<name>.py`, a line here and one in `formats.py`."""

from collections.abc import Mapping
from importlib import import_module

from core.types import Article
from ingest.documents import DOCX, EML, EPUB, HTML, MARKDOWN, ODT, PDF, RTF, TEXT, RawDocument, RawFile
from ingest.parse.rows import parse_row

# Module and function, imported when the first document of the type comes: some bring large libraries along.
PARSERS: Mapping[str, tuple[str, str]] = {
    TEXT: ("ingest.parse.text", "parse_text"),
    MARKDOWN: ("ingest.parse.markdown", "parse_markdown"),
    HTML: ("ingest.parse.html", "parse_html"),
    PDF: ("ingest.parse.pdf", "parse_pdf"),
    DOCX: ("ingest.parse.docx", "parse_docx"),
    ODT: ("ingest.parse.odt", "parse_odt"),
    RTF: ("ingest.parse.rtf", "parse_rtf"),
    EPUB: ("ingest.parse.epub", "parse_epub"),
    EML: ("ingest.parse.mail", "parse_mail"),
}
# Read by a few lines of our own that a document cannot hold up; all else is parsed in processes that may be lost.
SAFE = frozenset({TEXT, MARKDOWN})


def parse(raw: RawDocument) -> Article:
    """The article in `raw`. Raises IngestError with the reason where there is none."""
    if not isinstance(raw, RawFile):
        return parse_row(raw)
    module, function = PARSERS[raw.media_type]
    article: Article = getattr(import_module(module), function)(raw)
    return article


def is_safe(raw: RawDocument) -> bool:
    """Whether `raw` may be parsed in the process that stores it."""
    return not isinstance(raw, RawFile) or raw.media_type in SAFE
