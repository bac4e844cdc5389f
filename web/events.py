"""What Gradio's events have in common: how they run, what they carry, who asks."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from web.i18n import Language, preferred

# Values by component, as handlers that take many inputs get them, and as all of them give their outputs.
Given = Mapping[Any, object]
Update = dict[Any, object]
# Gradio's own spinner would cover what the page shows by itself; no handler is part of the public API. Hidden, each
# would still count the seconds in every frame: there are none.
QUIET: dict[str, Any] = {"show_progress": "hidden", "show_progress_on": (), "api_visibility": "private"}
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}


def language_of(request: gr.Request) -> Language:
    """The language of the browser behind an event."""
    return preferred(request.headers.get("accept-language", ""))


def session_of(request: gr.Request) -> str:
    """The visit behind an event."""
    return str(request.session_hash)


def data_of(event: gr.EventData) -> dict[str, object]:
    """What the page's script sent with an event; not validated."""
    data = event._data  # attribute access, the documented way, raises where a name is missing
    return data if isinstance(data, dict) else {}
