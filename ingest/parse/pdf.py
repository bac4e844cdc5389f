"""PDF -> Article: lines in reading order (`pdf_layout.py`), paragraphs, hyphenation mended, running heads left out.

Reads the text that a PDF carries; a scan without any holds no article here. The day on which the file was made is not
taken for that of publication.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.errors import IngestError
from core.types import Article
from ingest.documents import RawFile
from ingest.metadata import file_article, personal_name
from ingest.parse.paragraphs import joined_pages, paragraphs
from ingest.parse.pdf_layout import Char, Line, body_size, page_lines

if TYPE_CHECKING:
    import pypdfium2

_EDGE_LINES = 2
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—]?(?:\s*(?:of|/|von)\s*\d{1,4})?", re.I
)
_APART = 1.6  # heights of a line; within a text it is 1.1 to 1.5
_LARGER = 1.15
_NO_TITLE = re.compile(r"untitled|microsoft word|\.(?:docx?|pdf|indd|qxd|html?|rtf|odt)$|^https?:|^\W*$|^.{0,3}$", re.I)
_BETWEEN_NAMES = re.compile(r"[,;&]|\b(?:and|und|et)\b")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\x02": "-"})


def parse_pdf(raw: RawFile) -> Article:
    """The article in a PDF. Raises IngestError for one that is broken, locked or without text."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw.content)
        pages = [_read(document, number) for number in range(len(document))]
        stated = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise IngestError(_reason(str(error))) from error
    lines = [page_lines(page) for page in pages]
    if not any(lines):
        raise IngestError("holds no text, only pictures of it; recognise the text (OCR) first")
    size = body_size([line for page in lines for line in page])
    text, page_starts = joined_pages([paragraphs(page) for page in _without_running_heads(lines, size)])
    values = {"title": _title(stated.get("Title", ""), lines, size), "author": _authors(stated.get("Author", ""))}
    return file_article(raw, text, values, date_from="file-properties", page_starts=page_starts)


def _reason(error: str) -> str:
    if "password" in error.lower():
        return "is locked with a password; save it without one"
    return f"is a broken PDF file: {error}"


def _read(document: "pypdfium2.PdfDocument", number: int) -> list[Char]:
    """The characters of a page in the order of the file."""
    from pypdfium2 import raw as pdfium

    page = document[number]
    text = page.get_textpage()
    box = pdfium.FS_RECTF()
    found: list[Char] = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
            continue  # characters for which the font names no letter
        if not pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            continue
        found.append(Char(chr(code).translate(_LIGATURES), box.left, box.bottom, box.right, box.top))
    text.close()
    page.close()
    return found


def _without_running_heads(pages: Sequence[Sequence[Line]], size: float) -> Iterator[list[Line]]:
    """The lines of each page but those at its edges that other pages repeat, and page numbers."""
    edges = [_edges(page) for page in pages]
    counts = Counter(shape for page in edges for shape in {_shape(line) for line in page})
    for page, edge in zip(pages, edges, strict=True):
        dropped = {
            id(line)
            for line in edge
            if line.size <= _LARGER * size and (counts[_shape(line)] > 1 or _PAGE_NUMBER.fullmatch(line.text))
        }
        yield [line for line in page if id(line) not in dropped]


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines at top and bottom that a space sets apart from all others, as running heads are."""
    from_top = sorted(page, key=lambda line: -line.top)
    return [*_apart(from_top), *_apart(from_top[::-1])]


def _apart(lines: Sequence[Line]) -> Sequence[Line]:
    """The first line of `lines`, or the first two, where the next one is not near."""
    for count in range(1, min(_EDGE_LINES + 1, len(lines))):
        if abs(lines[count - 1].bottom - lines[count].bottom) > _APART * lines[count - 1].size:
            return lines[:count]
    return lines if len(lines) <= _EDGE_LINES else ()


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text).casefold()


def _title(stated: str, pages: Sequence[Sequence[Line]], size: float) -> str:
    """The title that the file states where its first pages bear it out, else the largest print on the first page."""
    stated = " ".join(stated.split())
    opening = " ".join(line.text for page in pages[:2] for line in page)
    if not _NO_TITLE.search(stated) and _folded(stated) in _folded(opening):
        return stated
    first = next((page for page in pages if page), [])
    largest = max((line.size for line in first), default=0.0)
    if largest <= _LARGER * size:
        return ""
    lines = [line for line in first if line.size >= largest / _LARGER]
    title = " ".join(line.text for line in lines[:4])
    return title if len(title) <= 200 else ""


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _authors(stated: str) -> list[str]:
    """The names of persons among what the file states, in which several stand one after another."""
    names = filter(None, map(personal_name, _BETWEEN_NAMES.split(stated)))
    return [name for name in names if re.sub(r"[ .'’-]", "", name).isalpha()]
