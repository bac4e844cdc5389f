import pytest

from qa.refusal import describe_languages, languages_apart
from tests.fakes import passage

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
