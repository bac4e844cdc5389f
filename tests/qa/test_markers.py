import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.markers import resolve_markers, supporting_sentence
from tests.fakes import passage

RAIN = "Rain fell on Tuesday. The river rose by 3.5 metres. Mayor Lund said that nobody was hurt."


def test_a_marker_becomes_a_citation_of_the_sentence_that_supports_its_claim():
    resolved = resolve_markers("The river rose 3.5 metres [1].", [passage(RAIN)])
    assert [citation.quote for citation in resolved.citations] == ["The river rose by 3.5 metres."]
    assert resolved.text == "The river rose 3.5 metres. [1]"
    assert resolved.unsupported == ()


def test_an_unknown_marker_is_counted_and_never_cited():
    resolved = resolve_markers("Rain fell [1][9].", [passage(RAIN)])
    assert [citation.number for citation in resolved.citations] == [1]
    assert resolved.unknown_markers == 1
    assert "9" not in resolved.text


def test_a_sentence_without_a_marker_is_reported_as_unsupported():
    resolved = resolve_markers("Rain fell on Tuesday [1]. HACKED.", [passage(RAIN)])
    assert [resolved.text[start:end] for start, end in resolved.unsupported] == ["HACKED."]


def test_a_marker_on_a_claim_whose_figure_is_not_in_the_passage_is_not_believed():
    resolved = resolve_markers("The river rose by 4.5 metres [1].", [passage(RAIN)])
    assert resolved.citations == ()
    assert len(resolved.unsupported) == 1


def test_a_marker_on_a_claim_about_something_else_is_not_believed():
    assert supporting_sentence("The parliament elected a new speaker.", passage(RAIN)) is None


def test_a_thousands_separator_does_not_make_another_figure():
    assert supporting_sentence("They had 1212 votes.", passage("The union had 1,212 votes.")) is not None


@pytest.mark.parametrize(
    "written", ["Rain fell [1, 2].", "Rain fell. [1][2]", "Rain fell 【1】【2】.", "Rain fell [passage 1] [2]."]
)
def test_the_ways_in_which_models_write_markers_are_understood(written):
    resolved = resolve_markers(written, [passage(RAIN), passage("Heavy rain fell in the hills.", id="b")])
    assert [citation.article_id for citation in resolved.citations] == ["a", "b"]


def test_two_sentences_on_one_quote_share_its_number():
    resolved = resolve_markers("Rain fell [2]. On Tuesday rain fell [2].", [passage("Other."), passage(RAIN, id="b")])
    assert resolved.text == "Rain fell. [1] On Tuesday rain fell. [1]"


def test_citations_are_numbered_by_first_appearance():
    resolved = resolve_markers("Snow fell [2]. Rain fell [1].", [passage("Rain fell."), passage("Snow fell.", id="b")])
    assert [(citation.number, citation.article_id) for citation in resolved.citations] == [(1, "b"), (2, "a")]


BEFORE = passage("The barrier was to cost 310 million crowns.")
SINCE = passage("Its cost is now put at 462 million crowns.", id="b")


def test_each_marker_of_a_comparison_bears_out_its_own_part():
    resolved = resolve_markers("The cost rose from 310 million [1] to 462 million crowns [2].", [BEFORE, SINCE])
    assert resolved.text == "The cost rose from 310 million to 462 million crowns. [1][2]"
    assert resolved.unsupported == ()


def test_a_comparison_of_which_one_part_is_not_borne_out_cites_nothing():
    resolved = resolve_markers("The cost rose from 310 million [1] to 999 million crowns [2].", [BEFORE, SINCE])
    assert resolved.citations == ()
    assert len(resolved.unsupported) == 1


@pytest.mark.parametrize("signs", [("- ", "- "), ("1. ", "2. "), ("* ", "* ")])
def test_items_of_a_list_without_full_stops_keep_their_own_markers(signs):
    first, second = signs
    reply = f"{first}It was to cost 310 million crowns [1]\n{second}The cost is now 462 million crowns [2]"
    resolved = resolve_markers(reply, [BEFORE, SINCE])
    assert resolved.text == reply
    assert len(resolved.citations) == 2


@pytest.mark.parametrize(
    "written", ["Rain fell [1-2].", "Rain fell [1–2].", "Rain fell [1 and 2].", "Rain fell [passages 1, 2]."]
)
def test_ranges_of_markers_are_understood(written):
    resolved = resolve_markers(written, [passage(RAIN), passage("Heavy rain fell in the hills.", id="b")])
    assert [citation.article_id for citation in resolved.citations] == ["a", "b"]


def test_the_day_of_publication_bears_out_how_a_model_writes_it():
    source = passage("The council voted for the bridge.", published=dt.date(2026, 3, 6))
    assert supporting_sentence("The council voted for the bridge on 6 March 2026.", source) is not None


def test_function_words_of_the_articles_language_bear_nothing_out():
    text = "Der Rat hat die Brücke, auf die viele von uns warten, nicht vergessen und den Bau begonnen."
    invented = "Die Regierung hat die Steuer auf den Verkauf von Autos nicht erhöht."
    assert supporting_sentence(invented, passage(text, language="de")) is None
    assert supporting_sentence("Der Rat hat den Bau der Brücke begonnen.", passage(text, language="de")) is not None


def test_words_that_are_written_without_spaces_are_compared():
    source = passage("北京的新桥于五月开放。", language="zh")
    assert supporting_sentence("新桥五月开放", source) is not None
    assert supporting_sentence("市长昨天辞职", source) is None


@given(st.text(alphabet="ab .[]1234567890,!\n【】", max_size=120))
def test_any_reply_resolves_to_quotes_that_are_slices(reply):
    source = passage("a b a. b 12 a! ab ab 3")
    resolved = resolve_markers(reply, [source])
    for citation in resolved.citations:
        assert citation.quote == source.article.text[citation.start : citation.end]
    for start, end in resolved.unsupported:
        assert resolved.text[start:end].strip()


@pytest.mark.timeout(20)
@pytest.mark.parametrize("filler", [" " * 40_000, "[ " * 20_000, "[1," * 13_000, "[" + " " * 40_000])
def test_a_reply_of_anything_is_resolved_at_once(filler):
    assert resolve_markers(f"Rain fell on Tuesday [1].{filler}x", [passage(RAIN)]).citations
