from collections.abc import Sequence

import pytest

from core.types import Evidence, Filters, Passage
from qa.refusal import (
    NOT_FOR_CERTAIN,
    NOTHING_FOUND,
    TOO_WEAK,
    describe_languages,
    describe_nearest,
    languages_apart,
    refusal_text,
    told_by,
    why,
)
from tests.fakes import passage
from vectorstore.interface import SourceCoverage

ENGLISH, GERMAN = passage("It rained.", language="en"), passage("Es regnete.", language="de")
UNKNOWN = passage("Pluit.", language=None)


def test_a_question_in_another_language_than_all_articles_is_told_so():
    assert languages_apart("Was kostet die Fähre?", [ENGLISH, ENGLISH]) == ("de", "en")
    assert languages_apart("What does the ferry cost?", [GERMAN]) == ("en", "de")
    assert describe_languages("de", "en") == (
        "The question seems to be in German, the articles nearest to it are in English: "
        "asking in English may find more."
    )


@pytest.mark.parametrize("found", [[GERMAN], [ENGLISH, GERMAN], [ENGLISH, UNKNOWN], [UNKNOWN], []])
def test_where_an_article_may_be_in_the_language_of_the_question_nothing_is_told(found):
    assert languages_apart("Was kostet die Fähre?", found) is None


def test_names_alone_may_be_asked_in_any_language():
    assert languages_apart("Tove Lindqvar Port Ansel", [ENGLISH]) is None


def test_a_refusal_says_with_less_force_where_a_passage_may_answer():
    likely, unlikely = (Evidence(ENGLISH, 0, 2, 0.9, answerable, 1.0) for answerable in (0.7, 0.3))
    assert why([likely], 0.4, 0.5) == NOT_FOR_CERTAIN
    assert why([likely], 0.2, 0.5) == TOO_WEAK
    assert why([unlikely], 0.3, 0.5) == TOO_WEAK
    assert why([], 0.0, 0.5) == NOTHING_FOUND


def test_nearest_words_that_are_a_quotation_from_end_to_end_get_no_second_pair_of_marks():
    assert describe_nearest(ENGLISH, "It rained.").endswith(", which says: “It rained.”")
    assert describe_nearest(ENGLISH, "“It rained.”").endswith(", which says: “It rained.”")


@pytest.mark.parametrize("words", ['"It rained," she said.', 'It may stand "as a lesson".', "It “rained” again."])
def test_nearest_words_that_only_begin_or_end_with_a_quotation_are_marked_as_a_whole(words):
    assert describe_nearest(ENGLISH, words).endswith(f", which says: “{words}”")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("“It rained,” she said.", "“‘It rained,’ she said.”"),
        ("She said: “It rained”", "“She said: ‘It rained’”"),
        ("It “rained” again.", "“It “rained” again.”"),
    ],
)
def test_marks_that_would_stand_beside_another_are_single(words, said):
    assert describe_nearest(ENGLISH, words).endswith(f", which says: {said}")


COVERAGE = [SourceCoverage("Wend (Evening) Courier", 3, None, None)]


def refused(found: Passage, words: str = "", unheld: Sequence[str] = ()) -> str:
    return refusal_text("The articles do not tell.", describe_nearest(found, words), COVERAGE, Filters(), unheld)


@pytest.mark.parametrize("fields", [{}, {"source": "Wend (Evening) Courier"}, {"source": "", "published": None}])
def test_a_refusal_tells_of_its_matter_the_nearest_title_and_words(fields):
    rain = passage("It rained.", title="Rain “at last”", **fields)
    assert told_by(refused(rain, "It rained.", ["Strata"])) == "Rain “at last”\n\n“It rained.”"


def test_a_refusal_without_anything_near_tells_nothing_of_its_matter():
    assert told_by(refused(passage("It rained.", title="Rain"))) == ""
    assert told_by(refusal_text("The articles do not tell.", "", COVERAGE, Filters(sources=("Strata",)))) == ""


def test_notes_behind_what_an_answer_quotes_tell_nothing_of_its_matter():
    note = "The library holds no article that names Reuters as its outlet."
    assert told_by(f"It rained. [1]\n\nIt froze. [2]\n\n{note}") == "It rained.\n\nIt froze."


def test_an_answer_that_quotes_nothing_tells_all_it_says():
    assert told_by("It rained.\n\nIt froze.") == "It rained.\n\nIt froze."
