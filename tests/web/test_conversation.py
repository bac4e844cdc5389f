"""What the browser keeps, and what is believed of it when it comes back."""

import datetime as dt
import json

from core.types import Turn
from tests.web.fakes import ANSWER, QUAY, passage, refusal
from web.conversation import (
    MAX_CONVERSATIONS,
    MAX_TURNS,
    Conversation,
    Limits,
    StoredTurn,
    dump,
    read_conversation,
    read_shelf,
    shelve,
)

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def turn(question: str = "Why?") -> StoredTurn:
    """A stored turn of the scripted answer."""
    return StoredTurn.of(ANSWER, Limits()).model_copy(update={"question": question})


def test_a_conversation_comes_back_as_it_was() -> None:
    kept = Conversation.new().with_turn(turn(), NOON)
    assert read_conversation(json.loads(json.dumps(dump(kept)))) == kept


def test_what_a_browser_keeps_of_a_conversation_is_one_text() -> None:
    kept = Conversation.new().with_turn(turn(), NOON)
    assert isinstance(dump(kept), str)
    assert read_shelf([dump(kept), json.loads(dump(kept))]) == (kept, kept)  # earlier pages kept objects


def test_made_up_conversations_are_replaced_by_a_new_one() -> None:
    made_up: tuple[object, ...] = (
        None,
        "text",
        [],
        {"id": "../../etc"},
        {"id": "0" * 8, "turns": [{"question": 5}]},
        "[" * 9_999,
    )
    for wrong in made_up:
        assert read_conversation(wrong).turns == ()


def test_an_edited_question_can_be_undone_until_the_next_one() -> None:
    three = Conversation.new()
    for question in ("First?", "Second?", "Third?"):
        three = three.with_turn(turn(question), NOON)
    edited = read_conversation(dump(three.edited(1).with_turn(turn("Other?"), NOON)))
    assert [one.question for one in edited.turns] == ["First?", "Other?"]
    assert edited.undone().turns == three.turns
    assert edited.undone().undone().turns == three.turns

    went_on = edited.going_on().with_turn(turn("Next?"), NOON)
    assert [one.question for one in went_on.undone().turns] == ["First?", "Other?", "Next?"]


def test_invalid_items_on_the_shelf_are_left_out() -> None:
    good = Conversation.new().with_turn(turn(), NOON)
    assert read_shelf([{"id": 3}, dump(good), None]) == (good,)
    assert read_shelf({"not": "a list"}) == ()


def test_the_title_is_the_first_question() -> None:
    both = Conversation.new().with_turn(turn("First?"), NOON).with_turn(turn("Second?"), NOON)
    assert both.title == "First?"


def test_the_history_leaves_failed_questions_out() -> None:
    failed = StoredTurn(question="Broken?", text="no connection", failed=True)
    conversation = Conversation.new().with_turn(turn("First?"), NOON).with_turn(failed, NOON)
    assert conversation.history() == (Turn("First?", ANSWER.text),)


def test_old_turns_and_conversations_give_way() -> None:
    conversation = Conversation.new()
    for number in range(MAX_TURNS + 1):
        conversation = conversation.with_turn(turn(f"{number}?"), NOON)
    assert [one.question for one in conversation.turns][:1] == ["1?"]
    shelf: tuple[Conversation, ...] = ()
    for _ in range(MAX_CONVERSATIONS + 1):
        shelf = shelve(shelf, Conversation.new().with_turn(turn(), NOON))
    assert len(shelf) == MAX_CONVERSATIONS


def test_an_empty_conversation_is_not_kept() -> None:
    assert shelve((), Conversation.new()) == ()


def test_passages_that_are_quoted_are_not_listed_again() -> None:
    assert [place.article_id for place in turn().nearest] == ["quay"]
    near = passage(QUAY, "The town expects 300 ships before winter.")
    assert StoredTurn.of(refusal("Why?"), Limits()).nearest[0].start == near.chunk.start
