"""What a file is: by its content, and by its name only where that does not tell."""

import io
import zipfile
from pathlib import Path

import pytest

from core.errors import IngestError
from ingest import documents as media
from ingest.formats import media_type
from tests.ingest.parse import made


@pytest.mark.parametrize("kind", [media.HTML, media.PDF, media.DOCX, media.ODT, media.RTF, media.EPUB, media.EML])
@pytest.mark.parametrize("name", ["article", "article.php", "article.csv", "article.pdf"])
def test_documents_are_told_by_content_whatever_they_are_called(kind: str, name: str) -> None:
    assert media_type(Path(name), made.ONE_ARTICLE[kind]()) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\n<!-- saved from x --><!DOCTYPE html><html>", media.HTML),
        (b"\xef\xbb\xbf<HTML><BODY>", media.HTML),
        ("<!doctype html><p>É".encode("utf-16"), media.HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", media.HTML),
        (b"<?xml version='1.0'?>\n<rss version='2.0'>", media.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", media.FEED),
        (b"<?xml version='1.0'?><!-- x --><urlset xmlns='x'>", media.SITEMAP),
        (b"junk before\n%PDF-1.7\n", media.PDF),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", media.WARC),
        (b"PAR1\x15\x04", media.PARQUET),
        (b"a" * 257 + b"ustar\x0000", media.TAR),
        (b"From jo@echo.example Fri Mar  6 09:12:45 2026\nSubject: x\n", media.MBOX),
        (b"Received: from a\n by b\nDate: x\nFrom: jo@echo.example\nSubject: x\n\nText", media.EML),
    ],
)
def test_a_beginning_is_enough(head: bytes, kind: str) -> None:
    assert media_type(Path("file.bin"), head) == kind


@pytest.mark.timeout(5)
def test_a_long_line_that_only_begins_as_a_mailbox_does_is_a_text() -> None:
    assert media_type(Path("a.txt"), b"From " + b"a" * 30_000 + b" " * 30_000) == media.TEXT


@pytest.mark.parametrize("name", ["standard-input", "dump.txt"])
def test_a_line_of_column_names_makes_a_table(name: str) -> None:
    assert media_type(Path(name), b'"Date";"Headline";"Body"\r\n2026-03-06;Rain;It rained.') == media.CSV
    assert media_type(Path(name), b"Title, text\n\nIt rained.") == media.CSV
    assert media_type(Path(name), b"Rain, text and weather\n\nIt rained.") == media.TEXT
    assert media_type(Path(name), b"Text\n\nIt rained.") == media.TEXT


def test_an_archive_is_no_document_even_if_one_lies_in_it() -> None:
    archive = made.zipped({"a.docx": made.docx()}, stored="a.docx")

    assert media_type(Path("a.docx"), archive) == media.ZIP


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"\x89PNG\r\n", "an image"),
        (b"7z\xbc\xaf\x27", "an unsupported kind of archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
        (b"<?xml version='1.0'?><svg>", "an XML file of another kind"),
        (made.zipped({"xl/workbook.xml": ""}), "a spreadsheet"),
        (b"\0\1\2\3", "binary"),
    ],
)
def test_what_is_not_read_is_named(head: bytes, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        media_type(Path("file.bin"), head)


def test_a_text_of_an_unknown_name_is_named_by_its_name() -> None:
    with pytest.raises(IngestError, match=r"unknown file type \.exe"):
        media_type(Path("file.exe"), b"Cars are back.")


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.md", b"<div>x</div>\n\n# Bridge", media.MARKDOWN),
        ("a.txt", b"<p> is the tag for paragraphs.", media.TEXT),
        ("a.txt", b"From the beginning it was clear.", media.TEXT),
        ("a.txt", b"Title: Bridge\nDate: 2026-03-06\nSource: Echo\n\nCars.", media.TEXT),
        ("a.txt", b"---\ntitle: Bridge\n---\n", media.MARKDOWN),
        ("a.html", b"Cars are back.", media.HTML),
        ("a.txt", b'{"text": "x"}\n', media.JSONL),
    ],
)
def test_names_decide_where_content_fits_several(name: str, head: bytes, kind: str) -> None:
    assert media_type(Path(name), head) == kind


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml"])
def test_a_saved_page_is_known_by_its_ending_where_its_head_does_not_tell(name: str) -> None:
    assert media_type(Path(name), b"Snapshot-Content-Location: https://echo.example/a\n") == media.EML


def test_a_book_whose_kind_does_not_stand_first_is_told_by_its_directory() -> None:
    book = zipfile.ZipFile(io.BytesIO(made.epub()))
    names = [name for name in book.namelist() if name != "mimetype"]

    assert media_type(Path("a.epub"), made.zipped({name: book.read(name) for name in names})) == media.EPUB


def test_an_odt_file_whose_kind_does_not_stand_first_is_told_by_its_directory() -> None:
    odt = zipfile.ZipFile(io.BytesIO(made.odt()))

    assert media_type(Path("a.odt"), made.zipped({name: odt.read(name) for name in odt.namelist()[::-1]})) == media.ODT


def test_a_message_of_outlook_is_to_be_saved_as_mail() -> None:
    with pytest.raises(IngestError, match="an Outlook message; save it as DOCX or EML"):
        media_type(Path("a.msg"), b"\xd0\xcf\x11\xe0\xa1\xb1")
