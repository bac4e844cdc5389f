"""EPUB -> Article: the text of its chapters in the order of the spine, what its package says of it."""

import posixpath
from urllib.parse import unquote

from lxml import etree

from core.errors import IngestError
from core.types import Article
from ingest.documents import RawFile
from ingest.encoding import decode_page
from ingest.metadata import file_article
from ingest.parse.blocks import block_text
from ingest.parse.html import load_page
from ingest.parse.package import Package, opened_package

_CONTAINER = "META-INF/container.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DRM = "META-INF/encryption.xml"


def parse_epub(raw: RawFile) -> Article:
    """The article (a book, an issue of a magazine) in an EPUB file. Raises IngestError where there is none."""
    with opened_package(raw.content) as package:
        folder, opf = _opf(package)
        chapters = [_chapter(package, name) for name in _spine(folder, opf) if name in package]
        if not any(chapters) and _DRM in package:
            raise IngestError("is locked by its publisher (DRM)")
    return file_article(raw, "\n\n".join(filter(None, chapters)), _stated(opf), date_from="file-properties")


def _opf(package: Package) -> tuple[str, etree._Element]:
    """The package document, and the folder that its addresses are relative to."""
    rootfile = package.xml(_CONTAINER).find(".//{*}rootfile")
    name = (rootfile.get("full-path") if rootfile is not None else None) or ""
    return posixpath.dirname(name), package.xml(name)


def _spine(folder: str, opf: etree._Element) -> list[str]:
    """Names of the chapters' files in reading order, the contents page and what is not linear left out."""
    items = {item.get("id"): item for item in opf.iter(f"{_OPF}item")}
    listed = [items[ref.get("idref")] for ref in opf.iter(f"{_OPF}itemref") if _is_read(ref, items)]
    return [posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or ""))) for item in listed]


def _is_read(ref: etree._Element, items: dict[str | None, etree._Element]) -> bool:
    item = items.get(ref.get("idref"))
    return item is not None and ref.get("linear") != "no" and "nav" not in (item.get("properties") or "").split()


def _chapter(package: Package, name: str) -> str:
    content = package.read(name)
    if not content.strip():
        return ""
    body = load_page(decode_page(content, "", name)).find(".//body")
    return block_text(body) if body is not None else ""


def _stated(opf: etree._Element) -> dict[str, object]:
    def first(name: str) -> str:
        return " ".join((opf.findtext(f".//{_DC}{name}") or "").split())

    dates = [date for date in opf.iter(f"{_DC}date") if date.get(f"{_OPF}event") in (None, "publication")]
    values: dict[str, object] = {
        "title": first("title"),
        "authors": [" ".join((creator.text or "").split()) for creator in opf.iter(f"{_DC}creator")],
        "source": first("publisher"),
        "language": first("language").partition("-")[0],
        "date": (dates[0].text or "") if dates else "",
    }
    return {name: value for name, value in values.items() if value}
