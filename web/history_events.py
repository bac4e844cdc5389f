"""Conversations that are kept: opened, renamed, deleted, taken along; and the page as a browser left it."""

from dataclasses import dataclass

import gradio as gr

from vectorstore.interface import Library
from web import share, views
from web.ask_layout import AskParts
from web.conversation import Conversation, dump
from web.events import Update, data_of, language_of, session_of
from web.i18n import Language
from web.shelf import read_conversation, read_shelf, shelve
from web.starters import Starters
from web.stops import Stops

# As many deleted conversations as one server remembers; what brings one back comes within a second.
_MAX_GONE = 1_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """A conversation as the tab shows it."""

    library: Library
    starters: Starters

    def log(self, conversation: Conversation, language: Language, *, live: bool = False) -> str:
        """Its turns, or the welcome."""
        if conversation.turns or live:  # no welcome: an answer must not wait for what it would say
            return views.log(conversation, language, live=live)
        articles = self.library.status().articles
        return views.log(conversation, language, articles=articles, starters=self.starters())

    def panel(self, conversation: Conversation, language: Language) -> str:
        """The sources of its last turn."""
        if not conversation.turns:
            return views.empty_panel(language)
        key = f"{conversation.id}-{len(conversation.turns) - 1}"
        return views.turn_panel(conversation.turns[-1], self.library, language, key)


class HistoryEvents:
    """The handlers of the list of conversations."""

    def __init__(self, drawing: Drawing, parts: AskParts, stops: Stops) -> None:
        self._drawing = drawing
        self._parts = parts
        self._stops = stops
        # What was under way when a conversation was deleted keeps it, or the list that held it, when it ends.
        self._gone: tuple[str, ...] = ()

    def keep(self, current: object, shelf: object, request: gr.Request) -> Update:
        """Put the conversation in hand on the shelf, unless it was deleted while it was answered."""
        conversation = read_conversation(current)
        if conversation.id in self._gone:
            return {self._parts.shelf: gr.skip()}
        left = tuple(one for one in read_shelf(shelf) if one.id not in self._gone)
        return self._shelved(shelve(left, conversation), conversation.id, language_of(request))

    def new(self, current: object, shelf: object, request: gr.Request) -> Update:
        """An empty conversation."""
        self._stops.abandon(session_of(request))
        return self._open(Conversation.new(), _kept(current, shelf), language_of(request))

    def open(self, current: object, shelf: object, event: gr.EventData, request: gr.Request) -> Update:
        """An earlier conversation."""
        kept = _kept(current, shelf)
        found = next((one for one in kept if one.id == data_of(event).get("id")), None)
        if found is None:
            return {self._parts.log: gr.skip()}
        self._stops.abandon(session_of(request))
        return self._open(found, kept, language_of(request))

    def rename(self, current: object, shelf: object, event: gr.EventData, request: gr.Request) -> Update:
        """Another title for a conversation."""
        data, conversation = data_of(event), read_conversation(current)
        title = {"title": str(data.get("title", "")).strip()[:300]}
        kept = tuple(
            one.model_copy(update=title) if one.id == data.get("id") and title["title"] else one
            for one in _kept(current, shelf)
        )
        updates = self._shelved(kept, conversation.id, language_of(request))
        if conversation.id == data.get("id") and title["title"]:
            updates[self._parts.current] = dump(conversation.model_copy(update=title))
        return updates

    def delete(self, current: object, shelf: object, event: gr.EventData, request: gr.Request) -> Update:
        """Forget a conversation."""
        gone, conversation = data_of(event).get("id"), read_conversation(current)
        every = _kept(current, shelf)
        kept = tuple(one for one in every if one.id != gone)
        if len(kept) < len(every):
            self._gone = (*self._gone[1 - _MAX_GONE :], str(gone))
        if conversation.id == gone:
            self._stops.abandon(session_of(request))
            return self._open(Conversation.new(), kept, language_of(request))
        return self._shelved(kept, conversation.id, language_of(request))

    def export(self, current: object, shelf: object, event: gr.EventData, request: gr.Request) -> str:
        """A conversation as a page of its own."""
        found = next((one for one in _kept(current, shelf) if one.id == data_of(event).get("id")), None)
        return share.as_page(found.turns, language_of(request), title=found.title) if found else ""

    def load(self, current: object, shelf: object, request: gr.Request) -> Update:
        """The page as this browser left it."""
        updates = self._open(read_conversation(current), read_shelf(shelf), language_of(request))
        return updates | {self._parts.mast: views.mast(language_of(request)), self._parts.outlets: self._outlets()}

    def look_again(self, current: object, request: gr.Request) -> Update:
        """What the tab tells of the library, which may have changed meanwhile: its outlets, and the welcome."""
        conversation, language = read_conversation(current), language_of(request)
        if conversation.turns or self._stops.answering(session_of(request)):
            return {self._parts.outlets: self._outlets()}
        return {self._parts.outlets: self._outlets(), self._parts.log: self._drawing.log(conversation, language)}

    def _outlets(self) -> gr.Dropdown:
        names = [source.source for source in self._drawing.library.coverage() if source.source]
        return gr.Dropdown(choices=[(name, name) for name in names])

    def _open(self, conversation: Conversation, shelf: tuple[Conversation, ...], language: Language) -> Update:
        return {
            self._parts.current: dump(conversation),
            self._parts.log: self._drawing.log(conversation, language),
            self._parts.live: "",
            self._parts.panel: self._drawing.panel(conversation, language),
            **self._shelved(shelf, conversation.id, language),
        }

    def _shelved(self, shelf: tuple[Conversation, ...], current: str, language: Language) -> Update:
        return {
            self._parts.shelf: [dump(one) for one in shelf],
            self._parts.history: views.history(shelf, current, language),
        }


def _kept(current: object, shelf: object) -> tuple[Conversation, ...]:
    """What the browser keeps, with the conversation in hand as it is now: its last turn may not have got there yet."""
    kept, mine = read_shelf(shelf), read_conversation(current)
    return kept if mine in kept else shelve(kept, mine)
