"""Questions that articles answer."""

import datetime as dt

from core.types import Article
from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER, MARKET, QUAY, FakeAssistant
from web.conversation import Conversation, StoredFilters, StoredTurn
from web.history_events import Drawing
from web.i18n import language
from web.starters import Starters, follow_ups, questions_of

PUMP = Article(
    id="pump",
    title="Why does the pump stand still?",
    text="The old pump will cost 3 million crowns. The new bridge will open in May.\n\n“It broke,” said Mira Holm.",
)


def test_questions_are_made_of_what_the_article_says() -> None:
    assert list(questions_of(PUMP)) == [
        "Why does the pump stand still?",
        "How much will the old pump cost?",
        "When will the new bridge open?",
        "What did Mira Holm say?",
    ]


def test_follow_ups_leave_out_what_was_asked() -> None:
    assert follow_ups([PUMP], ["Why does the pump stand still?"], count=1) == ("How much will the old pump cost?",)


def test_starters_are_only_those_that_their_article_answers() -> None:
    library = MemoryLibrary(QUAY, MARKET, PUMP)
    starters = Starters(FakeAssistant(library, {"Ida Solberg": ANSWER}))  # type: ignore[arg-type]  # the fake has what they use
    starters.refresh()
    assert starters() == ("What did Ida Solberg say?",)


def test_a_page_opened_again_offers_the_same_questions_without_asking_them_anew() -> None:
    library = MemoryLibrary(QUAY)
    Starters(FakeAssistant(library, {"Ida Solberg": ANSWER})).refresh()  # type: ignore[arg-type]  # likewise
    later = FakeAssistant(library, {})
    starters = Starters(later)  # type: ignore[arg-type]  # likewise
    assert starters() == ("What did Ida Solberg say?",)
    starters.refresh()
    assert later.asked == []
    assert starters() == ("What did Ida Solberg say?",)


def test_starters_are_found_anew_once_the_latest_articles_are_others() -> None:
    library = MemoryLibrary(QUAY)
    starters = Starters(FakeAssistant(library, {"Ida Solberg": ANSWER}))  # type: ignore[arg-type]  # likewise
    starters.refresh()
    library.remove(["quay"])
    starters.refresh()
    assert starters() == ()


def test_what_another_version_remembered_is_no_question() -> None:
    library = MemoryLibrary(QUAY)
    library.remember({"starters": "What?"})
    starters = Starters(FakeAssistant(library, {"Ida Solberg": ANSWER}))  # type: ignore[arg-type]  # likewise
    starters.refresh()
    assert starters() == ("What did Ida Solberg say?",)


def test_nothing_is_tried_out_once_the_page_is_closed() -> None:
    assistant = FakeAssistant(MemoryLibrary(QUAY), {"Ida Solberg": ANSWER})
    starters = Starters(assistant)  # type: ignore[arg-type]  # likewise
    starters.close()
    starters.refresh()
    assert assistant.asked == []
    assert starters() == ()


def test_what_a_chat_model_would_be_offered_is_tried_out_before_quotes_mode_offers_it() -> None:
    library = MemoryLibrary(PUMP)
    with_chat = FakeAssistant(library, {})
    with_chat.chat = object()  # type: ignore[assignment]  # any model: it is not asked
    offered = Starters(with_chat)  # type: ignore[arg-type]  # likewise
    offered.refresh()
    assert offered()
    starters = Starters(FakeAssistant(library, {}))  # type: ignore[arg-type]  # likewise
    starters.refresh()
    assert starters() == ()


def test_each_trial_gives_way_to_readers_first() -> None:
    assistant = FakeAssistant(MemoryLibrary(QUAY), {"Ida Solberg": ANSWER})
    asked_before: list[int] = []
    starters = Starters(assistant, give_way=lambda: asked_before.append(len(assistant.asked)))  # type: ignore[arg-type]  # likewise
    starters.refresh()
    assert asked_before == list(range(len(assistant.asked)))
    assert asked_before


def test_an_answer_is_drawn_without_waiting_for_starters() -> None:
    library = MemoryLibrary(QUAY)

    def starters() -> tuple[str, ...]:
        raise AssertionError

    drawing = Drawing(library, starters)  # type: ignore[arg-type]  # nothing of it is to be used
    answered = Conversation.new().with_turn(StoredTurn.of(ANSWER, StoredFilters()), dt.datetime.now(dt.UTC))
    assert "41 million" in drawing.log(answered, language("en"))
    assert drawing.log(Conversation.new(), language("en"), live=True)
