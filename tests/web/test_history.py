"""The list of conversations, whatever of the conversation in hand has got there yet."""

import datetime as dt
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest

from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER
from vectorstore.interface import Library
from web.ask_layout import AskParts
from web.conversation import Conversation, StoredFilters, StoredTurn, dump
from web.history_events import Drawing, HistoryEvents
from web.shelf import read_shelf
from web.starters import Starters
from web.stops import Stops

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
PARTS = cast("AskParts", SimpleNamespace(**{field.name: field.name for field in fields(AskParts)}))


@pytest.fixture
def events() -> HistoryEvents:
    drawing = Drawing(cast("Library", MemoryLibrary()), cast("Starters", tuple))
    return HistoryEvents(drawing, PARTS, Stops())


def asked(question: str) -> Conversation:
    turn = StoredTurn.of(ANSWER, StoredFilters()).model_copy(update={"question": question})
    return Conversation.new().with_turn(turn, NOON)


def request() -> gr.Request:
    return cast("gr.Request", SimpleNamespace(headers={}, session_hash="one"))


def pressed(**data: object) -> gr.EventData:
    return cast("gr.EventData", SimpleNamespace(_data=data))


def kept(update: dict[Any, object]) -> set[str]:
    return {one.turns[-1].question for one in read_shelf(update["shelf"])}


def test_a_turn_that_is_not_in_the_list_yet_is_not_lost_by_a_new_conversation(events: HistoryEvents) -> None:
    earlier, mine = asked("Earlier?"), asked("Just answered?")
    assert kept(events.new(dump(mine), [dump(earlier)], request())) == {"Earlier?", "Just answered?"}


def test_nor_by_opening_an_earlier_one(events: HistoryEvents) -> None:
    earlier, mine = asked("Earlier?"), asked("Just answered?")
    update = events.open(dump(mine), [dump(earlier)], pressed(id=earlier.id), request())
    assert kept(update) == {"Earlier?", "Just answered?"}
    assert update["current"] == dump(earlier)


def test_a_conversation_that_is_deleted_is_not_kept_by_the_answer_that_was_under_way(events: HistoryEvents) -> None:
    earlier, mine = asked("Earlier?"), asked("Just answered?")
    shelf = [dump(mine), dump(earlier)]
    events.delete(dump(mine), shelf, pressed(id=mine.id), request())
    assert "history" not in events.keep(dump(mine), shelf, request())
    assert kept(events.keep(dump(earlier), shelf, request())) == {"Earlier?"}


def test_a_conversation_that_is_deleted_is_gone_although_it_is_in_hand(events: HistoryEvents) -> None:
    mine = asked("Just answered?")
    assert kept(events.delete(dump(mine), [], pressed(id=mine.id), request())) == set()


def test_articles_that_came_meanwhile_are_told_where_nothing_has_been_asked(events: HistoryEvents) -> None:
    welcome = events.look_again(dump(Conversation.new()), request())
    assert "welcome" in str(welcome["log"])
    assert set(events.look_again(dump(asked("Earlier?")), request())) == {"outlets"}


def test_a_title_that_is_given_while_an_answer_streams_stays(events: HistoryEvents) -> None:
    mine = asked("Earlier?")
    renamed = events.rename(dump(mine), [dump(mine)], pressed(id=mine.id, title="The ferry"), request())
    answered = mine.with_turn(mine.turns[0], NOON)  # from the conversation as it was when it was asked
    [shelved] = read_shelf(events.keep(dump(answered), renamed["shelf"], request())["shelf"])
    assert (shelved.title, len(shelved.turns)) == ("The ferry", 2)
