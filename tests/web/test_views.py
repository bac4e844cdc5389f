"""HTML of the parts: whatever an article or model says stays text."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest

from core.types import Answer, Article, Copy
from qa.refusal import NOTHING_ELSE
from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER, MARKET, QUAY, cite, marks, passage, refusal
from vectorstore.interface import SourceCoverage
from web import share, views
from web.conversation import Chosen, Conversation, Holdings, StoredFilters, StoredTurn
from web.i18n import LOCALES, language

EN = language("en")
EVIL = Article(
    id='"><script>', title="<script>alert(1)</script>", text="<img src=x onerror=alert(2)> is here.", source="<b>"
)


def turn(answer: Answer, limits: StoredFilters = StoredFilters()) -> StoredTurn:
    """A stored turn that asks "Why?"."""
    return StoredTurn.of(answer, limits).model_copy(update={"question": "Why?"})


def evil_turn() -> StoredTurn:
    """A turn whose article and answer are hostile."""
    quote = "<img src=x onerror=alert(2)> is here."
    said = f"{quote} [1] <svg onload=alert(3)>"
    return turn(Answer("", said, (cite(1, EVIL, quote),), markers=marks(said)))


def test_hostile_text_is_escaped_in_log_panel_reader_and_shared_page() -> None:
    conversation = Conversation.new().with_turn(evil_turn(), dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    library = MemoryLibrary(EVIL)
    for html in (
        views.log(conversation, EN, articles=1),
        views.turn_panel(evil_turn(), library, EN),
        views.article_panel(EVIL.id, evil_turn().citations, library, EN),
        share.as_page([evil_turn()], EN),
    ):
        assert not re.search(r"<(script|img|svg on|b>)", html.replace('<b class="num">', "").replace("<svg class", ""))
        assert "&lt;img src=x onerror=alert(2)&gt;" in html


def test_the_timeline_spans_first_to_last_date() -> None:
    html = views.turn_panel(turn(ANSWER), MemoryLibrary(QUAY, MARKET), EN)
    assert re.findall(r"inset-inline-start:([\d.]+)%", html) == ["0.0", "100.0"]
    assert "20 February 2026, Coast Weekly, Fish market counts its losses" in html


def wired() -> StoredTurn:
    """A turn whose quote stands in three outlets."""
    bay = Copy("bay", "Quay open", "The Bay Post", dt.date(2026, 4, 19), None)
    coast = Copy("coast", "Quay reopens", "Coast Weekly", None, None)
    quote = replace(cite(1, QUAY, "The repair cost 41 million crowns."), copies=(bay, coast))
    return turn(Answer("", f"{quote.quote} [1]", (quote,), markers=((35, 38),)))


def test_the_panel_names_the_outlets_that_carry_a_quote() -> None:
    html = views.turn_panel(wired(), MemoryLibrary(QUAY), EN)
    assert "3 outlets, one wire story" in html
    assert 'data-action="article" data-article="bay"' in html
    assert "wire story" not in views.turn_panel(turn(ANSWER), MemoryLibrary(QUAY, MARKET), EN)


def test_a_restored_turn_still_names_the_outlets() -> None:
    restored = StoredTurn.model_validate_json(wired().model_dump_json(exclude_defaults=True))
    assert "3 outlets, one wire story" in views.turn_panel(restored, MemoryLibrary(QUAY), EN)


def test_a_whole_article_names_its_copies_though_nothing_of_it_is_quoted() -> None:
    library = MemoryLibrary(QUAY)
    library.carried["quay"] = (Copy("bay", "Quay open", "The Bay Post", None, None),)
    assert "2 outlets, one wire story" in views.article_panel("quay", (), library, EN)


def test_what_is_taken_along_names_the_other_outlets() -> None:
    assert "(The Tarn Herald, 18 April 2026, also in The Bay Post, Coast Weekly)" in share.as_markdown([wired()], EN)
    assert "also in The Bay Post, Coast Weekly" in share.as_page([wired()], EN)


PAGED = replace(QUAY, page_starts=(0, QUAY.text.index("The repair cost")))


def paged() -> StoredTurn:
    """A turn that quotes the second page of a document."""
    quote = replace(cite(1, PAGED, "The repair cost 41 million crowns."), page=2)
    return turn(Answer("", f"{quote.quote} [1]", (quote,), markers=((35, 38),)))


def test_the_panel_names_the_page_of_a_quote_in_the_readers_language() -> None:
    library = MemoryLibrary(PAGED)
    shown = {code: views.turn_panel(paged(), library, language(code)) for code in LOCALES}
    words = {"en": "page 2", "de": "Seite 2", "fr": "page 2", "es": "página 2", "ar": "الصفحة 2"}
    assert all(f"<span>{words[code]}</span>" in shown[code] for code in LOCALES)


def test_the_panel_names_no_page_where_there_are_none() -> None:
    assert "<span>page" not in views.turn_panel(turn(ANSWER), MemoryLibrary(QUAY, MARKET), EN)


def test_what_is_taken_along_names_the_page() -> None:
    assert "(The Tarn Herald, 18 April 2026, page 2)" in share.as_markdown([paged()], EN)
    assert "18 April 2026, page 2" in share.as_page([paged()], EN)


def test_a_restored_turn_still_names_the_page() -> None:
    restored = StoredTurn.model_validate_json(paged().model_dump_json(exclude_defaults=True))
    assert restored.citations[0].page == 2


UNSURE = replace(QUAY, published_from="dateline")
ABOUT = {
    "en": "about 18 April 2026",
    "de": "um den 18. April 2026",
    "fr": "vers le 18 avril 2026",
    "es": "hacia el 18 de abril de 2026",
    "ar": "نحو 18 أبريل 2026",
}


def unsure() -> StoredTurn:
    """A turn that quotes an article whose date is not sure, and has read the same one elsewhere."""
    quote = replace(cite(1, UNSURE, "The repair cost 41 million crowns."), published_from="dateline")
    near = passage(UNSURE, "The town expects 300 ships before winter.")
    return turn(Answer("", f"{quote.quote} [1]", (quote,), (near,), markers=((35, 38),)))


def test_a_date_that_is_not_sure_is_told_so_beside_the_quote_in_every_language() -> None:
    for code in LOCALES:
        html = views.turn_panel(unsure(), MemoryLibrary(UNSURE), language(code))
        assert f'<time datetime="2026-04-18">{ABOUT[code]}</time>' in html


def test_so_it_is_where_the_article_was_read_or_has_gone_since_and_in_what_is_taken_along() -> None:
    for html in (
        views.found_panel(unsure().nearest, EN),
        views.turn_panel(unsure(), MemoryLibrary(), EN),
        share.as_page([unsure()], EN),
        share.as_markdown([unsure()], EN),
    ):
        assert ABOUT["en"] in html


def test_a_date_that_is_sure_is_not_told_as_about_a_day() -> None:
    assert "about 18" not in views.turn_panel(turn(ANSWER), MemoryLibrary(replace(QUAY, published_from="meta")), EN)


def test_one_date_needs_no_timeline() -> None:
    single = turn(Answer("", "x [1]", (cite(1, QUAY, "The repair cost 41 million crowns."),)))
    assert "timeline" not in views.turn_panel(single, MemoryLibrary(QUAY), EN)


def test_a_bracketed_number_of_an_article_is_no_citation() -> None:
    law = Article(id="law", title="The act", text="The act [1] passed on Monday.")
    said = f"{law.text} [1]"
    told = turn(Answer("", said, (cite(1, law, law.text),), markers=((30, 33),)))
    conversation = Conversation.new().with_turn(told, dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    html = views.log(conversation, EN, articles=1)
    assert html.count('class="chip"') == 1
    assert "The act [1] passed on Monday.<button" in html
    assert share.as_page([told], EN).count("<sup>") == 1
    assert share.as_markdown([told], EN).startswith("The act \\[1\\] passed on Monday.[^1]\n")


def test_markers_wait_as_text_while_an_answer_is_written() -> None:
    assert '<p dir="auto">It rained. [1]</p>' in views.live("Why?", "It rained. [1]", EN)


def test_filters_are_told_in_words() -> None:
    limits = StoredFilters(sources=("The Tarn Herald", "Coast Weekly"), since=dt.date(2026, 1, 2))
    assert views.limits_in_words(limits, EN) == "Only The Tarn Herald, Coast Weekly, since 2 January 2026"
    assert views.limits_in_words(StoredFilters(), EN) == ""
    then = StoredFilters(as_of=dt.date(2026, 1, 2))
    assert views.limits_in_words(then, EN) == "Only as things stood on 2 January 2026"


def test_the_article_that_alone_is_asked_about_is_a_limit_like_others() -> None:
    limits = StoredFilters(articles=(Chosen.of(QUAY),), since=dt.date(2026, 1, 2))
    title = "\u2068Tarn Quay opens again after the flood\u2069"
    assert views.limits_in_words(limits, EN) == f"Only “{title}”, since 2 January 2026"
    assert views.limits_in_words(limits, language("de")) == f"Nur „{title}“, seit 2. Januar 2026"
    assert f"<small>Only “{title}”, since 2 January 2026</small>" in share.as_page([turn(ANSWER, limits)], EN)


def test_the_limit_to_an_article_stands_over_the_question_box_until_it_is_taken_away() -> None:
    html = views.only(StoredFilters(articles=(Chosen.of(EVIL),)), EN)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'aria-label="Ask about all articles"' in html
    assert views.only(StoredFilters(), EN).strip() == ""


def test_a_long_title_is_cut_in_a_limit() -> None:
    assert len(Chosen.of(replace(QUAY, title="Tarn Quay " * 40)).title) <= 100


COVERED = (
    SourceCoverage("The Tarn Herald", 9, dt.date(2026, 1, 2), dt.date(2026, 3, 4)),
    SourceCoverage("", 4, None, None),
    SourceCoverage("Coast Weekly", 3, dt.date(2025, 12, 1), None),
    SourceCoverage("The Bay Post", 2, None, None),
    SourceCoverage("Notes", 1, None, None),
)


def declined(code: str, *coverage: SourceCoverage, limits: StoredFilters = StoredFilters(), **told: Any) -> str:
    """A refusal over a library with `coverage`, as shown in the language `code`."""
    stored = turn(Answer("", "The articles do not tell. Words of its own.", refused=True, **told), limits)
    stored = stored.model_copy(update={"holdings": Holdings.of(coverage)})
    conversation = Conversation.new().with_turn(stored, dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    return views.log(conversation, language(code), articles=19)


def test_a_refusal_says_in_the_readers_language_what_the_library_holds() -> None:
    english, german = declined("en", *COVERED), declined("de", *COVERED)
    outlets = "The Tarn Herald, Coast Weekly, The Bay Post"
    assert f"The library holds 19 articles from {outlets} and 1 more, dated 1 December 2025 to 4 March 2026." in english
    assert f"Die Bibliothek umfasst 19 Artikel aus {outlets} und 1 weiteren, datiert vom 1. Dezember 2025" in german
    assert '<p dir="auto">Words of its own' not in english + german
    assert "تضم المكتبة 19 مقالًا" in declined("ar", *COVERED)


def test_a_refusal_names_the_outlet_that_was_asked_for_and_is_not_held() -> None:
    said = "The library holds no article that names the Daily Planet as its outlet."
    assert said in declined("en", *COVERED, unheld=("the Daily Planet",))
    assert said not in declined("en", *COVERED)


def test_a_refusal_tells_the_nearest_words_and_that_the_articles_are_in_another_language() -> None:
    told: dict[str, Any] = {"nearest_words": "The ferry <b>sails</b> in May.", "languages": ("de", "en")}
    german = declined("de", *COVERED, **told)
    assert "Die Frage ist wohl auf Deutsch, die nächsten Artikel sind auf Englisch" in german
    assert "Am nächsten kommt: „The ferry &lt;b&gt;sails&lt;/b&gt; in May.“" in german
    assert "The question seems to be in German" in declined("en", *COVERED, **told)


def test_nearest_words_that_are_quoted_get_no_second_pair_of_marks() -> None:
    assert "Am nächsten kommt: „We shall see.“" in declined("de", *COVERED, nearest_words="„We shall see.“")


def test_a_refusal_because_all_was_told_before_is_headed_so() -> None:
    assert "The articles don’t tell anything else." in declined("en", *COVERED, reason=NOTHING_ELSE)


def test_a_refusal_within_limits_says_that_nothing_within_them_comes_near() -> None:
    limited = declined("en", *COVERED, limits=StoredFilters(sources=("Coast Weekly",)))
    assert "No article within the chosen dates and outlets comes near. The library holds" in limited
    assert "comes near" not in declined("en", *COVERED)


def test_a_refusal_shows_what_was_nearest() -> None:
    html = views.turn_panel(turn(refusal("Why?")), MemoryLibrary(QUAY), EN)
    assert "Tarn Quay opens again after the flood" in html


def test_a_saved_page_of_a_refusal_refuses() -> None:
    assert "<p><strong>The articles don’t tell.</strong></p>" in share.as_page([turn(refusal("Why?"))], EN)


def test_what_is_taken_along_says_what_is_not_borne_out_and_that_it_broke_off() -> None:
    doubtful = turn(replace(ANSWER, unsupported=((0, 34),), cut_short=True, reason="no connection"))
    for taken in (share.as_page([doubtful], EN), share.as_markdown([doubtful], EN)):
        assert "This answer broke off. no connection" in taken
    assert "Underlined words are not supported by any passage." in share.as_page([doubtful], EN)
    assert "No passage supports this: “The repair cost 41 million crowns.”" in share.as_markdown([doubtful], EN)


def test_markdown_has_footnotes_and_no_markup_of_the_article() -> None:
    text = share.as_markdown([turn(ANSWER)], EN)
    assert text.splitlines()[0] == (
        "The repair cost 41 million crowns.[^1] Traders put the damage at 38 million crowns.[^2]"
    )
    assert text.splitlines()[2] == (
        "[^1]: “The repair cost 41 million crowns.” — Tarn Quay opens again after the flood "
        "(The Tarn Herald, 18 April 2026) <https://herald.example/quay>"
    )
    evil = share.as_markdown([evil_turn()], EN)
    assert "\\<img" in evil
    assert " <img" not in evil


def test_footnotes_of_several_turns_are_numbered_through() -> None:
    text = share.as_markdown([turn(ANSWER), turn(ANSWER)], EN)
    assert text.count("**Why?**") == 2
    assert "[^4]: “Traders" in text


def test_the_list_of_conversations_tells_that_older_ones_are_gone() -> None:
    kept, told = Conversation.new(), EN.text("older_gone")
    assert told in views.history((kept.model_copy(update={"older_gone": True}),), "", EN)
    assert told not in views.history((kept,), "", EN)


def test_each_button_beside_a_conversation_is_described_by_its_title() -> None:
    kept = Conversation.new().model_copy(update={"title": "The quay"})
    html = views.history((kept,), "", EN)
    assert html.count(f'aria-describedby="chat-{kept.id}"') == 3
    assert f'id="chat-{kept.id}"' in html


@pytest.mark.parametrize("code", LOCALES)
def test_the_panel_has_the_heading_that_names_it_in_every_language(code: str) -> None:
    assert f'<h2 id="panel-title">{language(code).text("sources")}</h2>' in views.empty_panel(language(code))
