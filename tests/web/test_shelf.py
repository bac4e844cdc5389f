"""What the browser keeps of all conversations, and what is believed of it when it comes back."""

import datetime as dt
import json

import pytest

from tests.web.fakes import ANSWER
from web.conversation import Conversation, StoredFilters, StoredTurn, dump
from web.shelf import MAX_CONVERSATIONS, SHELF_BYTES, read_conversation, read_shelf, shelve

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
# Characters that Chromium, Firefox and Safari keep for one page.
STORAGE = 5 * 1024 * 1024


def turn(text: str = ANSWER.text) -> StoredTurn:
    """A stored turn of the scripted answer, in other words where there are some."""
    return StoredTurn.of(ANSWER, StoredFilters()).model_copy(update={"question": "Why?", "text": text})


def asked(text: str, count: int = 1) -> Conversation:
    """A conversation whose answers all say `text`."""
    conversation = Conversation.new()
    for _ in range(count):
        conversation = conversation.with_turn(turn(text), NOON)
    return conversation


def stored(kept: object) -> int:
    """Characters in the browser's storage: JSON, enciphered in blocks of 16 bytes, as base64 behind 25 of its own."""
    return len(json.dumps(kept, ensure_ascii=False).encode()) // 3 * 4 + 64


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


def test_invalid_items_on_the_shelf_are_left_out() -> None:
    good = Conversation.new().with_turn(turn(), NOON)
    assert read_shelf([{"id": 3}, dump(good), None]) == (good,)
    assert read_shelf({"not": "a list"}) == ()


def test_an_empty_conversation_is_not_kept() -> None:
    assert shelve((), Conversation.new()) == ()


def test_old_conversations_give_way() -> None:
    shelf: tuple[Conversation, ...] = ()
    for _ in range(MAX_CONVERSATIONS + 1):
        shelf = shelve(shelf, Conversation.new().with_turn(turn(), NOON))
    assert len(shelf) == MAX_CONVERSATIONS


@pytest.mark.parametrize("words", ["word \n", "wörter “in” ", "كلمات ", '\\"[1] '])
def test_what_is_kept_fits_into_the_storage_of_a_browser(words: str) -> None:
    long = words * (60_000 // len(words))
    shelf: tuple[Conversation, ...] = ()
    for _ in range(8):
        current = asked(long, 15)
        shelf = shelve(shelf, current)
        assert shelf[0] == current
    assert stored([dump(one) for one in shelf]) + stored(dump(current)) < 0.95 * STORAGE
    assert len(shelf) >= 2


def test_a_shelf_that_is_full_lets_the_oldest_conversations_go_and_says_so_until_it_is_cleared() -> None:
    shelf: tuple[Conversation, ...] = ()
    every = [asked("word " * 12_000, 10) for _ in range(6)]
    for conversation in every:
        shelf = shelve(shelf, conversation)
    assert [one.id for one in shelf] == [one.id for one in reversed(every[-len(shelf) :])]
    assert sum(len(dump(one)) for one in shelf) > SHELF_BYTES / 2
    assert [one.older_gone for one in shelf] == [False] * (len(shelf) - 1) + [True]
    assert shelve(read_shelf([dump(one) for one in shelf]), shelf[0])[-1].older_gone


def test_nothing_is_said_to_be_gone_from_a_shelf_with_room() -> None:
    shelf = shelve((asked("word"),), asked("word"))
    assert [one.older_gone for one in shelf] == [False, False]
