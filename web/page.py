"""The page: its tabs and its theme; what answers to which event stands in `web/wiring.py`."""

from dataclasses import dataclass

import gradio as gr

from core.settings import Settings
from ingest.web.limits import WebLimits
from qa.assistant import Assistant
from web import views
from web.adding import AddingEvents
from web.answering import Answering
from web.ask_events import AskEvents
from web.ask_layout import AskParts, ask_layout
from web.history_events import Drawing, HistoryEvents
from web.i18n import LABELS, LOCALES, language
from web.library_tab import LibraryEvents, LibraryParts, library_layout
from web.own_html import own_html
from web.settings_tab import SettingsEvents, SettingsParts, settings_layout
from web.starters import Starters
from web.stops import Stops
from web.wiring import wire_adding, wire_ask, wire_history, wire_library, wire_settings

# One question keeps a core busy for a fraction of a second; more at once only makes each of them slower.
ANSWERS_AT_ONCE = 4
MOST_WAITING = 200
# Visits of which Gradio keeps a copy of the whole page's state, 0.1 MB each, where 10,000 is its default. Whoever is
# forgotten loses the list of articles to undo removing, nothing else: conversations are kept by the browser.
VISITS_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class PageParts:
    """The components of the page, tab by tab; not everyone has the Settings tab."""

    ask_tab: gr.Tab
    ask: AskParts
    library: LibraryParts
    settings: SettingsParts | None


def build_page(
    assistant: Assistant,
    answering: Answering,
    starters: Starters,
    settings: Settings,
    *,
    secret: str,
    with_settings_tab: bool,
    limits: WebLimits,
) -> gr.Blocks:
    """The page over `assistant` and its library, asked through `answering`: what stands on it, and what answers to it.

    `secret` enciphers what browsers keep; `limits` are those of web addresses that readers add.
    """
    with gr.Blocks(
        title=language("en").text("app"),
        fill_width=True,
        analytics_enabled=False,
        delete_cache=(3600, 24 * 3600),
    ) as page:
        parts = _layout(assistant, settings, secret=secret, with_settings_tab=with_settings_tab)
        stops, drawing = Stops(), Drawing(assistant.library, starters)
        ask = AskEvents(answering, assistant.library, drawing, parts.ask, stops)
        history = HistoryEvents(drawing, parts.ask, stops)
        library = LibraryEvents(assistant, starters, parts.library)
        adding = AddingEvents(
            assistant, starters, settings, parts.library.adding, listed=library.listed_from_start, limits=limits
        )
        wire_ask(parts.ask, ask, history)
        wire_history(page, parts.ask_tab, parts.ask, history)
        wire_library(page, parts.library, library)
        wire_adding(page, parts.library, adding)
        if parts.settings:
            wire_settings(page, parts.settings, SettingsEvents(assistant, answering, settings))
    return _bounded(page)


def _layout(assistant: Assistant, settings: Settings, *, secret: str, with_settings_tab: bool) -> PageParts:
    """Build the page inside the open Blocks."""
    i18n = strings()
    set_here: SettingsParts | None = None
    mast = own_html("mast", views.mast(language("en")), then="Desk.connectMast(element)")
    listed = own_html("history", then="Desk.connect('history', trigger)")  # over whichever tab stands there
    with gr.Tabs(elem_id="nav"):
        with gr.Tab(i18n("tab_ask"), id="ask") as ask_tab:
            ask = ask_layout(i18n, secret, mast, listed)
        with gr.Tab(i18n("tab_library"), id="library"):
            library = library_layout(i18n)
        if with_settings_tab:
            with gr.Tab(i18n("tab_settings"), id="settings"):
                set_here = settings_layout(i18n, assistant, settings)
    return PageParts(ask_tab, ask, library, set_here)


def _bounded(page: gr.Blocks) -> gr.Blocks:
    """The page with a queue, and bounds to what it remembers and takes."""
    page.state_session_capacity = VISITS_REMEMBERED
    # Only what was uploaded is taken for a file. A page that is mounted is never launched, and where none is launched
    # Gradio lets a request name any file of this machine.
    page.has_launched = True
    queued: gr.Blocks = page.queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=MOST_WAITING)
    return queued


def strings() -> gr.I18n:
    """The strings of every language, as Gradio's own labels take them."""
    return gr.I18n(**{code: {label: language(code).text(label) for label in LABELS} for code in LOCALES})


def theme() -> gr.themes.Base:
    """Gradio's components in the colours and the font of page.css."""
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="sm",
        font=[gr.themes.Font("Source Sans 3"), "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
