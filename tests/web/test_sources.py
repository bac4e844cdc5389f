"""Citations inside their articles."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.types import Article, Copy
from tests.fakes import MemoryLibrary
from tests.web.fakes import MARKET, QUAY, cite
from vectorstore.interface import Entry
from web.places import Cited
from web.sources import NOTICE_CHARS, Card, article_in_state, cards, shown_blocks, whole_article


def cited(number: int, article: Article, quote: str) -> Cited:
    """The citation as a browser keeps it."""
    return Cited.from_citation(replace(cite(number, article, quote), content_hash=article.content_hash))


def marked(card: Card) -> list[tuple[str, tuple[int, ...]]]:
    """The marked segments of a card with the numbers that begin there."""
    return [(one.text, one.begins) for block in card.blocks for one in block.segments if one.numbers]


def test_a_quote_is_marked_between_its_neighbours() -> None:
    (card,) = cards([cited(1, QUAY, "The repair cost 41 million crowns.")], MemoryLibrary(QUAY))
    assert marked(card) == [("The repair cost 41 million crowns.", (1,))]
    assert [block.cited for block in card.blocks] == [False, True, False]
    assert card.blocks[0].heading
    assert card.blocks[0].gap
    assert card.gap_after
    assert card.section == "The repair"


def test_articles_come_in_the_order_of_first_citation_once_each() -> None:
    quotes = [
        cited(1, MARKET, "The town hall doubts the figure."),
        cited(2, QUAY, "The repair cost 41 million crowns."),
        cited(3, MARKET, "Traders put the damage at 38 million crowns."),
    ]
    found = cards(quotes, MemoryLibrary(QUAY, MARKET))
    assert [(card.article_id, card.numbers) for card in found] == [("market", (1, 3)), ("quay", (2,))]


def test_overlapping_quotes_share_their_words() -> None:
    (card,) = cards(
        [cited(1, QUAY, "The repair cost 41 million crowns."), cited(2, QUAY, "41 million crowns. Harbour master")],
        MemoryLibrary(QUAY),
    )
    assert marked(card) == [
        ("The repair cost ", (1,)),
        ("41 million crowns.", (2,)),
        (" Harbour master", ()),
    ]


def test_a_quote_over_two_paragraphs_is_numbered_once() -> None:
    quote = "money well spent.\n\n“We count ships"
    (card,) = cards([cited(1, QUAY, quote)], MemoryLibrary(QUAY))
    assert marked(card) == [("money well spent.", (1,)), ("“We count ships", ())]


def test_a_removed_article_shows_the_quote_that_was_kept() -> None:
    (card,) = cards([cited(1, QUAY, "The repair cost 41 million crowns.")], MemoryLibrary())
    assert card.gone == "article"
    assert marked(card) == [("The repair cost 41 million crowns.", (1,))]


def test_a_quote_stands_in_the_revision_it_was_taken_from() -> None:
    quote = cited(1, QUAY, "The repair cost 41 million crowns.")
    library = MemoryLibrary(QUAY)
    (present,) = cards([quote], library)
    library.add([Entry(replace(QUAY, text=f"Corrected since. {QUAY.text}"), (), np.zeros((0, 2), np.float32))])
    (then,) = cards([quote], library)
    assert (present.earlier, then.earlier is not None and then.earlier.number) == (None, 1)
    assert marked(then) == marked(present) == [("The repair cost 41 million crowns.", (1,))]
    article, earlier = article_in_state(library, QUAY.id, "")
    assert (article.text[:9], earlier) == ("Corrected", None)


def test_a_quote_of_a_revision_that_is_gone_shows_what_was_kept() -> None:
    quote = cited(1, QUAY, "The repair cost 41 million crowns.")
    (card,) = cards([quote], MemoryLibrary(replace(QUAY, text="Rewritten.")))
    assert card.gone == "revision"
    assert marked(card) == [("The repair cost 41 million crowns.", (1,))]


def test_offsets_beyond_the_article_mark_nothing() -> None:
    wrong = Cited(article_id="quay", start=9_000, end=9_100, number=1)
    (card,) = cards([wrong], MemoryLibrary(QUAY))
    assert marked(card) == []


def test_the_copies_of_all_quotes_stand_on_the_card_once_each() -> None:
    bay, coast = (Copy(name.lower(), "Quay open", name, None, None) for name in ("Bay", "Coast"))
    one = replace(cite(1, QUAY, "The repair cost 41 million crowns."), copies=(bay,))
    two = replace(cite(2, QUAY, "The town expects 300 ships before winter."), copies=(bay, coast))
    (card,) = cards([Cited.from_citation(one), Cited.from_citation(two)], MemoryLibrary(QUAY))
    assert [copy.source for copy in card.copies] == ["Bay", "Coast"]
    assert card.outlets == 3  # The Tarn Herald, Bay, Coast


def test_outlets_are_counted_once_however_they_are_written() -> None:
    again = Copy("again", "Quay open", "THE TARN HERALD", None, None)
    nameless = Copy("nameless", "Quay open", "", None, None)
    quote = replace(cite(1, QUAY, "The repair cost 41 million crowns."), copies=(again, nameless))
    (card,) = cards([Cited.from_citation(quote)], MemoryLibrary(QUAY))
    assert card.outlets == 1


def paged() -> tuple[Article, list[Cited]]:
    """A document of two pages, with a quote of the second and one of the first."""
    article = replace(QUAY, page_starts=(0, QUAY.text.index("“We count")))
    return article, [cited(1, article, "The town expects 300 ships"), cited(2, article, "The repair cost 41 million")]


def test_a_card_names_the_pages_of_its_quotes_in_order() -> None:
    article, quotes = paged()
    (card,) = cards(quotes, MemoryLibrary(article))
    assert card.pages == (1, 2)


def test_the_card_of_an_article_that_is_gone_names_the_pages_that_were_kept() -> None:
    _, quotes = paged()
    (card,) = cards([quotes[0].model_copy(update={"page": 2}), quotes[1]], MemoryLibrary())
    assert card.pages == (2,)


def test_a_long_notice_is_cut() -> None:
    text = "The quay is open.\n\nCorrection: " + "the price was wrong and " * 40
    ((kind, said),) = whole_article(Article("long", "Quay", text)).notices
    assert (kind, len(said)) == ("correction", NOTICE_CHARS)


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    assert whole_article(replace(QUAY, url="https://herald.example/a")).url == "https://herald.example/a"
    assert whole_article(replace(QUAY, url="javascript:alert(1)")).url is None


def test_short_lines_are_headings_where_they_are_to_ingest() -> None:
    text = "The repair\n\nIt rained.\n\n• Acceptance rate: 7%\n\n## What has gone\nThe crane."
    assert [block.heading for block in whole_article(Article("list", "Quay", text)).blocks] == [
        True,
        False,
        False,
        True,
        False,
    ]


@given(st.text(st.sampled_from("ab.\n \u202e<"), max_size=80), st.integers(0, 90), st.integers(0, 90))
def test_a_whole_article_keeps_every_visible_character(text: str, start: int, end: int) -> None:
    article = Article(id="a", title="A", text=text)
    mark = Cited(article_id="a", start=min(start, end), end=max(start, end), number=1)
    card = whole_article(article, [mark])
    shown = "".join(segment.text for block in card.blocks for segment in block.segments)
    assert "".join(shown.split()) == "".join(text.split())
    assert all(text[one.start : one.end].strip() for one in shown_blocks(text))
