"""DOCX -> Article: paragraphs, headings, lists and tables in the order of the document, insertions in, deletions out.

The text is walked here: the library's own leaves out what stands in content controls and in tables within tables, and
what was inserted with changes tracked. The properties of the file are those of whoever saved it: its title is taken,
its day is not.
"""

import io
import re
import zlib
from collections.abc import Iterator
from itertools import groupby
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
_STYLE, _NUMBERING = f"{_W}pPr/{_W}pStyle", f"{_W}pPr/{_W}numPr"
_WRAPPERS = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"})
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
# What stands a second time: for readers that cannot show it as it is, and where it was moved from.
_REPEATED = frozenset({"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}moveFrom"})
_HEADINGS = r"title|subtitle|heading \d"
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
        styles = document.styles.element
        titled = _titled(body, styles)
        title = (document.core_properties.title or "").strip()
        author = personal_name(document.core_properties.author or "")
    except (OpcError, BadZipFile, zlib.error, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        # The library takes the parts of a file for granted: a missing one shows as any of these.
        raise IngestError(f"is a broken DOCX file: {error}") from error
    values = {"title": titled or ("" if title.lower() in _NOT_TITLES else title), "author": author}
    blocks = _blocks(body, _numbered_styles(styles), _styles(styles, _HEADINGS))
    return file_article(raw, "\n\n".join(blocks), values, date_from="file-properties")


def _titled(body: "_Element", styles: "_Element") -> str:
    """The first paragraph that is styled as the title, which may stand in a cell or a content control of a cover."""
    titles = _styles(styles, "title")
    texts = (_text(paragraph) for paragraph in body.iter(_PARAGRAPH) if _style(paragraph) in titles)
    return next(filter(None, texts), "")


def _styles(styles: "_Element", names: str) -> frozenset[str]:
    """The ids of the styles whose names match; built-in ones are named in English in every language's Word."""
    named = ((style.get(f"{_W}styleId", ""), style.find(f"{_W}name")) for style in styles.iterfind(f"{_W}style"))
    told = ((key, name.get(_VALUE, "")) for key, name in named if name is not None)
    return frozenset(key for key, name in told if re.fullmatch(names, name, re.IGNORECASE))


def _numbered_styles(styles: "_Element") -> frozenset[str]:
    """The ids of the styles that set bullets or numbers by themselves."""
    return frozenset(style.get(f"{_W}styleId", "") for style in styles.iterfind(f"{_W}style") if _numbered(style))


def _style(paragraph: "_Element") -> str:
    style = paragraph.find(_STYLE)
    return "" if style is None else style.get(_VALUE, "")


def _numbered(element: "_Element") -> bool | None:
    """Whether a paragraph or style itself sets a bullet or number; None where it leaves that open."""
    numbering = element.find(_NUMBERING)
    if numbering is None:
        return None
    number = numbering.find(f"{_W}numId")
    return number is None or number.get(_VALUE) != "0"  # 0 takes the paragraph out of the list of its style


def _blocks(body: "_Element", numbered: frozenset[str], headings: frozenset[str]) -> Iterator[str]:
    """The texts of the paragraphs and tables in `body`; items of a list are marked and a line apart.

    `numbered` and `headings` are ids of styles. Headings are no items, though they may be numbered.
    """

    def is_item(element: "_Element") -> bool:
        style = _style(element)
        own = _numbered(element)
        return style not in headings and (style in numbered if own is None else own)

    told = ((is_item(child), _told(child)) for child in _children(body) if child.tag in (_PARAGRAPH, _TABLE))
    for items, group in groupby(((item, text) for item, text in told if text), key=lambda block: block[0]):
        texts = [text for _, text in group]
        yield from ["\n".join(f"- {text}" for text in texts)] if items else texts


def _told(element: "_Element") -> str:
    """The text of a paragraph or table, "" of anything else."""
    return _text(element) if element.tag == _PARAGRAPH else _table(element) if element.tag == _TABLE else ""


def _children(parent: "_Element") -> Iterator["_Element"]:
    """The children of `parent`, content controls replaced by what is in them."""
    for child in parent:
        yield from _children(child) if child.tag in _WRAPPERS else [child]


def _table(table: "_Element") -> str:
    rows = (_cells(row) for row in _children(table) if row.tag == _ROW)
    return "\n".join(" | ".join(row) for row in rows if any(row))


def _cells(row: "_Element") -> list[str]:
    return [" ".join(" ".join(map(_told, _children(cell))).split()) for cell in _children(row) if cell.tag == _CELL]


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
