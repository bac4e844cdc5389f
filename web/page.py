"""The page: its tabs, its theme, and what it loads first."""

import gradio as gr
from gradio.blocks import Block

from core.settings import Settings
from ingest.web.limits import WebLimits
from qa.assistant import Assistant
from web import adding, ask_events, history_events, library_tab, settings_tab, views
from web.answering import Answering
from web.ask_layout import ask_layout
from web.events import AT_ONCE
from web.history_events import Drawing
from web.i18n import LABELS, LOCALES, language
from web.own_html import own_html
from web.starters import Starters
from web.stops import Stops

# One question keeps a core busy for a fraction of a second; more at once only makes each of them slower.
ANSWERS_AT_ONCE = 4
MOST_WAITING = 200
# Visits of which Gradio keeps a copy of the whole page's state, 0.1 MB each, where 10,000 is its default. Whoever is
# forgotten loses the list of articles to undo removing, nothing else: conversations are kept by the browser.
VISITS_REMEMBERED = 100


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
    """The page over `assistant` and its library, asked through `answering`.

    `secret` enciphers what browsers keep; `limits` are those of web addresses that readers add.
    """
    i18n = strings()
    with gr.Blocks(
        title=language("en").text("app"),
        fill_width=True,
        analytics_enabled=False,
        delete_cache=(3600, 24 * 3600),
    ) as page:
        mast = own_html("mast", views.mast(language("en")), then="Desk.connectMast(element)")
        listed = own_html("history", then="Desk.connect('history', trigger)")  # over whichever tab stands there
        with gr.Tabs(elem_id="nav"):
            with gr.Tab(i18n("tab_ask"), id="ask") as asking:
                ask = ask_layout(i18n, secret, mast, listed)
            with gr.Tab(i18n("tab_library"), id="library"):
                shelf = library_tab.library_layout(i18n)
            if with_settings_tab:
                with gr.Tab(i18n("tab_settings"), id="settings"):
                    events = settings_tab.SettingsEvents(assistant, answering, settings)
                    parts = settings_tab.settings_layout(i18n, assistant, settings)
                    settings_tab.wire(parts, events)
                    page.load(events.load, None, [parts.model, parts.strictness, parts.passages], **AT_ONCE)
        drawing, stops = Drawing(assistant.library, starters), Stops()
        history = history_events.HistoryEvents(drawing, ask, stops)
        ask_events.wire(ask, ask_events.AskEvents(answering, assistant.library, drawing, ask, stops), history)
        history_events.wire(ask, history)
        asking.select(history.look_again, ask.current, [ask.outlets, ask.log], **AT_ONCE)
        shelf_events = library_tab.LibraryEvents(assistant, starters, shelf)
        library_tab.wire(shelf, shelf_events)
        adding_events = adding.AddingEvents(
            assistant, starters, settings, shelf.adding, listed=shelf_events.listed_from_start, limits=limits
        )
        looked: set[Block] = {shelf.find, shelf.order, shelf.page, shelf.removed}
        adding.wire(shelf.adding, adding_events, looked, [shelf.shelf, shelf.page])
        shown = [ask.mast, ask.current, ask.log, ask.live, ask.panel, ask.shelf, ask.history, ask.outlets]
        page.load(history.load, [ask.current, ask.shelf], shown, **AT_ONCE)
        page.load(shelf_events.load, None, [shelf.shelf, shelf.reader, shelf.order], **AT_ONCE)
        page.load(adding_events.load, None, [shelf.adding.note, shelf.adding.followed], **AT_ONCE)
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
