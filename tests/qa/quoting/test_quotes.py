import datetime as dt
from dataclasses import replace

import pytest

from core.types import Copy, Evidence, Passage
from models.evidence import SPAN_WEIGHT
from qa.quoting.choosing import MARGIN, choose_quotes
from qa.quoting.composing import compose, outlets_line
from tests.fakes import evidence_at, passage

COUNCIL = "Ada Brandt leads the council. She took office in May. The budget was passed.\n\nNobody objected."


def test_the_quote_is_the_whole_sentence_and_the_answering_words_are_emphasised():
    composed = compose(choose_quotes("Who leads the council?", [evidence_at(passage(COUNCIL), "Ada Brandt")]))
    text = "".join(composed.pieces)
    assert text == "Ada Brandt leads the council. [1]"
    assert [text[start:end] for start, end in composed.emphasis] == ["Ada Brandt"]
    assert composed.short == "Ada Brandt"
    assert composed.citations[0].quote == "Ada Brandt leads the council."


def also_at(found: Evidence, words: str, behind: float) -> Evidence:
    """`found` with a further place, whose span is `behind` the best one."""
    start = found.passage.article.text.index(words)
    return replace(found, others=((start, start + len(words), found.span_score - behind),))


def test_two_places_of_one_passage_may_both_be_quoted():
    found = also_at(evidence_at(passage(COUNCIL), "Ada Brandt leads"), "Nobody", behind=1.0)
    chosen = choose_quotes("Who leads the council?", [found])
    assert [quote.text for quote in chosen] == ["Ada Brandt leads the council.", "Nobody objected."]


def test_places_in_sentences_that_touch_are_one_quote_with_both_emphasised():
    found = also_at(evidence_at(passage(COUNCIL), "Ada Brandt"), "in May", behind=1.0)
    composed = compose(choose_quotes("Who leads the council?", [found]))
    assert "".join(composed.pieces) == "Ada Brandt leads the council. She took office in May. [1]"
    said = composed.pieces[0]
    assert [said[start:end] for start, end in composed.emphasis] == ["Ada Brandt", "in May"]
    assert composed.short == "Ada Brandt"


def test_words_that_run_on_are_emphasised_in_the_sentence_that_has_most_of_them():
    (quote,) = choose_quotes(
        "Who leads the council?", [evidence_at(passage(COUNCIL), "the council. She took office in")]
    )
    assert [COUNCIL[start:end] for start, end in quote.answering] == ["She took office in"]


@pytest.mark.parametrize("dateline", ["HALDEN - ", "Halden - ", "Halden Wire —\n\n", "Oslo, 3 May (Wire) – "])
def test_a_dateline_is_not_emphasised(dateline):
    source = passage(f"{dateline}The council of the old town shut the mill for good.")
    place = dateline.split()[0].strip(",")
    (quote,) = choose_quotes("Where is the mill?", [evidence_at(source, place)])
    assert quote.answering == ()
    (quote,) = choose_quotes("Where is the mill?", [evidence_at(source, f"{dateline}The council of the old town")])
    assert [source.text[start:end] for start, end in quote.answering] == ["The council of the old town"]


def test_a_place_inside_what_is_quoted_already_adds_nothing():
    found = also_at(evidence_at(passage(COUNCIL), "Ada Brandt"), "the council", behind=1.0)
    (quote,) = choose_quotes("Who leads the council?", [found])
    assert quote.text == "Ada Brandt leads the council."
    assert len(quote.answering) == 1


def test_what_stands_far_behind_the_best_is_not_quoted():
    found = also_at(evidence_at(passage(COUNCIL), "Ada Brandt leads"), "The budget", behind=1.1 * MARGIN / SPAN_WEIGHT)
    other = evidence_at(passage("Rain fell on Monday.", id="b", score=0.9 - MARGIN), "Rain")
    assert len(choose_quotes("Who leads the council?", [found, other])) == 1


def test_a_passage_that_went_first_by_turns_is_quoted_first():
    low, high = passage(COUNCIL, score=0.8), passage("Rain fell on Monday.", id="b", score=1.0)
    chosen = choose_quotes("Who leads?", [evidence_at(low, "Ada Brandt"), evidence_at(high, "Rain")])
    assert [quote.text for quote in chosen] == ["Ada Brandt leads the council.", "Rain fell on Monday."]


def test_the_same_statement_of_two_outlets_is_said_once():
    one, two = passage(COUNCIL), passage("Ada Brandt leads the town council.", id="b")
    chosen = choose_quotes("Who leads the council?", [evidence_at(one, "Ada Brandt"), evidence_at(two, "Ada Brandt")])
    assert [quote.passage.article.id for quote in chosen] == ["a"]


def test_a_much_weaker_sentence_is_left_out():
    one, two = passage(COUNCIL), passage("The river is long.", id="b")
    chosen = choose_quotes("Who leads?", [evidence_at(one, "Ada Brandt", 0.9), evidence_at(two, "long", 0.2)])
    assert len(chosen) == 1


def test_the_best_sentence_stands_first_and_the_others_of_its_article_in_their_order():
    source = passage(
        "Ada Brandt leads the council. Rain fell. Otto Lind leads the party. Snow fell. Eva Holm leads us."
    )
    found = [evidence_at(source, "Eva Holm"), evidence_at(source, "Otto Lind"), evidence_at(source, "Ada Brandt")]
    text = "".join(compose(choose_quotes("Who are the leaders?", found)).pieces)
    assert text.index("Eva Holm") < text.index("Ada Brandt") < text.index("Otto Lind")


def test_emphasis_stays_right_after_a_paragraph_break_between_articles():
    one, two = passage(COUNCIL), passage("Otto Lind leads the party.", id="b")
    composed = compose(choose_quotes("Who leads?", [evidence_at(one, "Ada Brandt"), evidence_at(two, "Otto Lind")]))
    text = "".join(composed.pieces)
    assert [text[start:end] for start, end in composed.emphasis] == ["Ada Brandt", "Otto Lind"]


def carried(*sources: str) -> Passage:
    """The council passage of The Outlet, carried by further `sources` as well."""
    copies = tuple(Copy(f"c{number}", "Title", source, None, None) for number, source in enumerate(sources))
    return replace(passage(COUNCIL), copies=copies)


def test_a_story_that_several_outlets_carry_is_called_one_wire_story():
    source = carried("The Beacon", "the outlet", "Evening Post", "")
    composed = compose(choose_quotes("Who leads?", [evidence_at(source, "Ada Brandt")]))
    # "the outlet" is The Outlet again, and "" names nobody.
    said = "Ada Brandt leads the council. [1]\n\n3 outlets, one wire story: The Outlet, The Beacon and Evening Post."
    assert "".join(composed.pieces) == said
    assert composed.citations[0].copies == source.copies


def test_copies_in_the_same_outlet_are_not_called_several_outlets():
    assert outlets_line(carried("The Outlet", "The Outlet")) == ""


def test_of_many_outlets_the_first_are_named():
    named = [f"Paper {number}" for number in range(1, 9)]
    line = "9 outlets, one wire story: The Outlet, Paper 1, Paper 2, Paper 3, Paper 4 and others."
    assert outlets_line(carried(*named)) == line


def test_an_interviewers_question_is_no_answer_where_there_is_one():
    asked, told = (
        passage("Herald: And what do you drink at home?"),
        passage("Brandt: Tea, and in summer cold tea.", id="b"),
    )
    question = "What does Brandt drink?"
    quotes = choose_quotes(question, [evidence_at(asked, "Herald", 0.99), evidence_at(told, "Tea", 0.9)])
    assert [quote.text for quote in quotes] == ["Brandt: Tea, and in summer cold tea."]
    assert choose_quotes(question, [evidence_at(asked, "Herald")])[0].text == "Herald: And what do you drink at home?"


def test_the_day_of_a_page_is_no_answer_to_anything_else():
    stamp, told = passage("Last updated 2 March 2026."), passage("A pump moves heat.", id="b")
    evidence = [evidence_at(stamp, "2 March 2026", 0.99), evidence_at(told, "heat", 0.9)]
    assert [quote.text for quote in choose_quotes("What is a pump?", evidence)] == ["A pump moves heat."]
    assert choose_quotes("When was the page updated?", evidence)[0].text == "Last updated 2 March 2026."


def test_what_a_correction_takes_back_is_not_emphasised():
    text = "Correction: an earlier report gave the cost as 80 million crowns. It is 95 million crowns."
    composed = compose(choose_quotes("What does it cost?", [evidence_at(passage(text), "80 million crowns")]))
    assert composed.emphasis == ()
    assert composed.short == text


@pytest.mark.parametrize(
    ("question", "relevance", "told"),
    [
        ("What did the plant cost?", 0.96, "5.6 million"),
        ("What did the plant cost?", 0.94, "5.1 million"),
        ("What was the plant first said to cost?", 0.98, "5.1 million"),
        ("What did the plant cost in January 2026?", 0.98, "5.1 million"),
    ],
)
def test_of_two_sure_answers_that_are_about_as_good_the_newer_goes_first(question, relevance, told):
    older = passage("The plant cost 5.1 million crowns.", id="a", published=dt.date(2026, 1, 9), score=1.0)
    newer = passage(
        "In all 5.6 million crowns went into building it.", id="b", published=dt.date(2026, 4, 2), score=0.9
    )
    found = [evidence_at(older, "5.1 million", relevance), evidence_at(newer, "5.6 million", relevance)]
    assert compose(choose_quotes(question, found)).short == told


def first_of(question: str, older: str, newer: str) -> str:
    """The first quote where the older article's answer is the likelier one by far."""
    old = passage(older, id="a", published=dt.date(2026, 1, 9), score=1.0)
    new = passage(newer, id="b", published=dt.date(2026, 4, 2), score=0.7)
    return choose_quotes(question, [evidence_at(old, older, 0.99), evidence_at(new, newer, 0.7)])[0].text


@pytest.mark.parametrize(
    ("question", "older", "newer"),
    [
        ("How many eels were counted?", "At least 40 eels.", "The count was revised to 31 eels."),
        ("How long did the test last?", "Nine hours in all.", "The test lasted seven hours, not nine."),
        ("How long before noon did it rain?", "Nine hours in all.", "It rained for seven hours, not nine."),
        ("When will the lock open?", "On 3 May.", "The lock opens on 9 June rather than in May."),
        ("And until when is the quay shut?", "Until 3 May.", "Ships dock from 9 June, later than first announced."),
        ("When will the mill run?", "In October.", "The mill runs from March, five months later than planned."),
        ("How many eels are set free?", "Some 900 eels.", "It sets 600 eels free, fewer than had been promised."),
    ],
)
def test_a_newer_article_that_says_it_revises_the_figure_asked_for_goes_first(question, older, newer):
    assert first_of(question, older, newer) == newer


@pytest.mark.parametrize(
    ("question", "older", "newer"),
    [
        ("How many eels were first counted?", "At least 40 eels.", "The count was revised to 31 eels."),
        ("Who counted the eels?", "Ada Brandt counted them.", "The count was revised by Enzo Lund."),
        ("How many eels were counted?", "At least 40 eels.", "Some 31 eels came back in spring."),
        ("When will the mill run?", "In October.", "The mill runs from March, later than the brewery."),
        ("How many eels were counted in January 2026?", "At least 40 eels.", "The count was revised to 31 eels."),
    ],
)
def test_otherwise_the_likelier_answer_stays_first(question, older, newer):
    assert first_of(question, older, newer) == older


FIVE, SIX = "The town of Ellery will buy five new trams.", "The town of Ellery will now buy six new trams."


def trams(question: str) -> list[str]:
    old = passage(FIVE, id="a", published=dt.date(2026, 1, 9), score=1.0)
    new = passage(SIX, id="b", published=dt.date(2026, 4, 2), score=0.7)
    found = [evidence_at(old, "five new trams", 0.99), evidence_at(new, "six new trams", 0.7)]
    return [quote.text for quote in choose_quotes(question, found)]


def test_of_a_statement_with_two_figures_the_newer_is_told_first():
    assert trams("How many trams will Ellery buy?") == [SIX, FIVE]


@pytest.mark.parametrize("question", ["How many trams was Ellery to buy at first?", "How many in January 2026?"])
def test_who_asks_for_an_earlier_figure_is_told_it_first(question):
    assert trams(question) == [FIVE, SIX]


@pytest.mark.parametrize(("question", "first"), [("How many trams?", SIX), ("How many trams at first?", FIVE)])
def test_the_two_figures_of_a_statement_stand_together_whichever_is_found_first(question, first):
    new = passage(SIX, id="b", published=dt.date(2026, 4, 2), score=1.0)
    other = passage("The depot burned down.", id="c", published=dt.date(2026, 4, 2), score=0.9)
    old = passage(FIVE, id="a", published=dt.date(2026, 1, 9), score=0.8)
    found = [evidence_at(new, "six"), evidence_at(other, "burned"), evidence_at(old, "five")]
    quotes = [quote.text for quote in choose_quotes(question, found)]
    assert quotes[0] == first
    assert set(quotes) == {FIVE, SIX}


def test_an_earlier_figure_that_is_asked_for_is_told_though_it_is_read_as_the_less_likely_answer():
    new = passage(SIX, id="b", published=dt.date(2026, 4, 2), score=1.0)
    old = passage(FIVE, id="a", published=dt.date(2026, 1, 9), score=0.8)
    found = [evidence_at(new, "six", 0.74), evidence_at(old, "five", 0.29)]
    assert [quote.text for quote in choose_quotes("And how many at first?", found)] == [FIVE, SIX]
    assert [quote.text for quote in choose_quotes("How many trams?", found)] == [SIX]


def test_the_same_figure_in_words_and_digits_is_one_statement():
    one, two = passage(FIVE), passage("The town of Ellery will buy 5 new trams.", id="b")
    found = [evidence_at(one, "five new trams"), evidence_at(two, "5 new trams")]
    assert len(choose_quotes("How many trams will Ellery buy?", found)) == 1


def test_what_was_told_before_is_not_quoted_again():
    found = also_at(evidence_at(passage(COUNCIL), "Ada Brandt leads"), "Nobody", behind=1.0)
    (quote,) = choose_quotes("Who else?", [found], told=["Ada Brandt leads the council."])
    assert quote.text == "Nobody objected."


def test_what_was_told_before_does_not_come_back_with_a_sentence_that_leans_on_it():
    found = also_at(evidence_at(passage(COUNCIL), "Ada Brandt leads"), "She took office", behind=1.0)
    (quote,) = choose_quotes("Anything else?", [found], told=["Ada Brandt leads the council."])
    assert quote.text == "She took office in May."


def test_where_all_was_told_before_nothing_is_quoted():
    found = evidence_at(passage(COUNCIL), "Ada Brandt leads")
    assert choose_quotes("Who else?", [found], told=["Ada Brandt leads the council."]) == ()


def test_what_was_written_in_an_earlier_issue_is_taken_back():
    text = "In last week's letter we wrote that the pool would be 25 metres long. It will be 50 metres long."
    composed = compose(choose_quotes("How long is the pool?", [evidence_at(passage(text), "25 metres long")]))
    assert composed.short == text
