"""The components of the Ask tab."""

from dataclasses import dataclass

import gradio as gr
from gradio.i18n import I18nData

from web import views
from web.i18n import language
from web.own_html import own_html


@dataclass(frozen=True, slots=True)
class AskParts:
    """The tab's components, the head above it, and the list of conversations beside it.

    `within` holds the id of the article that alone is asked about, which `only` shows; `current` and `shelf` are what
    the browser keeps between visits.
    """

    mast: gr.HTML
    log: gr.HTML
    live: gr.HTML
    panel: gr.HTML
    history: gr.HTML
    only: gr.HTML
    within: gr.Textbox
    question: gr.Textbox
    filters: gr.Accordion
    outlets: gr.Dropdown
    since: gr.DateTime
    until: gr.DateTime
    as_of: gr.DateTime
    current: gr.BrowserState
    shelf: gr.BrowserState
    outbox: gr.Textbox


def ask_layout(i18n: gr.I18n, secret: str, mast: gr.HTML, history: gr.HTML) -> AskParts:
    """Build the tab inside the open Blocks. `secret` enciphers what the browser keeps; it must outlive a restart."""
    english = language("en")
    current = gr.BrowserState(None, storage_key="dateline-current", secret=secret)
    shelf = gr.BrowserState([], storage_key="dateline-conversations", secret=secret)
    with gr.Row(elem_id="desk"):
        with gr.Column(scale=11, min_width=300, elem_id="chat"):
            with gr.Column(elem_id="scroll"):
                log = own_html("log", then="Desk.connect('log', trigger)")
                live = own_html("live")
            only = own_html("only", then="Desk.connect('only', trigger)")
            question = gr.Textbox(
                placeholder=i18n("ask_placeholder"),
                label=i18n("your_question"),
                show_label=False,
                container=False,
                submit_btn=True,
                stop_btn=False,
                lines=1,
                max_lines=6,
                max_length=4_000,
                elem_id="ask-box",
                autofocus=False,
            )
            with gr.Accordion(i18n("filters"), open=False, elem_id="filters") as filters, gr.Row():
                outlets = gr.Dropdown(
                    [], multiselect=True, label=i18n("outlets"), min_width=180, elem_id="outlets", scale=2
                )
                # A visit that Gradio has forgotten has lost its choices, by which it would judge; `read_limits` does.
                outlets.preprocess = lambda payload: payload  # type: ignore[method-assign]
                since = _date(i18n("since"), "since")
                until = _date(i18n("until"), "until")
                as_of = _date(i18n("as_of_day"), "as-of-day")
        with gr.Column(scale=9, min_width=300, elem_id="side"):
            panel = own_html("panel", views.empty_panel(english), then="Desk.connectPanel(props)")
    within, outbox = gr.Textbox(visible=False), gr.Textbox(visible=False)
    limits = (filters, outlets, since, until, as_of)
    return AskParts(mast, log, live, panel, history, only, within, question, *limits, current, shelf, outbox)


def _date(label: I18nData, name: str) -> gr.DateTime:
    return gr.DateTime(label=label, include_time=False, type="string", min_width=130, elem_id=name)
