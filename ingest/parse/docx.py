"""DOCX -> Article: paragraphs, headings and tables in the order of the document, insertions in, deletions out.

The text is walked here: the library's own leaves out what stands in content controls and in tables within tables, and
what was inserted with changes tracked. The properties of the file are those of whoever saved it: its title is taken,
its day is not.
"""

import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from core.errors import IngestError
from core.types import Article
from ingest.documents import RawFile
from ingest.metadata import file_article, personal_name
from ingest.parse.package import opened_package

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc"))
_VALUE = f"{_W}val"
_WRAPPERS = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"})
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
# What stands a second time: for readers that cannot show it as it is, and where it was moved from.
_REPEATED = frozenset({"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}moveFrom"})
_NOT_TITLES = frozenset({"", "word document", "document", "untitled"})


def parse_docx(raw: RawFile) -> Article:
    """The article in a DOCX file. Raises IngestError where there is none."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml import etree

    with opened_package(raw.content):
        pass  # its limits hold before the library reads all of it
    try:
        document = Document(io.BytesIO(raw.content))
        body = document.element.body
        titled = _titled(body, document.styles.element)
        title = (document.core_properties.title or "").strip()
        author = personal_name(document.core_properties.author or "")
    except (OpcError, BadZipFile, zlib.error, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        # The library takes the parts of a file for granted: a missing one shows as any of these.
        raise IngestError(f"is a broken DOCX file: {error}") from error
    values = {"title": titled or ("" if title.lower() in _NOT_TITLES else title), "author": author}
    return file_article(raw, "\n\n".join(filter(None, _blocks(body))), values, date_from="file-properties")


def _titled(body: "_Element", styles: "_Element") -> str:
    """The first paragraph that is styled as the title, which may stand in a cell or a content control of a cover."""
    named = ((style.get(f"{_W}styleId"), style.find(f"{_W}name")) for style in styles.iterfind(f"{_W}style"))
    titles = {key for key, name in named if name is not None and name.get(_VALUE, "").lower() == "title"}
    styled = ((paragraph, paragraph.find(f"{_W}pPr/{_W}pStyle")) for paragraph in body.iter(_PARAGRAPH))
    texts = (_text(paragraph) for paragraph, style in styled if style is not None and style.get(_VALUE) in titles)
    return next(filter(None, texts), "")


def _blocks(parent: "_Element") -> Iterator[str]:
    """The texts of the paragraphs and tables in `parent`, which is the body or a cell."""
    for child in _children(parent):
        if child.tag == _PARAGRAPH:
            yield _text(child)
        elif child.tag == _TABLE:
            yield _table(child)


def _children(parent: "_Element") -> Iterator["_Element"]:
    """The children of `parent`, content controls replaced by what is in them."""
    for child in parent:
        yield from _children(child) if child.tag in _WRAPPERS else [child]


def _table(table: "_Element") -> str:
    rows = (_cells(row) for row in _children(table) if row.tag == _ROW)
    return "\n".join(" | ".join(row) for row in rows if any(row))


def _cells(row: "_Element") -> list[str]:
    return [" ".join(" ".join(_blocks(cell)).split()) for cell in _children(row) if cell.tag == _CELL]


def _text(paragraph: "_Element") -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in "".join(_pieces(paragraph)).split("\n"))))


def _pieces(paragraph: "_Element") -> Iterator[str]:
    # Deleted text is in elements of another name (delText).
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", *_BREAKS, f"{_W}noBreakHyphen"):
        if any(parent.tag in _REPEATED for parent in element.iterancestors()):
            continue
        if element.tag == f"{_W}t":
            yield element.text or ""
        else:
            yield "\n" if element.tag in _BREAKS else "-" if element.tag.endswith("noBreakHyphen") else "\t"
