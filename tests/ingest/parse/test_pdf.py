"""PDF: lines in the order in which people read them, and what print does to words undone."""

import datetime as dt
from itertools import zip_longest

import pytest

from core.errors import IngestError
from core.types import Article
from ingest.documents import PDF
from ingest.parse.pdf import parse_pdf
from tests.ingest.parse import made

LEFT = "The harbour council of Averton voted on Friday to put off the decision on the tide barrier. " * 3
RIGHT = "Residents had waited eleven months for an answer and several of them left the hall early. " * 3


def _article(*pages: list[tuple[float, float, float, str]], **properties: str) -> Article:
    return parse_pdf(made.raw(PDF, made.pdf(pages, **properties)))


def _words(text: str) -> str:
    return " ".join(text.split())


def test_headline_paragraphs_and_headings_are_set_apart() -> None:
    article = parse_pdf(made.raw(PDF, made.article_pdf()))

    assert article.text.split("\n\n") == [made.TITLE, *(text for _, text in made.BLOCKS)]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = [*made.column(LEFT, x=72), *made.column(RIGHT, x=310)]

    assert _words(_article(page).text) == _words(LEFT + RIGHT)


def test_columns_written_line_by_line_across_are_read_the_same() -> None:
    left, right = made.column(LEFT, x=72), made.column(RIGHT, x=310)
    across = [line for pair in zip_longest(left, right) for line in pair if line]

    assert _words(_article(across).text) == _words(LEFT + RIGHT)


def test_a_headline_over_two_columns_comes_first() -> None:
    page = [*made.column(LEFT, x=72), *made.column(RIGHT, x=310), (72.0, 790.0, 22.0, made.TITLE)]

    assert _words(_article(page).text) == _words(f"{made.TITLE} {LEFT} {RIGHT}")


def test_hyphenation_is_mended_and_compounds_keep_their_hyphen() -> None:
    lines = ["The coun-", "cil met the well-", "known mayor, who is well-known, and Anne-", "Marie Dray."]
    page = [(72.0, 740.0 - 12 * number, 10.0, line) for number, line in enumerate(lines)]

    assert _article(page).text == "The council met the well-known mayor, who is well-known, and Anne-Marie Dray."


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            (72.0, 810.0, 8.0, f"The Averton Echo, {5 + number} March"),
            *made.column(LEFT),
            (290.0, 30.0, 8.0, f"Page {number}"),
        ]
        for number in (1, 2, 3)
    ]

    article = _article(*pages)

    assert "Echo" not in article.text
    assert "Page" not in article.text
    assert _words(article.text) == _words(LEFT * 3)


def test_a_number_that_stands_in_the_text_stays() -> None:
    page = [*made.column(LEFT), (72.0, 640.0, 10.0, "1,250"), *made.column(RIGHT, top=616)]

    assert "1,250" in _article(page).text


def test_where_each_page_begins_is_known() -> None:
    article = _article(made.column("It rained."), made.column("Snow fell."), [], made.column("Then it was dry."))

    assert [article.text[start:][:5] for start in article.page_starts] == ["It ra", "Snow ", "Then ", "Then "]


def test_a_sentence_runs_on_over_the_page() -> None:
    article = _article(made.column("The bridge was re-"), made.column("opened by the mayor."))

    assert (article.text, article.page_starts) == ("The bridge was reopened by the mayor.", (0, 17))


def test_the_stated_title_counts_where_the_page_bears_it_out() -> None:
    page = [(72.0, 790.0, 22.0, "Council puts off vote"), *made.column(LEFT)]

    assert _article(page, title="Council puts off vote").title == "Council puts off vote"
    assert _article(page, title="Microsoft Word - draft3.docx").title == "Council puts off vote"
    assert _article(page, title="Template of the Echo").title == "Council puts off vote"


def test_the_day_on_which_the_file_was_made_is_not_that_of_publication() -> None:
    assert _article(made.column(LEFT)).published is None


def test_a_day_under_the_headline_is() -> None:
    page = [(72.0, 790.0, 22.0, made.TITLE), (72.0, 765.0, 10.0, "By Jo Farrow, 6 March 2026"), *made.column(LEFT)]
    article = _article(page)

    assert (article.published, article.published_from) == (dt.date(2026, 3, 6), "header")


def test_the_author_is_a_name_and_no_account() -> None:
    assert _article(made.column(LEFT), author="Jo Farrow").authors == ("Jo Farrow",)
    assert _article(made.column(LEFT), author="jfarrow").authors == ()
    assert _article(made.column(LEFT), author="Microsoft Office User").authors == ()


def test_several_authors_are_told_apart() -> None:
    article = _article(made.column(LEFT), author="Jo Farrow, Anne O'Hara; Karin Lund and M. Ek, jfarrow, PhD")

    assert article.authors == ("Jo Farrow", "Anne O'Hara", "Karin Lund", "M. Ek")


def test_a_scan_is_named_as_one() -> None:
    with pytest.raises(IngestError, match=r"holds no text.*OCR"):
        _article([])


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"])
def test_a_broken_file_is_named(content: bytes) -> None:
    with pytest.raises(IngestError, match=r"broken PDF|holds no text"):
        parse_pdf(made.raw(PDF, content))


def test_a_locked_file_is_named() -> None:
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    canvas = Canvas(content, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "It rained.")
    canvas.save()

    with pytest.raises(IngestError, match="locked with a password"):
        parse_pdf(made.raw(PDF, content.getvalue()))
