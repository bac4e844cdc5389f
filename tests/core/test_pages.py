"""On which page of a document a place in its text stands."""

import pytest

from core.types import Article

ARTICLE = Article("a", "Rain", "It rained. Then it was dry. Snow fell.")


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (10, 1), (11, 2), (27, 2), (28, 3), (37, 3)])
def test_a_page_reaches_to_where_the_next_one_begins(offset: int, page: int) -> None:
    paged = Article("a", "Rain", ARTICLE.text, page_starts=(0, 11, 28))
    assert paged.page_at(offset) == page


def test_an_empty_page_has_no_text_and_the_one_after_it_does() -> None:
    # Pages 2 and 3 begin at the same place: page 2 is empty.
    paged = Article("a", "Rain", ARTICLE.text, page_starts=(0, 11, 11))
    assert paged.page_at(11) == 3


def test_an_article_without_pages_names_none() -> None:
    assert ARTICLE.page_at(0) is None
