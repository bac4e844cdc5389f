"""Asking about one article alone."""

from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest

from qa.assistant import Assistant
from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER, MARKET, QUAY, FakeAssistant
from vectorstore.interface import Library
from web.answering import Answering
from web.ask_events import AskEvents
from web.ask_layout import AskParts
from web.conversation import Conversation, dump
from web.history_events import Drawing
from web.shelf import read_conversation
from web.starters import Starters
from web.stops import Stops

PARTS = cast("AskParts", SimpleNamespace(**{field.name: field.name for field in fields(AskParts)}))
HTTP = cast("gr.Request", SimpleNamespace(headers={}, session_hash="one"))


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(MemoryLibrary(QUAY, MARKET), {"repair": ANSWER})


@pytest.fixture
def events(assistant: FakeAssistant) -> AskEvents:
    library = cast("Library", assistant.library)
    drawing = Drawing(library, cast("Starters", tuple))
    return AskEvents(Answering(cast("Assistant", assistant)), library, drawing, PARTS, Stops())


def chosen(article_id: object) -> gr.EventData:
    return cast("gr.EventData", SimpleNamespace(_data={"id": article_id}))


def asked(events: AskEvents, within: object) -> dict[Any, object]:
    """What the page is told while "the repair?" is asked within that article."""
    filters: dict[str, object] = {"outlets": [], "since": None, "until": None, "as_of": None}
    given = {"question": "the repair?", "current": dump(Conversation.new()), "within": within, **filters}
    told: dict[Any, object] = {}
    for update in events.ask(given, HTTP):
        told |= update
    return told


def test_the_article_that_was_chosen_alone_is_asked(events: AskEvents, assistant: FakeAssistant) -> None:
    told = asked(events, events.choose(chosen("market"), HTTP)["within"])
    assert assistant.asked[-1][2].article_ids == ("market",)
    (turn,) = read_conversation(told["current"]).turns
    assert [one.title for one in turn.limits.articles] == ["Fish market counts its losses"]


def test_what_alone_is_asked_is_shown(events: AskEvents) -> None:
    assert "Fish market counts its losses" in str(events.choose(chosen("market"), HTTP)["only"])


def test_all_articles_are_asked_again_when_the_limit_is_taken_away(events: AskEvents, assistant: FakeAssistant) -> None:
    widened = events.widen()
    asked(events, widened["within"])
    assert widened["only"] == ""
    assert not assistant.asked[-1][2]


@pytest.mark.parametrize("article_id", ["nowhere", None, ["market"], {"id": "market"}])
def test_an_article_that_the_library_does_not_hold_cannot_be_chosen(events: AskEvents, article_id: object) -> None:
    with pytest.raises(gr.Error, match="no longer in the library"):
        events.choose(chosen(article_id), HTTP)


def test_where_the_article_has_gone_nothing_is_asked_of_the_others(events: AskEvents, assistant: FakeAssistant) -> None:
    within = events.choose(chosen("market"), HTTP)["within"]
    assistant.library.remove(["market"])
    with pytest.raises(gr.Error, match="no longer in the library"):
        asked(events, within)
    assert assistant.asked == []
