"""The Library tab: search, sort, page, open, remove, undo; what adds to it stands in `web/adding.py`."""

from dataclasses import dataclass

import gradio as gr
from gradio.blocks import Block

from core.errors import ArticleNotFoundError
from core.types import Article
from ingest.entries import entry_of
from qa.assistant import Assistant
from web import library_views as views
from web.adding import AddingParts, adding_layout
from web.events import Given, Update, data_of, language_of
from web.i18n import language as language_named
from web.library_views import ORDERS, Look
from web.own_html import own_html
from web.starters import Starters

UNDO = 20
_MAX_DIGITS = 7


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """The tab's components. `page` and `removed` live as long as the visit."""

    find: gr.Textbox
    order: gr.Dropdown
    shelf: gr.HTML
    reader: gr.HTML
    adding: AddingParts
    page: gr.State
    removed: gr.State

    @property
    def look(self) -> set[Block]:
        """What decides how the list is shown."""
        return {self.find, self.order, self.page, self.removed}


def library_layout(i18n: gr.I18n) -> LibraryParts:
    """Build the tab inside the open Blocks."""
    english = language_named("en")
    with gr.Row(elem_id="library"):
        with gr.Column(scale=7, min_width=300, elem_id="shelf-column"):
            with gr.Row(elem_id="shelf-tools"):
                find = gr.Textbox(
                    label=i18n("find_article"),
                    placeholder=i18n("find_article"),
                    show_label=False,
                    container=False,
                    scale=3,
                )
                order = gr.Dropdown(
                    [(english.text(f"order_{name}"), name) for name in ORDERS],
                    value="newest",
                    label=i18n("order"),
                    show_label=False,
                    container=False,
                    scale=1,
                    min_width=150,
                )
            shelf = own_html("shelf", then="Desk.connect('shelf', trigger)")
        with gr.Column(scale=6, min_width=300, elem_id="shelf-side"):
            adding = adding_layout(i18n)
            reader = own_html("reader", views.reader(None, english))
    return LibraryParts(find, order, shelf, reader, adding, gr.State(1), gr.State([]))


class LibraryEvents:
    """The handlers of the tab."""

    def __init__(self, assistant: Assistant, starters: Starters, parts: LibraryParts) -> None:
        self._embedder = assistant.embedder
        self._library = assistant.library
        self._starters = starters
        self._parts = parts

    def load(self, request: gr.Request) -> Update:
        """The tab in the reader's language."""
        language = language_of(request)
        choices = [(language.text(f"order_{name}"), name) for name in ORDERS]
        return {
            self._parts.shelf: views.shelf(self._library, Look(), language),
            self._parts.reader: views.reader(None, language),
            self._parts.order: gr.Dropdown(choices=choices),
        }

    def turn_page(self, given: Given, event: gr.EventData, request: gr.Request) -> Update:
        """Another page of the list."""
        wanted = str(data_of(event).get("page", ""))
        page = int(wanted) if wanted.isdigit() and len(wanted) < _MAX_DIGITS else 1
        return self._listed({**given, self._parts.page: page}, request) | {self._parts.page: page}

    def open(self, event: gr.EventData, request: gr.Request) -> str:
        """An article to read, as it is now or as it was in an earlier revision."""
        data, language = data_of(event), language_of(request)
        number = str(data.get("revision", ""))
        revision = int(number) if number.isdecimal() and len(number) < _MAX_DIGITS else None
        try:
            return views.reader(views.reading(self._library, str(data.get("id", "")), revision), language)
        except ArticleNotFoundError:
            return views.reader(None, language)

    def close(self, request: gr.Request) -> str:
        """Done reading."""
        return views.reader(None, language_of(request))

    def remove(self, given: Given, event: gr.EventData, request: gr.Request) -> Update:
        """Take an article out; it can be had back during this visit."""
        article_id = str(data_of(event).get("id", ""))
        try:
            states = tuple(self._library.article(article_id, one.number) for one in self._library.revisions(article_id))
        except ArticleNotFoundError:
            return self._listed(given, request)
        self._library.remove([article_id])
        self._starters.refresh_later()
        removed = [*self._removed(given), states][-UNDO:]
        updates = self._listed({**given, self._parts.removed: removed}, request) | {self._parts.removed: removed}
        if data_of(event).get("reading") == article_id:
            updates[self._parts.reader] = views.reader(None, language_of(request))
        return updates

    def undo(self, given: Given, event: gr.EventData, request: gr.Request) -> Update:
        """Put a removed article back with its earlier revisions, and offer the same for the one removed before it."""
        wanted, removed = data_of(event).get("id"), self._removed(given)
        for article in next((states for states in removed if states[-1].id == wanted), ()):
            self._library.add([entry_of(article, self._embedder)])
            self._starters.refresh_later()
        left = [states for states in removed if states[-1].id != wanted]
        return self._listed({**given, self._parts.removed: left}, request) | {self._parts.removed: left}

    def listed_from_start(self, given: Given, request: gr.Request) -> Update:
        """The list anew, from its first page: also after another search or order."""
        return self._listed({**given, self._parts.page: 1}, request) | {self._parts.page: 1}

    def _listed(self, given: Given, request: gr.Request) -> Update:
        page, removed = given[self._parts.page], self._removed(given)
        offered = removed[-1][-1] if removed else None
        look = Look(str(given[self._parts.find]), str(given[self._parts.order]), page if isinstance(page, int) else 1)
        return {self._parts.shelf: views.shelf(self._library, look, language_of(request), removed=offered)}

    def _removed(self, given: Given) -> list[tuple[Article, ...]]:
        """The states of each article that was removed, oldest first; the last one is the one that was searched."""
        held = given.get(self._parts.removed)
        return list(held) if isinstance(held, list) else []
