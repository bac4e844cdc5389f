"""DOCX, ODT, RTF and EPUB: their text, what they say of it, and what is refused."""

import datetime as dt
import io
import zipfile

import pytest

from core.errors import IngestError
from core.headings import sections
from core.types import Article
from ingest.documents import DOCX, EPUB, ODT, RTF, RawFile
from ingest.parse.docx import parse_docx
from ingest.parse.epub import parse_epub
from ingest.parse.odt import parse_odt
from ingest.parse.rtf import parse_rtf
from tests.ingest.parse import made

WORDS = [text for _, text in made.BLOCKS]


def _docx(change: object = None) -> Article:
    from docx import Document

    document = Document()
    change(document)  # type: ignore[operator]  # a function of the document
    content = io.BytesIO()
    document.save(content)
    return parse_docx(made.raw(DOCX, content.getvalue()))


def test_a_docx_files_paragraphs_and_headings_are_its_text() -> None:
    article = parse_docx(made.raw(DOCX, made.docx()))

    assert article.title == made.TITLE
    assert article.text.split("\n\n") == [made.TITLE, *WORDS]


def test_a_docx_files_own_dates_are_not_the_articles() -> None:
    article = parse_docx(made.raw(DOCX, made.docx(author="jfarrow")))

    assert (article.published, article.modified, article.authors) == (None, None, ())


def test_tracked_insertions_are_text_and_deletions_are_not() -> None:
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def change(document: object) -> None:
        paragraph = document.add_paragraph("It ")  # type: ignore[attr-defined]  # the library ships no types of its own here
        paragraph._p.append(parse_xml(f"<w:ins {names}><w:r><w:t>rained</w:t></w:r></w:ins>"))
        paragraph._p.append(parse_xml(f"<w:del {names}><w:r><w:delText>snowed</w:delText></w:r></w:del>"))

    assert _docx(change).text == "It rained"


def test_a_table_is_read_in_its_place_row_by_row() -> None:
    def change(document: object) -> None:
        document.add_paragraph("Before.")  # type: ignore[attr-defined]  # as above
        table = document.add_table(2, 2)  # type: ignore[attr-defined]  # as above
        for cell, text in zip(
            (c for row in table.rows for c in row.cells), ("Year", "Cost", "2026", "14"), strict=True
        ):
            cell.text = text
        document.add_paragraph("After.")  # type: ignore[attr-defined]  # as above

    assert _docx(change).text == "Before.\n\nYear | Cost\n2026 | 14\n\nAfter."


def test_items_of_a_list_are_marked_and_no_headings() -> None:
    def change(document: object) -> None:
        document.add_heading("1. Meals", 1)  # type: ignore[attr-defined]  # as above
        document.add_paragraph("Parents asked for:")  # type: ignore[attr-defined]  # as above
        for text in ("less sugar", "Water instead of juice"):
            document.add_paragraph(text, style="List Bullet")  # type: ignore[attr-defined]  # as above
        document.add_paragraph("The kitchen agreed.")  # type: ignore[attr-defined]  # as above

    text = _docx(change).text
    assert text == "1. Meals\n\nParents asked for:\n\n- less sugar\n- Water instead of juice\n\nThe kitchen agreed."
    assert [section.heading for section in sections(text)] == ["1. Meals"]


NUMBERED = '<w:p><w:pPr>{style}<w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr><w:r><w:t>Milk</w:t></w:r></w:p>'


@pytest.mark.parametrize(
    ("style", "number", "text"),
    [("", 3, "- Milk"), ("ListBullet", 0, "Milk"), ("Heading1", 3, "Milk")],
    ids=["numbered by itself", "taken out of the list", "a numbered heading"],
)
def test_what_word_numbers_is_an_item_unless_it_is_a_heading(style: str, number: int, text: str) -> None:
    from docx.oxml import parse_xml

    def change(document: object) -> None:
        named = style and f'<w:pStyle w:val="{style}"/>'
        item = NUMBERED.format(style=named, number=number)
        document.element.body.insert(0, parse_xml(f"<w:body {NAMES}>{item}</w:body>")[0])  # type: ignore[attr-defined]  # as above

    assert _docx(change).text == text


NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def _said(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _row(*cells: str) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"


def _held(blocks: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{blocks}</w:sdtContent></w:sdt>"


WIDE = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
INSERTED = "<w:p><w:ins><w:r><w:t>New</w:t></w:r></w:ins></w:p>"
MOVED = "".join(f"<w:p><w:{way}><w:r><w:t>Moved.</w:t></w:r></w:{way}></w:p>" for way in ("moveFrom", "moveTo"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (_held(_said("Held.")), "Held."),
        (_held(_row(_said("Year"), _said("Cost"))), "Year | Cost"),
        (_row(_said("2026"), _row(_said("Low"), _said("High"))), "2026 | Low | High"),
        (_row(INSERTED, _said("Old")), "New | Old"),
        (_row(WIDE + _said("Costs")), "Costs"),
        (MOVED, "Moved."),
    ],
    ids=["held", "table held", "table in a table", "inserted in a cell", "merged cells", "moved"],
)
def test_what_word_nests_is_read_once_in_its_place(body: str, text: str) -> None:
    from docx.oxml import parse_xml

    def change(document: object) -> None:
        document.add_paragraph("Before.")  # type: ignore[attr-defined]  # as above
        for element in parse_xml(f"<w:body {NAMES}>{body}</w:body>"):
            document.element.body.insert(-1, element)  # type: ignore[attr-defined]  # as above

    assert _docx(change).text == f"Before.\n\n{text}"


def test_the_title_on_a_cover_is_the_title() -> None:
    from docx.oxml import parse_xml

    def change(document: object) -> None:
        cover = parse_xml(f"<w:sdt {NAMES}><w:sdtContent/></w:sdt>")
        cover[0].append(document.add_heading("Bridge opens", 0)._p)  # type: ignore[attr-defined]  # as above
        document.element.body.insert(0, cover)  # type: ignore[attr-defined]  # as above
        document.add_paragraph("It opened.")  # type: ignore[attr-defined]  # as above

    article = _docx(change)
    assert (article.title, article.text) == ("Bridge opens", "Bridge opens\n\nIt opened.")


@pytest.mark.parametrize("name", ["Microsoft Office User", "Windows User", "Unknown Author", "jfarrow"])
def test_what_a_program_puts_in_place_of_a_name_is_no_author(name: str) -> None:
    assert parse_docx(made.raw(DOCX, made.docx(author=name))).authors == ()
    assert parse_rtf(made.raw(RTF, made.rtf(info=f"{{\\author {name}}}"))).authors == ()


def test_an_odt_files_paragraphs_and_headings_are_its_text() -> None:
    article = parse_odt(made.raw(ODT, made.odt()))

    assert (article.title, article.published) == (made.TITLE, None)
    assert article.text.split("\n\n") == WORDS


def test_white_space_that_odt_writes_as_elements_is_kept() -> None:
    assert parse_odt(
        made.raw(ODT, made.odt([("p", "It<text:s/>rained<text:tab/>here.<text:line-break/>Still.")]))
    ).text == ("It rained here.\nStill.")


def test_notes_and_tracked_deletions_of_odt_are_left_out() -> None:
    text = "It rained<text:note><text:note-body><text:p>a lot</text:p></text:note-body></text:note>."

    assert parse_odt(made.raw(ODT, made.odt([("p", text)]))).text == "It rained."


def test_xml_entities_are_not_read() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "It rained. "><!ENTITY b "&a;&a;&a;">]>'

    with pytest.raises(IngestError, match="entit"):
        parse_odt(made.raw(ODT, made.odt([("p", "&b;")], prolog=bomb)))


def test_no_file_is_read_through_an_entity(tmp_path: object) -> None:
    secret = tmp_path / "secret.txt"  # type: ignore[operator]  # a Path
    secret.write_text("hidden")
    outside = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'

    with pytest.raises(IngestError):
        parse_odt(made.raw(ODT, made.odt([("p", "It rained. &a;")], prolog=outside)))


def test_an_rtf_files_paragraphs_are_its_text() -> None:
    article = parse_rtf(made.raw(RTF, made.rtf()))

    assert article.title == made.TITLE
    assert article.text.split("\n\n") == list(made.PARAGRAPHS)


def test_letters_that_rtf_escapes_are_read() -> None:
    assert parse_rtf(made.raw(RTF, made.rtf(["Caf\\'e9 \\u8220?Anse\\u8221?"]))).text == "Café “Anse”"


def test_an_epub_is_read_in_the_order_of_its_spine_without_its_contents_page() -> None:
    article = parse_epub(made.raw(EPUB, made.epub({"b.xhtml": "<p>First.</p>", "a.xhtml": "<p>Second.</p>"})))

    assert (article.title, article.text) == (made.TITLE, "First.\n\nSecond.")


def test_a_chapter_is_read_in_the_encoding_that_it_declares() -> None:
    whole = zipfile.ZipFile(io.BytesIO(made.epub({"one.xhtml": "<p>x</p>"})))
    files = {name: whole.read(name) for name in whole.namelist()}
    files["OEBPS/one.xhtml"] = (
        '<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Café</p></body></html>'.encode("iso-8859-1")
    )

    assert parse_epub(made.raw(EPUB, made.zipped(files, stored="mimetype"))).text == "Café"


def test_what_a_books_package_states_is_known() -> None:
    stated = (
        "<dc:creator>Jo Farrow</dc:creator><dc:creator>Ann Li</dc:creator><dc:publisher>The Echo</dc:publisher>"
        "<dc:language>en-GB</dc:language><dc:date>2026-03-06</dc:date>"
    )
    article = parse_epub(made.raw(EPUB, made.epub(metadata=stated)))

    assert (article.authors, article.source, article.language) == (("Jo Farrow", "Ann Li"), "The Echo", "en")
    assert (article.published, article.published_from) == (dt.date(2026, 3, 6), "file-properties")


@pytest.mark.parametrize("path", ["../../../../etc/hostname", "/etc/hostname", "http://127.0.0.1/x"])
def test_a_book_reaches_nothing_outside_itself(path: str) -> None:
    with pytest.raises(IngestError, match="holds no text"):
        parse_epub(
            made.raw(EPUB, made.epub({path: "<p>x</p>"}).replace(path.encode(), path.encode())[:0] or _only_spine(path))
        )


def _only_spine(path: str) -> bytes:
    """A book whose only chapter is outside it."""
    whole = zipfile.ZipFile(io.BytesIO(made.epub({"one.xhtml": "<p>x</p>"})))
    files = {name: whole.read(name) for name in whole.namelist() if "one" not in name}
    files["OEBPS/book.opf"] = files["OEBPS/book.opf"].replace(b'href="one.xhtml"', f'href="{path}"'.encode())
    return made.zipped(files, stored="mimetype")


def _bomb(kind: str) -> RawFile:
    return made.raw(kind, made.zipped({"content.xml": b" " * 50_000_000, "word/document.xml": b" " * 50_000_000}))


@pytest.mark.parametrize(("parse", "kind"), [(parse_docx, DOCX), (parse_odt, ODT), (parse_epub, EPUB)])
def test_a_package_that_unpacks_without_bound_is_refused_unread(parse: object, kind: str) -> None:
    with pytest.raises(IngestError, match="unpacks without bound"):
        parse(_bomb(kind))  # type: ignore[operator]  # one of three functions


@pytest.mark.parametrize(("parse", "kind"), [(parse_docx, DOCX), (parse_odt, ODT), (parse_epub, EPUB)])
@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 500, made.zipped({"a": "b"}), made.odt()[:40] + made.odt()[140:]],
    ids=["cut", "zeros", "another", "gap"],
)
def test_a_broken_package_is_named(parse: object, kind: str, content: bytes) -> None:
    with pytest.raises(IngestError, match="broken"):
        parse(made.raw(kind, content))  # type: ignore[operator]  # one of three functions
