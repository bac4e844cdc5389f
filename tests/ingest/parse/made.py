"""Small documents of every format, made when they are asked for."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from ingest import documents as media
from ingest.documents import RawFile

TITLE = "Council puts off vote on tide barrier"
PARAGRAPHS = (
    "The harbour council of Averton voted on Friday to put off the decision on the tide barrier until the autumn.",
    "Residents had waited eleven months for an answer, and several of them left the hall before the vote was taken.",
    "The works have cost fourteen million crowns so far, which is twice what the council had set aside for them.",
)
HEADING = "What it has cost"
BLOCKS = (("p", PARAGRAPHS[0]), ("p", PARAGRAPHS[1]), ("h", HEADING), ("p", PARAGRAPHS[2]))
Blocks = Sequence[tuple[str, str]]


def raw(media_type: str, content: bytes, name: str = "000_17ab", **values: Any) -> RawFile:
    """A file as the source reader hands it on."""
    return RawFile(f"{name}.bin", "a-1", name, media_type, content, **values)


def html(blocks: Blocks = BLOCKS, head: str = "", under: str = "", title: str = TITLE) -> bytes:
    body = "".join(f"<h2>{text}</h2>" if kind == "h" else f"<p>{text}</p>" for kind, text in blocks)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{under}{body}</article></body></html>"
    ).encode()


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], **properties: str) -> bytes:
    """A PDF of pages with lines `(x, y, size, text)` in points."""
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(595, 842), invariant=1)
    for name, value in properties.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for page in pages:
        for x, y, size, text in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def column(text: str, *, x: float = 72, top: float = 740, width: int = 40) -> list[tuple[float, float, float, str]]:
    """Lines of 10 points and at most `width` characters, from `top` downwards."""
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [(x, top - 12 * number, 10.0, line) for number, line in enumerate(lines)]


def article_pdf() -> bytes:
    """A page with headline and paragraphs."""
    lines = [(72.0, 780.0, 20.0, TITLE)]
    top = 740.0
    for _, text in BLOCKS:
        lines += column(text, top=top, width=80)
        top = lines[-1][1] - 24
    return pdf([lines], title=TITLE)


def docx(**properties: str) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(TITLE, 0)
    for kind, text in BLOCKS:
        if kind == "h":
            document.add_heading(text, 1)
        else:
            document.add_paragraph(text)
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def zipped(files: Mapping[str, str | bytes], stored: str = "") -> bytes:
    """A zip archive of `files`; `stored` comes first and is not packed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items(), key=lambda file: file[0] != stored):
            archive.writestr(name, text, zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED)
    return content.getvalue()


def odt(blocks: Blocks = BLOCKS, prolog: str = "") -> bytes:
    body = "".join(
        f'<text:h text:outline-level="1">{text}</text:h>' if kind == "h" else f"<text:p>{text}</text:p>"
        for kind, text in blocks
    )
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    )
    return zipped(
        {
            "mimetype": media.ODT,
            "content.xml": f"<?xml version='1.0'?>{prolog}<office:document-content {names}><office:body><office:text>"
            f"{body}</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {names}><office:meta><dc:title>{TITLE}</dc:title>"
            "<dc:date>2026-03-09T10:00:00</dc:date></office:meta></office:document-meta>",
        },
        stored="mimetype",
    )


def epub(chapters: Mapping[str, str] | None = None, metadata: str = "") -> bytes:
    """A book of the chapters' HTML bodies by file name; `metadata` is more of the package's."""
    chapters = chapters or {"one.xhtml": f"<h1>{TITLE}</h1>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)}
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    refs = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    return zipped(
        {
            "mimetype": media.EPUB,
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata><dc:title>{TITLE}</dc:title>{metadata}</metadata><manifest>{items}"
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>'
            f'<spine><itemref idref="nav"/>{refs}</spine></package>',
            "OEBPS/nav.xhtml": "<html><body><nav><ol><li>Contents</li></ol></nav></body></html>",
            **{
                f"OEBPS/{name}": f"<html><head><title>x</title></head><body>{body}</body></html>"
                for name, body in chapters.items()
            },
        },
        stored="mimetype",
    )


def rtf(paragraphs: Sequence[str] = PARAGRAPHS, info: str = "") -> bytes:
    body = "".join(f"{text}\\par\n" for text in paragraphs)
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}{\\info{\\title "
        + TITLE
        + "}"
        + info
        + "}\\f0\\fs24 "
        + body
        + "}"
    ).encode()


def mail(plain: str | None = "\n\n".join(PARAGRAPHS), page: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "The Ansel Courier <news@ansel.example>"
    message["To"] = "reader@averton.example"
    message["Subject"] = TITLE
    message["Date"] = format_datetime(dt.datetime(2026, 3, 6, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))))
    message["Message-ID"] = "<42@ansel.example>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    if plain is not None:
        message.set_content(plain)
    if page is not None:
        add = message.set_content if plain is None else message.add_alternative
        add(page, subtype="html")
    return message.as_bytes()


def text() -> bytes:
    return f"Title: {TITLE}\nDate: 2026-03-06\n\n{chr(10).join(PARAGRAPHS)}".encode()


def markdown() -> bytes:
    return f"---\ntitle: {TITLE}\ndate: 2026-03-06\n---\n\n{(chr(10) * 2).join(PARAGRAPHS)}".encode()


ONE_ARTICLE: Mapping[str, Callable[[], bytes]] = {
    media.TEXT: text,
    media.MARKDOWN: markdown,
    media.HTML: html,
    media.PDF: article_pdf,
    media.DOCX: docx,
    media.ODT: odt,
    media.RTF: rtf,
    media.EPUB: epub,
    media.EML: mail,
}
