"""Questions that articles answer."""

from core.types import Article
from tests.web.fakes import ANSWER, MARKET, QUAY, FakeAssistant, FakeLibrary
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
    library = FakeLibrary(QUAY, MARKET, PUMP)
    starters = Starters(FakeAssistant(library, {"Ida Solberg": ANSWER}))  # type: ignore[arg-type]  # the fake has what they use
    starters.refresh()
    assert starters() == ("What did Ida Solberg say?",)
