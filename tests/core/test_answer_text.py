import dataclasses

from core.types import Answer, Citation
from tests.fakes import article, passage

FERRY = article("The ferry costs 9 crowns.", id="ferry", title="Ferry fares", source="The Post")
ANSWER = Answer(
    "What does the ferry cost?",
    "The ferry costs 9 crowns. [1]",
    citations=(Citation(1, FERRY.id, FERRY.title, FERRY.source, FERRY.published, None, 0, 25, FERRY.text),),
    passages=(passage("A whole article of many words.", id="other"),),
)


def test_an_answer_is_printed_with_what_it_stands_on():
    assert str(ANSWER) == (
        "The ferry costs 9 crowns. [1]\n\n[1] Ferry fares (The Post, 2 March 2026)\n    ferry, characters 0-25"
    )


def test_an_answer_without_citations_is_its_text_alone():
    assert str(Answer("Who won?", "The articles do not tell.", refused=True)) == "The articles do not tell."


def test_what_no_passage_supports_and_where_it_was_cut_is_printed_too():
    answer = Answer("Who won?", "Venn won. By", unsupported=((0, 9),), cut_short=True, reason="the connection broke")
    assert str(answer).splitlines()[2:] == [
        "Not supported by any passage: Venn won.",
        "The answer was cut short: the connection broke",
    ]


def test_a_citation_without_outlet_and_date_is_its_title_and_place():
    bare = dataclasses.replace(ANSWER.citations[0], source="", published=None, url="https://post.example/fares")
    assert str(dataclasses.replace(ANSWER, citations=(bare,))).splitlines()[2:] == [
        "[1] Ferry fares",
        "    https://post.example/fares, characters 0-25",
    ]


def test_an_answer_on_a_prompt_shows_no_whole_articles():
    assert "A whole article" not in repr(ANSWER)
    assert "The ferry costs 9 crowns. [1]" in repr(ANSWER)
