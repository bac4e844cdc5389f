"""ODT -> Article: the paragraphs, headings, lists and tables of `content.xml`, title and language of `meta.xml`."""

from lxml import etree

from core.types import Article
from ingest.documents import RawFile
from ingest.metadata import file_article
from ingest.parse.blocks import block_text
from ingest.parse.package import Package, opened_package

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
# To the names that `block_text` knows; notes and tracked deletions are no part of the running text.
_NAMES = {
    f"{_TEXT}p": "p",
    f"{_TEXT}h": "h2",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}line-break": "br",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
    f"{_TEXT}note": "template",
    f"{_TEXT}tracked-changes": "template",
    f"{_OFFICE}annotation": "template",
}


def parse_odt(raw: RawFile) -> Article:
    """The article in an ODT file. Raises IngestError where there is none."""
    with opened_package(raw.content) as package:
        body = package.xml("content.xml").find(f"{_OFFICE}body")
        stated = _stated(package) if "meta.xml" in package else {}
    text = _text(body) if body is not None else ""
    return file_article(raw, text, stated, date_from="file-properties")


def _text(body: etree._Element) -> str:
    for element in body.iter(f"{_TEXT}s", f"{_TEXT}tab"):
        element.tail = f" {element.tail or ''}"  # white space is written as elements
    for element in body.iter(*_NAMES):
        element.tag = _NAMES[str(element.tag)]
    return block_text(body)


def _stated(package: Package) -> dict[str, str]:
    meta = package.xml("meta.xml")
    found = {name: " ".join((meta.findtext(f".//{_DC}{name}") or "").split()) for name in ("title", "language")}
    return {name: value for name, value in found.items() if value}
