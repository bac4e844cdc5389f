"""Articles that a test set names by their files' names."""

import pytest

from core.errors import TestSetError
from evaluation.naming import ids_by_name, named_as_held
from tests.evaluation.makers import FERRY, MILL, question
from tests.fakes import MemoryLibrary, article

MADE = "goats-at-sea-0123456789ab"


@pytest.mark.parametrize("name", ["goats-at-sea", "Goats_at_sea", MADE])
def test_an_id_that_was_made_of_a_name_is_found_by_it(name: str) -> None:
    assert ids_by_name([MADE, "mill"])(name) == MADE


@pytest.mark.parametrize(
    ("ids", "name"),
    [
        ([MADE, "goats-at-sea-ba9876543210"], "goats-at-sea"),  # two files of one name
        ([MADE, "goats-at-sea"], "goats-at-sea"),  # an id itself
        (["goats-at-sea-2"], "goats-at-sea"),  # no digits of a path
        (["article-0123456789ab"], ""),  # no name
    ],
)
def test_a_name_that_does_not_mean_one_article_stays(ids: list[str], name: str) -> None:
    assert ids_by_name(ids)(name) == name


def test_questions_name_articles_by_their_ids_in_the_library() -> None:
    asked = question(gold_doc_ids=("goats-at-sea", "mill"), gold_passage_doc_ids=("goats-at-sea",))
    (found,) = named_as_held([asked], MemoryLibrary(article(FERRY.text, id=MADE), MILL))
    assert (found.gold_doc_ids, found.gold_passage_doc_ids) == ((MADE, "mill"), (MADE,))


def test_a_library_that_holds_no_article_of_the_test_set_is_an_error() -> None:
    some = [question("1"), question("2", gold_doc_ids=("mill",), gold_passage_doc_ids=("mill",))]
    assert named_as_held(some, MemoryLibrary(MILL)) == tuple(some)
    with pytest.raises(TestSetError, match=r"none of the 1 articles .*ferry.*--corpus"):
        named_as_held(some[:1], MemoryLibrary(MILL))


def test_questions_without_gold_articles_are_asked_of_any_library() -> None:
    asked = question(gold_doc_ids=(), gold_passages=(), gold_passage_doc_ids=())
    assert named_as_held([asked], MemoryLibrary(MILL)) == (asked,)
