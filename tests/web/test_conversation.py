"""A conversation: its turns, what is undone, what gives way."""

import datetime as dt
from dataclasses import replace

from core.types import Filters, Turn
from tests.web.fakes import ANSWER, QUAY, passage, refusal
from web.conversation import CONVERSATION_BYTES, MAX_TURNS, Conversation, StoredFilters, StoredTurn, dump
from web.shelf import read_conversation

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def turn(question: str = "Why?") -> StoredTurn:
    """A stored turn of the scripted answer."""
    return StoredTurn.of(ANSWER, StoredFilters()).model_copy(update={"question": question})


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


def test_the_title_is_the_first_question() -> None:
    both = Conversation.new().with_turn(turn("First?"), NOON).with_turn(turn("Second?"), NOON)
    assert both.title == "First?"


def test_the_history_leaves_failed_questions_out() -> None:
    failed = StoredTurn(question="Broken?", text="no connection", failed=True)
    conversation = Conversation.new().with_turn(turn("First?"), NOON).with_turn(failed, NOON)
    assert conversation.history() == (Turn("First?", ANSWER.text),)


def test_the_history_has_refusals_as_they_were_given() -> None:
    refused = refusal("Who won?")
    kept = StoredTurn.of(refused, StoredFilters())
    assert Conversation.new().with_turn(kept, NOON).history() == (Turn("Who won?", refused.text),)


def test_a_turn_that_was_kept_before_there_were_pages_and_limits_to_articles_is_still_read() -> None:
    kept = {
        "question": "Why?",
        "text": "It rained. [1]",
        "citations": [{"article_id": "quay", "start": 0, "end": 10, "number": 1, "quote": "It rained."}],
        "limits": {"sources": ["The Tarn Herald"]},
    }
    (old,) = read_conversation({"id": "0123456789abcdef", "turns": [kept]}).turns
    assert (old.citations[0].page, old.limits.articles) == (None, ())
    assert old.limits.filters() == Filters(sources=("The Tarn Herald",))


def test_old_turns_give_way() -> None:
    conversation = Conversation.new()
    for number in range(MAX_TURNS + 1):
        conversation = conversation.with_turn(turn(f"{number}?"), NOON)
    assert [one.question for one in conversation.turns][:1] == ["1?"]


def test_passages_that_are_quoted_are_not_listed_again() -> None:
    assert [place.article_id for place in turn().nearest] == ["quay"]
    near = passage(QUAY, "The town expects 300 ships before winter.")
    assert StoredTurn.of(refusal("Why?"), StoredFilters()).nearest[0].start == near.chunk.start


def test_a_passage_whose_quote_begins_before_it_is_not_listed_again() -> None:
    repair, *others = ANSWER.passages
    later = replace(repair, chunk=replace(repair.chunk, start=repair.chunk.start + 3))
    stored = StoredTurn.of(replace(ANSWER, passages=(later, *others)), StoredFilters())
    assert stored.nearest == turn().nearest


def test_old_turns_give_way_before_a_conversation_is_too_large_for_the_browser() -> None:
    conversation = Conversation.new()
    for number in range(30):
        long = turn(f"{number}?").model_copy(update={"text": "word " * 12_000})
        conversation = conversation.with_turn(long, NOON)
    assert conversation.turns[-1].question == "29?"
    assert 15 <= len(conversation.turns) < 30
    assert len(dump(conversation)) < CONVERSATION_BYTES
