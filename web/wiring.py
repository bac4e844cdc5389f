"""Which handler answers which event: all of the page's wiring, tab by tab.

Fields and buttons of Gradio's own bring their events here by themselves. A button of ours stands in a template and
names its `data-action`; `static/page.js` looks that up in `actions` and sends an event of the component in which the
button stands: `send("log", "retry")` arrives here as `parts.log.retry`. Beside each handler stands what it is given and
what it may change, of which it changes what its update names. `page.load` is when a browser opens the page.
"""

from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.blocks import Block

from web.adding import AddingEvents
from web.ask_events import AskEvents
from web.ask_layout import AskParts
from web.events import AT_ONCE, QUIET
from web.history_events import HistoryEvents
from web.library_tab import LibraryEvents, LibraryParts
from web.settings_tab import SettingsEvents, SettingsParts

_SAVE_PAGE = "(page) => { if (page) Desk.save('dateline-conversation.html', page); }"


def wire_ask(parts: AskParts, events: AskEvents, history: HistoryEvents) -> None:
    """Questions, what may be done with their answers, and the limits that they are asked under."""
    dates = (parts.since, parts.until, parts.as_of)
    limits: set[Block] = {parts.outlets, *dates}
    given: set[Block] = {parts.current, parts.within, *limits}
    shown = [parts.question, parts.log, parts.live, parts.panel, parts.current]
    changed = (
        parts.question.submit(events.ask, given | {parts.question}, shown, **QUIET),
        parts.log.submit(events.suggested, given, shown, **QUIET),
        parts.log.retry(events.retry, given, shown, **QUIET),
        parts.log.edit(events.edit, given, shown, **QUIET),
        parts.log.undo(events.undo, parts.current, shown, **AT_ONCE),
        parts.log.like(events.judge, parts.current, [parts.current, parts.log, parts.live], **QUIET),
    )
    for event in changed:
        event.then(history.keep, [parts.current, parts.shelf], [parts.shelf, parts.history], **AT_ONCE)
    parts.question.stop(events.stop, None, None, **AT_ONCE)
    parts.only.select(events.choose, None, [parts.within, parts.only], **AT_ONCE)
    parts.only.clear(events.widen, None, [parts.within, parts.only], **AT_ONCE)
    gr.on([one.change for one in (parts.outlets, *dates)], events.describe_filters, limits, parts.filters, **AT_ONCE)


def wire_history(page: gr.Blocks, tab: gr.Tab, parts: AskParts, events: HistoryEvents) -> None:
    """The list of conversations, and the one that stands on the Ask `tab`."""
    both = [parts.current, parts.shelf]
    everything = [parts.current, parts.log, parts.live, parts.panel, parts.shelf, parts.history]
    page.load(events.load, both, [parts.mast, *everything, parts.outlets], **AT_ONCE)
    tab.select(events.look_again, parts.current, [parts.outlets, parts.log], **AT_ONCE)
    parts.history.clear(events.new, both, everything, **AT_ONCE)
    parts.history.select(events.open, both, everything, **AT_ONCE)
    parts.history.edit(events.rename, both, [parts.current, parts.shelf, parts.history], **AT_ONCE)
    parts.history.delete(events.delete, both, everything, **AT_ONCE)
    exported = parts.history.download(events.export, both, parts.outbox, **AT_ONCE)
    exported.then(None, parts.outbox, None, js=_SAVE_PAGE, **QUIET)


def wire_library(page: gr.Blocks, parts: LibraryParts, events: LibraryEvents) -> None:
    """The list of articles and the article that is read."""
    look, listed = parts.look, [parts.shelf, parts.page]
    page.load(events.load, None, [parts.shelf, parts.reader, parts.order], **AT_ONCE)
    sought = [parts.find.change, parts.order.change]
    gr.on(sought, events.listed_from_start, look, listed, trigger_mode="always_last", **QUIET)
    parts.shelf.select(events.turn_page, look, listed, **QUIET)
    parts.shelf.expand(events.open, None, parts.reader, **QUIET)
    parts.shelf.collapse(events.close, None, parts.reader, **QUIET)
    parts.shelf.delete(events.remove, look, [parts.shelf, parts.removed, parts.reader], **QUIET)
    parts.shelf.undo(events.undo, look, [parts.shelf, parts.removed], **QUIET)


def wire_adding(page: gr.Blocks, library: LibraryParts, events: AddingEvents) -> None:
    """What adds to the library, after which its list is shown anew."""
    parts, look = library.adding, library.look
    page.load(events.load, None, [parts.note, parts.followed], **AT_ONCE)
    shown: Sequence[Block] = [library.shelf, library.page, parts.report]
    progress = _progress_shown_on(parts.report)
    # What is dropped while files are being read is read after them; Gradio would let it fall.
    parts.files.upload(
        events.add_files,
        look | {parts.files},
        [*shown, parts.files],
        trigger_mode="multiple",
        concurrency_limit=1,
        **progress,
    )
    named = [parts.address.submit, parts.add_address.click]
    read = gr.on(named, events.add_addresses, look | {parts.address}, [*shown, parts.read, parts.followed], **progress)
    read.success(events.clear_read, {parts.address, parts.read}, parts.address, **AT_ONCE)
    parts.followed.retry(events.refresh, look, [*shown, parts.followed], **progress)
    parts.followed.delete(events.forget, None, [parts.report, parts.followed], **QUIET)


def wire_settings(page: gr.Blocks, parts: SettingsParts, events: SettingsEvents) -> None:
    """The chat model, and how answers are made."""
    page.load(events.load, None, [parts.model, parts.strictness, parts.passages], **AT_ONCE)
    model = [parts.model, parts.base_url, parts.key]
    parts.test.click(events.test, model, parts.result, concurrency_limit=1, **_progress_shown_on(parts.result))
    parts.use.click(events.use, model, [parts.result, parts.key], **QUIET)
    parts.apply.click(events.apply, [parts.strictness, parts.passages], parts.result, **QUIET)


def _progress_shown_on(part: Block) -> dict[str, Any]:
    """For what takes long: Gradio's own spinner, over the part that will tell the outcome."""
    return {"show_progress_on": part, "api_visibility": "private"}
