"""The Library tab: search, sort, page, open, add, remove, undo."""

import logging
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from gradio.blocks import Block

from core.errors import ArticleNotFoundError, DatelineError
from core.settings import Settings
from core.types import Article, IngestReport
from ingest import add
from ingest.chunk import chunk
from ingest.pipeline import Progress
from qa.assistant import Assistant
from vectorstore.interface import Entry
from web import library_views as views
from web.events import QUIET, Given, Update, data_of, language_of
from web.i18n import language as language_named
from web.library_views import ORDERS, Look
from web.starters import Starters

log = logging.getLogger(__name__)
FILE_TYPES = [".txt", ".text", ".md", ".markdown", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".gz"]
UNDO = 20


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """The tab's components. `page` and `removed` live as long as the visit."""

    find: gr.Textbox
    order: gr.Dropdown
    shelf: gr.HTML
    reader: gr.HTML
    files: gr.File
    report: gr.HTML
    page: gr.State
    removed: gr.State


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
            shelf = _html("", "shelf", "Desk.connect('shelf', trigger)")
        with gr.Column(scale=6, min_width=300, elem_id="shelf-side"):
            files = gr.File(
                label=i18n("add"), file_count="multiple", file_types=FILE_TYPES, height=130, elem_id="add-files"
            )
            report = _html("", "report", None)
            reader = _html(views.reader(None, english), "reader", None)
    return LibraryParts(find, order, shelf, reader, files, report, gr.State(1), gr.State([]))


class LibraryEvents:
    """The handlers of the tab."""

    def __init__(self, assistant: Assistant, starters: Starters, settings: Settings, parts: LibraryParts) -> None:
        # open_assistant puts an Embedder there, which the assistant itself only needs as Embeddings.
        self._embedder = assistant.embedder
        self._library = assistant.library
        self._starters = starters
        self._settings = settings
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

    def look(self, query: str, order: str, request: gr.Request) -> Update:
        """Another search or order: from its first page."""
        shown = views.shelf(self._library, Look(query, order), language_of(request))
        return {self._parts.shelf: shown, self._parts.page: 1}

    def turn_page(self, query: str, order: str, event: gr.EventData, request: gr.Request) -> Update:
        """Another page of the list."""
        wanted = str(data_of(event).get("page", ""))
        page = int(wanted) if wanted.isdigit() else 1
        shown = views.shelf(self._library, Look(query, order, page), language_of(request))
        return {self._parts.shelf: shown, self._parts.page: page}

    def open(self, event: gr.EventData, request: gr.Request) -> str:
        """An article to read."""
        try:
            return views.reader(self._library.article(str(data_of(event).get("id", ""))), language_of(request))
        except ArticleNotFoundError:
            return views.reader(None, language_of(request))

    def close(self, request: gr.Request) -> str:
        """Done reading."""
        return views.reader(None, language_of(request))

    def remove(self, given: Given, event: gr.EventData, request: gr.Request) -> Update:
        """Take an article out; it can be had back during this visit."""
        article_id = str(data_of(event).get("id", ""))
        try:
            article = self._library.article(article_id)
        except ArticleNotFoundError:
            return self._listed(given, request)
        self._library.remove([article_id])
        self._starters.refresh_later()
        return self._listed(given, request, offered=article) | {
            self._parts.removed: [*self._removed(given), article][-UNDO:],
            self._parts.reader: views.reader(None, language_of(request)),
        }

    def undo(self, given: Given, event: gr.EventData, request: gr.Request) -> Update:
        """Put a removed article back as it was."""
        wanted, removed = data_of(event).get("id"), self._removed(given)
        article = next((one for one in removed if one.id == wanted), None)
        if article is not None:
            chunks = chunk(article)
            vectors = self._embedder.encode([article.text[one.start : one.end] for one in chunks])
            self._library.add([Entry(article, chunks, vectors)])
            self._starters.refresh_later()
        return self._listed(given, request) | {self._parts.removed: [one for one in removed if one.id != wanted]}

    def add(self, given: Given, request: gr.Request, progress: gr.Progress = gr.Progress()) -> Update:
        """Take uploaded files in, showing how far it is."""
        language, uploads = language_of(request), _paths(given[self._parts.files])
        done: IngestReport | None = None
        problem = ""

        def tell(state: Progress) -> None:
            share = state.done_bytes / state.total_bytes if state.total_bytes else 1.0
            progress(min(1.0, share), desc=language.text("articles_n", n=state.articles))

        try:
            done = add(
                [Path(upload) for upload in uploads],
                library=self._library,
                embedder=self._embedder,
                progress=tell,
                settings=self._settings,
                key=upload_key,
            )
        except DatelineError as error:
            problem = str(error)
        self._starters.refresh_later()
        return self._listed({**given, self._parts.page: 1}, request) | {
            self._parts.report: views.report(done, uploads, language, problem=problem),
            self._parts.files: None,
            self._parts.page: 1,
        }

    def _listed(self, given: Given, request: gr.Request, *, offered: Article | None = None) -> Update:
        page = given[self._parts.page]
        look = Look(str(given[self._parts.find]), str(given[self._parts.order]), page if isinstance(page, int) else 1)
        return {self._parts.shelf: views.shelf(self._library, look, language_of(request), removed=offered)}

    def _removed(self, given: Given) -> list[Article]:
        held = given[self._parts.removed]
        return list(held) if isinstance(held, list) else []


def upload_key(path: Path) -> Path:
    """What stands for an uploaded file's place: Gradio keeps each content in a folder of its own.

    A file of the same name is thus the same article, in its new form.
    """
    return Path("upload") / path.name


def _paths(files: object) -> list[str]:
    return [str(file) for file in files] if isinstance(files, list) else []


def wire(parts: LibraryParts, events: LibraryEvents) -> None:
    """Connect the components with the handlers."""
    look = [parts.find, parts.order]
    given: set[Block] = {*look, parts.page, parts.removed}
    listed = [parts.shelf, parts.page]
    gr.on([parts.find.change, parts.order.change], events.look, look, listed, trigger_mode="always_last", **QUIET)
    parts.shelf.select(events.turn_page, look, listed, **QUIET)
    parts.shelf.expand(events.open, None, parts.reader, **QUIET)
    parts.shelf.collapse(events.close, None, parts.reader, **QUIET)
    parts.shelf.delete(events.remove, given, [parts.shelf, parts.removed, parts.reader], **QUIET)
    parts.shelf.undo(events.undo, given, [parts.shelf, parts.removed], **QUIET)
    parts.files.upload(
        events.add,
        given | {parts.files},
        [parts.shelf, parts.report, parts.files, parts.page],
        show_progress_on=parts.report,
        api_visibility="private",
    )


def _html(value: str, name: str, script: str | None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)
