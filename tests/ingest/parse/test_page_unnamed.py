"""Pages that say nowhere where their article is: bare HTML, and newsletters laid out in tables."""

import time

import pytest

from ingest.documents import EML, HTML
from ingest.parse.html import parse_html
from ingest.parse.mail import parse_mail
from tests.ingest.parse import made

P = [f"<p>{text}</p>" for text in made.PARAGRAPHS]
LIST = "<ul><li>a wall of 300 metres</li><li>two cranes by 2027</li></ul>"
PLAN = f"<h2>What was asked</h2><p>The council asks for:</p>{LIST}"
COST = f"<h2>{made.HEADING}</h2>{P[1]}{P[2]}"
BODY = f"<h1>{made.TITLE}</h1>{P[0]}{PLAN}{COST}"
TEXT = (
    f"{made.PARAGRAPHS[0]}\n\nWhat was asked\n\nThe council asks for:\n\n- a wall of 300 metres\n- two cranes by 2027"
    f"\n\n{made.HEADING}\n\n{made.PARAGRAPHS[1]}\n\n{made.PARAGRAPHS[2]}"
)
MENU = "<ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li></ul>"
MORE = (
    "<h3>More stories</h3><ul><li><a href='/a'>Ferry late again</a></li><li><a href='/b'>New school opens</a></li></ul>"
)


def _page(body: str) -> bytes:
    return f"<html><head><title>{made.TITLE} - Averton Echo</title></head><body>{body}</body></html>".encode()


def _text(body: str) -> str:
    return parse_html(made.raw(HTML, _page(body))).text


def _rows(*cells: str) -> str:
    return "".join(f"<tr><td>{cell}</td></tr>" for cell in cells)


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        f"<div>{BODY}</div>",
        f"<header><h2>Averton Echo</h2></header><nav>{MENU}</nav><div>{BODY}</div><footer>{MORE}</footer>",
        f"<div>{MENU}</div><div class='page'>{BODY}</div><div>{MORE}<p>Copyright 2026 Averton Echo.</p></div>",
        f"<div><h1>{made.TITLE}</h1>{P[0]}{PLAN}</div><div>{COST}</div>",
        f"<div class='has-sidebar'>{BODY}</div>",
        f"<div id='main-menu'>{MENU}</div><div>{BODY}</div>",
        f"<table><tr><td>{BODY}</td></tr></table>",
    ],
    ids=[
        "bare",
        "one part",
        "site around",
        "parts around",
        "two parts",
        "named for its side",
        "menu called main",
        "cell",
    ],
)
def test_headings_and_lists_of_a_page_without_a_named_article_are_kept(body: str) -> None:
    assert _text(body) == TEXT


def test_a_list_at_the_end_of_a_bare_page_is_kept() -> None:
    assert _text("".join(P) + PLAN).endswith("The council asks for:\n\n- a wall of 300 metres\n- two cranes by 2027")


def test_a_form_around_nearly_all_of_a_page_is_no_side_of_it() -> None:
    notice = "<div><p>This site remembers what you have read on it, and nobody else is told.</p></div>"

    assert _text(f"<form><div>{BODY}</div></form>{notice}").startswith(TEXT)


def test_what_stands_beside_a_bare_article_stays_out() -> None:
    text = _text(f"<h1>Averton Echo</h1><h2>News from the coast</h2>{MENU}{BODY}{MORE}<p>Copyright 2026 Echo.</p>")

    assert text.removesuffix("\n\nCopyright 2026 Echo.") == TEXT


def test_an_article_that_is_named_is_read_alone() -> None:
    other = f"<div><h2>Elsewhere</h2><p>The ferry was late on Tuesday and on Wednesday.</p>{LIST}</div>"

    assert _text(f"<article>{BODY}</article>{other}") == TEXT


def test_a_newsletter_laid_out_in_tables_keeps_its_headings_and_lists() -> None:
    facts = "<table><tr><th>Wall</th><th>Crane</th></tr><tr><td>9</td><td>14</td></tr></table>"
    inner = [
        "<h1>Averton weekly</h1>",
        f"<h2>Quay</h2>{P[0]}{LIST}",
        f"<h2>Costs</h2>{P[2]}{facts}",
        "<a href='/u'>Unsubscribe</a>",
    ]
    table = f"<table>{_rows(*(f'<table>{_rows(cell)}</table>' for cell in inner))}</table>"

    assert _text(table) == (
        f"Quay\n\n{made.PARAGRAPHS[0]}\n\n- a wall of 300 metres\n- two cranes by 2027"
        f"\n\nCosts\n\n{made.PARAGRAPHS[2]}\n\nWall | Crane\n9 | 14"
    )


def test_text_that_stands_in_a_cell_by_itself_is_kept_in_paragraphs() -> None:
    one, two, three = made.PARAGRAPHS
    table = (
        f"<table>{_rows(f'<h2>Quay</h2>{one} <b>It rained.</b><br><br>{two}', f'<h2>Costs</h2><p>{three}</p>')}</table>"
    )

    text = _text(P[2].replace("The works", "The cranes") + table)

    assert text.endswith(f"Quay\n\n{one} It rained.\n\n{two}\n\nCosts\n\n{three}")


def test_a_table_of_facts_keeps_its_rows() -> None:
    table = "<h2>Costs</h2><table><tr><th>Wall</th><th>Crane</th></tr><tr><td>9 million</td><td>14</td></tr></table>"

    assert "\n\nCosts\n\nWall | Crane\n9 million | 14\n\n" in _text(P[0] + table + P[1])


def test_a_page_of_nothing_but_a_list_is_that_list() -> None:
    items = "".join(f"<li>{text}</li>" for text in made.PARAGRAPHS)

    assert _text(f"<h1>{made.TITLE}</h1><ul>{items}</ul>") == "\n".join(f"- {text}" for text in made.PARAGRAPHS)


def test_a_page_without_full_stops_keeps_its_headings() -> None:
    lines = ["สภาท่าเรือลงมติเมื่อวันศุกร์ให้เลื่อนการตัดสินใจเรื่องเขื่อนออกไป", "งานนี้ใช้เงินไปแล้วสิบสี่ล้านจนถึงตอนนี้"]

    assert "\n\nค่าใช้จ่าย\n\n" in _text(f"<p>{lines[0]}</p><h2>ค่าใช้จ่าย</h2><p>{lines[1]}</p>")


def test_an_html_message_keeps_its_headings_and_lists() -> None:
    text = parse_mail(made.raw(EML, made.mail(None, f"<table>{_rows(P[0] + PLAN, COST)}</table>"))).text

    assert text == TEXT


@pytest.mark.parametrize(
    "body",
    [
        ("<ul><li>" * 100 + "It rained." + "</li></ul>" * 100) * 100,
        ("<table><tr><td>" * 80 + "It rained." + "</td></tr></table>" * 80) * 100,
        "<div>" * 200 + "<p>It rained.</p>" * 5000,
    ],
    ids=["lists", "tables", "parts"],
)
def test_a_page_of_deep_parts_is_read_in_time(body: str) -> None:
    begun = time.perf_counter()
    _text(P[0] + body)

    assert time.perf_counter() - begun < 20
