"""What of a web page becomes the text of its article."""

import time
from typing import Any

import pytest

from ingest.documents import HTML
from ingest.parse.html import parse_html
from tests.ingest.parse import made


def _text(page: str, **values: Any) -> str:
    return parse_html(made.raw(HTML, page.encode(), **values)).text


def _article(inner: str) -> str:
    """A page whose article is made of the usual paragraphs with `inner` behind the first."""
    return made.html().decode().replace(made.PARAGRAPHS[0] + "</p>", f"{made.PARAGRAPHS[0]}</p>{inner}", 1)


def test_the_caption_of_a_table_ends_without_the_marks_of_empty_cells() -> None:
    rows = "".join(
        f"<tr><td>{place}</td><td>{cost}</td><td></td></tr>" for place, cost in (("Ansel", 14), ("Skarn", 9))
    )
    table = f"<table><caption>Cost of the works in millions</caption>{rows}</table>"

    assert "\n\nCost of the works in millions\nAnsel | 14\nSkarn | 9\n\n" in _text(_article(table))


@pytest.mark.parametrize(
    "heading",
    [
        '<h2><span class="mw-headline" id="Cost">Cost</span>{}</h2>',
        '<div class="mw-heading mw-heading2"><h2 id="Cost">Cost</h2>{}</div>',
    ],
    ids=["older markup", "newer markup"],
)
def test_a_wikis_links_to_edit_are_no_part_of_its_headings(heading: str) -> None:
    edit = (
        '<span class="mw-editsection"><span class="mw-editsection-bracket">[</span>'
        '<a href="/w/index.php?action=edit">edit</a><span class="mw-editsection-bracket">]</span></span>'
    )
    text = _text(_article(heading.format(edit) + f"<p>{made.PARAGRAPHS[2]}</p>"))

    assert f"{made.PARAGRAPHS[0]}\n\nCost\n\n{made.PARAGRAPHS[2]}\n\n" in text


@pytest.mark.parametrize(
    "mark",
    [
        '<sup id="r1" class="reference"><a href="#n1"><span>[</span>1<span>]</span></a></sup>',
        '<sup>[<a href="https://echo.example/barrier#n1">1</a>]</sup>',
        '<sup><a href="#n1">[note 1]</a><a href="#n2">[2]</a></sup>',
        "<sup>[1]</sup>",
        '<sup class="footnote-ref"><a href="#fn1">1</a></sup>',
    ],
)
def test_marks_of_references_are_no_part_of_a_sentence(mark: str) -> None:
    text = _text(_article(f"<p>The works began in March.{mark} They have cost fourteen million crowns so far.</p>"))

    assert "The works began in March. They have cost fourteen million crowns so far." in text


@pytest.mark.parametrize("raised", ["<sup>2</sup>", '<sup><a href="/units">2</a></sup>'])
def test_a_superscript_that_links_to_no_note_stays(raised: str) -> None:
    text = _text(_article(f"<p>The basin has 480 m{raised} of water, and it is to have a good deal more of it.</p>"))

    assert "480 m2 of water" in text


def test_pointers_to_other_articles_of_a_wiki_are_left_out() -> None:
    note = '<div class="hatnote">For the first, see <a href="/wiki/Plan">Old plan</a>. Not to be taken for a dam.</div>'
    page = made.html(made.BLOCKS * 3, under=note).decode()

    assert "Old plan" not in _text(page.replace("<article>", "<div>").replace("</article>", "</div>"))


def test_a_day_that_is_marked_as_one_stays_in_its_sentence() -> None:
    day = '<time datetime="2026-05-03">3 May</time>'
    text = _text(_article(f"<p>The works began on {day}, and they were to last until the autumn of that year.</p>"))

    assert "The works began on 3 May, and they were" in text


def test_the_articles_own_day_beside_its_author_is_no_sentence_of_it() -> None:
    line = '<p>By Jo Farrow · <time datetime="2026-05-03">3 May 2026</time></p>'

    assert "3 May" not in _text(_article("").replace("</h1>", f"</h1>{line}"))


def test_a_question_that_unfolds_its_answer_is_kept() -> None:
    question = '<h3><button class="accordion-button" aria-expanded="false">How long will it take?</button></h3>'
    text = _text(_article(f"{question}<div><p>{made.PARAGRAPHS[2]}</p></div>"))

    assert f"How long will it take?\n\n{made.PARAGRAPHS[2]}" in text


CAPTION = "The gate was closed for the first time on Monday."


def _figure(caption: str) -> str:
    return f"<figure><img src='gate.jpg'><figcaption>{caption}</figcaption></figure>"


def test_a_caption_that_is_a_sentence_is_a_paragraph_of_the_article() -> None:
    text = _text(_article(_figure(f"{CAPTION} <span class='credit'>Photo: Jo Farrow</span>")))

    assert f"{made.PARAGRAPHS[0]}\n\n{CAPTION}\n\n{made.PARAGRAPHS[1]}" in text


@pytest.mark.parametrize(
    "caption", ["The gate, closed", "Photo: Jo Farrow.", "© Jo Farrow for the Averton Echo, 2026."]
)
def test_a_caption_that_only_names_is_left_out(caption: str) -> None:
    assert caption not in _text(_article(_figure(caption)))


def test_an_article_does_not_begin_with_the_caption_of_its_picture() -> None:
    assert CAPTION not in _text(made.html(under=_figure(CAPTION)).decode())


@pytest.mark.parametrize("unit", ["<time>3 May</time> ", "<sup>[1]</sup>x ", f"</p>{_figure(CAPTION)}<p>"])
def test_a_page_of_nothing_but_marks_is_read_in_time(unit: str) -> None:
    begun = time.perf_counter()
    _text(_article(f"<p>{unit * 5000}it rained.</p>"))

    assert time.perf_counter() - begun < 20  # reading a paragraph anew for each mark in it took over 30
