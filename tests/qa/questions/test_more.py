import pytest

from core.types import Turn
from qa.questions.more import as_asked, asks_for_more, continued, told_before


@pytest.mark.parametrize(
    "question",
    [
        "And what else did she say?",
        "Anything else?",
        "Who else was there?",
        "What more?",
        "Any other reasons?",
        "Which others?",
        "Are there any more?",
        "Tell me more about it.",
        "More?",
    ],
)
def test_something_else_is_asked_for(question):
    assert asks_for_more(question)


@pytest.mark.parametrize(
    "question",
    [
        "How much more did it cost?",
        "Did it cost anything more than planned?",
        "Does the ferry sail any more on Sundays?",
        "Does the ferry sail any more?",
        "What did the other man say?",
        "Or else what happens?",
        "Were there more visitors than in May?",
    ],
)
def test_nothing_else_is_asked_for(question):
    assert not asks_for_more(question)


def test_what_was_told_are_the_sentences_of_the_answers_without_markers():
    history = [Turn("Who leads?", "Ada Brandt leads. [1]\n\nShe took office in May. [2]"), Turn("Who won?", "")]
    assert told_before(history) == ("Ada Brandt leads.", "She took office in May.")


def test_a_refusal_told_the_words_that_it_called_the_nearest():
    refused = (
        "The articles do not tell. The nearest is “Mill” (Strata), which says: “It turns.” The library holds 1 article."
    )
    assert told_before([Turn("Who leads?", refused)]) == ("Mill", "“It turns.”")


TALK = [Turn("What did Ada Brandt say about the mill?", "It turns. [1]"), Turn("Anything else?", "")]


@pytest.mark.parametrize(
    "question", ["Anything else?", "And what else did she say?", "Tell me more about it.", "More?"]
)
def test_what_has_no_words_of_its_own_goes_on_with_the_question_before(question):
    assert continued(question, TALK) == 0


@pytest.mark.parametrize("question", ["Any other reasons?", "Who else was there?", "When does it open?"])
def test_what_has_words_of_its_own_is_a_question_of_its_own(question):
    assert continued(question, TALK) is None


def test_of_what_the_catalogue_tells_there_is_no_more():
    assert continued("Tell me more.", [Turn("What is the latest article about?", "The mill reopens. [1]")]) is None


def test_without_a_question_before_there_is_nothing_to_go_on_with():
    assert continued("Anything else?", [Turn("What more?", "")]) is None


@pytest.mark.parametrize(
    "question",
    ["Are you sure?", "Are you quite sure about that?", "Really?!", "But is that true?", "Who says so?", "Says who?"],
)
def test_who_doubts_asks_the_question_before_once_more(question):
    history = [Turn("Who leads?", "Ada Brandt. [1]"), Turn("Anything else?", "She took office in May. [1]")]
    assert as_asked(question, history) == ("Anything else?", history[:1])


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("No, I meant the bridge.", "What about the bridge?"),
        ("i meant the bridge", "What about the bridge?"),
        ("Sorry, I was asking about 2025", "What about 2025?"),
        ("I mean, when does it open?", "when does it open?"),
        ("No, the bridge.", "What about the bridge?"),
        ("not the ferry, the stone bridge", "What about the stone bridge?"),
    ],
)
def test_a_correction_asks_the_same_of_what_was_meant(question, meant):
    history = [Turn("What did it cost?", "The ferry cost 9 crowns. [1]")]
    assert as_asked(question, history) == (meant, history)
    answered = "The bridge cost 8 crowns. [1]"
    went_on = as_asked("And when?", [*history, Turn(question, answered)])
    assert went_on == ("And when?", [*history, Turn(meant, answered)])


def test_nothing_is_corrected_where_nothing_was_asked():
    assert as_asked("I meant the bridge.", []) == ("I meant the bridge.", [])


def test_what_follows_thanks_goes_on_with_what_was_asked_before():
    assert as_asked("And when?", [*TALK, Turn("Thanks!", "You are welcome.")]) == ("And when?", TALK)


def test_a_text_that_was_pasted_before_a_question_is_what_is_spoken_of():
    text = "The council of Ellery met again. " * 20
    assert as_asked(f"{text}Who leads it?", []) == ("Who leads it?", [Turn(text.strip(), "")])


@pytest.mark.parametrize(
    "question", ["Are you sure that it rained?", "Is that bridge open?", "Who says that it rained?", "Who said that?"]
)
def test_what_has_a_matter_of_its_own_is_not_asked_once_more(question):
    assert as_asked(question, TALK) == (question, TALK)


def test_what_follows_a_doubt_goes_on_with_what_was_doubted():
    assert as_asked("And when?", [*TALK, Turn("Really?", "It turns. [1]")]) == ("And when?", TALK)


def test_without_anything_told_a_doubt_is_a_question_as_any():
    assert as_asked("Really?", []) == ("Really?", [])


@pytest.mark.timeout(5)
@pytest.mark.parametrize("marks", ["!" * 4000, "no " * 1300, "no, not the " * 300])
def test_a_long_correction_is_read_at_once(marks):
    assert as_asked(f"no, i meant {marks} a b c d e f g h i", TALK)[0]
