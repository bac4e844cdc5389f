import pytest

from qa.refusal import describe_languages
from tests.fakes import passage

ENGLISH, GERMAN = passage("It rained.", language="en"), passage("Es regnete.", language="de")
UNKNOWN = passage("Pluit.", language=None)


def test_a_question_in_another_language_than_all_articles_is_told_so():
    assert describe_languages("Was kostet die Fähre?", [ENGLISH, ENGLISH]) == (
        "The question seems to be in German, the articles nearest to it are in English: "
        "asking in English may find more."
    )
    assert "asking in German" in describe_languages("What does the ferry cost?", [GERMAN])


@pytest.mark.parametrize("found", [[GERMAN], [ENGLISH, GERMAN], [ENGLISH, UNKNOWN], [UNKNOWN], []])
def test_where_an_article_may_be_in_the_language_of_the_question_nothing_is_told(found):
    assert describe_languages("Was kostet die Fähre?", found) == ""


def test_names_alone_may_be_asked_in_any_language():
    assert describe_languages("Tove Lindqvar Port Ansel", [ENGLISH]) == ""
