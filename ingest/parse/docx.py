"""DOCX -> Article: paragraphs, headings and tables in the order of the document, insertions in, deletions out.

The properties of the file are those of whoever saved it: its title is taken, its day is not.
"""

import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from core.errors import IngestError
from core.types import Article
from ingest.documents import RawFile
from ingest.metadata import file_article
from ingest.parse.package import opened_package

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_TITLES = frozenset({"", "word document", "document", "untitled"})


def parse_docx(raw: RawFile) -> Article:
    """The article in a DOCX file. Raises IngestError where there is none."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.text.paragraph import Paragraph
    from lxml import etree

    with opened_package(raw.content):
        pass  # its limits hold before the library reads all of it
    try:
        document = Document(io.BytesIO(raw.content))
        blocks = list(document.iter_inner_content())
        title = (document.core_properties.title or "").strip()
        author = (document.core_properties.author or "").strip()
    except (OpcError, BadZipFile, zlib.error, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        # The library takes the parts of a file for granted: a missing one shows as any of these.
        raise IngestError(f"is a broken DOCX file: {error}") from error
    texts = [_text(block) if isinstance(block, Paragraph) else _table(block) for block in blocks]
    titled = next((_text(block) for block in blocks if isinstance(block, Paragraph) and _style(block) == "title"), "")
    values = {
        "title": titled or ("" if title.lower() in _NOT_TITLES else title),
        "author": author if len(author.split()) > 1 else "",
    }
    return file_article(raw, "\n\n".join(filter(None, texts)), values, date_from="file-properties")


def _style(paragraph: "Paragraph") -> str:
    style = paragraph.style
    return (style.name or "").lower() if style is not None else ""


def _text(paragraph: "Paragraph") -> str:
    """The paragraph's text; the library's own leaves out what was inserted with changes tracked."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in "".join(_pieces(paragraph)).split("\n"))))


def _pieces(paragraph: "Paragraph") -> Iterator[str]:
    # Deleted text is in elements of another name (delText).
    for element in paragraph._p.iter(f"{_W}t", f"{_W}tab", *_BREAKS, f"{_W}noBreakHyphen"):
        if any(parent.tag == _FALLBACK for parent in element.iterancestors()):
            continue  # the same text again, for readers that cannot show it as it is
        if element.tag == f"{_W}t":
            yield element.text or ""
        else:
            yield "\n" if element.tag in _BREAKS else "-" if element.tag.endswith("noBreakHyphen") else "\t"


def _table(table: "Table") -> str:
    rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in table.rows)
    return "\n".join(" | ".join(row) for row in rows if any(row))
