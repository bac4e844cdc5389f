"""The Settings tab: which model answers, how strictly it refuses, how much it reads. Until the page is restarted.

A key is used and forgotten: it is never shown back, stored, or logged. The tab is there only where the page is served
to this machine alone, because it changes what every visitor gets.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import gradio as gr

from core.addresses import masked
from core.errors import DatelineError
from core.settings import Settings
from qa.assistant import Assistant
from web.answering import Answering
from web.events import language_of
from web.render import render

if TYPE_CHECKING:
    from models.chat import ChatModel

_TEST_MESSAGE = "Answer with one short sentence: are you there?"
_SHOWN_CHARS = 400


@dataclass(frozen=True, slots=True)
class SettingsParts:
    """The tab's components."""

    model: gr.Textbox
    base_url: gr.Textbox
    key: gr.Textbox
    test: gr.Button
    use: gr.Button
    strictness: gr.Slider
    passages: gr.Slider
    apply: gr.Button
    result: gr.HTML


def settings_layout(i18n: gr.I18n, assistant: Assistant, settings: Settings) -> SettingsParts:
    """Build the tab inside the open Blocks."""
    with gr.Column(elem_id="settings"):
        model = gr.Textbox(label=i18n("chat_model"), info=i18n("chat_model_info"), max_length=500)
        base_url = gr.Textbox(masked(settings.chat_base_url), label=i18n("base_url"), max_length=500)
        key = gr.Textbox(label=i18n("key"), type="password", max_length=1_000)
        with gr.Row():
            test = gr.Button(i18n("test_model"))
            use = gr.Button(i18n("use_model"), variant="primary")
        strictness = gr.Slider(
            0, 1, assistant.limits.refusal, step=0.05, label=i18n("strictness"), info=i18n("strictness_info")
        )
        passages = gr.Slider(
            1, assistant.limits.candidates, assistant.limits.passages, step=1, label=i18n("passages_shown")
        )
        apply = gr.Button(i18n("apply"))
        result = gr.HTML("", elem_id="settings-result", js_on_load=None, apply_default_css=False)
    return SettingsParts(model, base_url, key, test, use, strictness, passages, apply, result)


class SettingsEvents:
    """The handlers of the tab."""

    def __init__(self, assistant: Assistant, answering: Answering, settings: Settings) -> None:
        self._assistant = assistant
        self._answering = answering
        self._settings = settings

    def load(self) -> tuple[str, float, int]:
        """The model and the limits in use, which another visit may have changed."""
        chat, limits = self._assistant.chat, self._assistant.limits
        return chat.name if chat is not None else "", limits.refusal, limits.passages

    def test(self, name: str, base_url: str, key: str, request: gr.Request) -> str:
        """A real reply of the model, or its real error."""
        # LangChain takes half a second to import, which the page need not wait for.
        from langchain_core.messages import HumanMessage

        from models.chat_stream import TextStream

        language = language_of(request)
        try:
            with self._open(name, base_url, key) as chat:
                reply = "".join(TextStream(chat, [HumanMessage(_TEST_MESSAGE)]))
        except DatelineError as error:
            return _message(str(error), request)
        said = language.text("model_replied", reply=reply.strip()[:_SHOWN_CHARS])
        return _message(said, request)

    def use(self, name: str, base_url: str, key: str, request: gr.Request) -> tuple[str, str]:
        """Answer with this model from now on; the key's field is emptied."""
        language = language_of(request)
        try:
            chat = self._open(name, base_url, key) if name.strip() else None
        except DatelineError as error:
            return _message(str(error), request), ""
        self._answering.use(chat)
        shown = chat.name if chat else language.text("quotes")
        return _message(language.text("model_in_use", model=shown), request), ""

    def apply(self, strictness: float, passages: float, request: gr.Request) -> str:
        """Other limits from the next question on."""
        limits = self._assistant.limits
        self._assistant.limits = replace(
            limits,
            refusal=min(1.0, max(0.0, float(strictness))),
            passages=min(limits.candidates, max(1, int(passages))),
        )
        return _message(language_of(request).text("applied"), request)

    def settings_key(self, name: str, base_url: str) -> str:
        """The key of the settings where it would go to the same server as theirs; else ""."""
        settings, address = self._settings, self._address(base_url)
        same_provider = _provider(name) == _provider(settings.chat_model)
        if address != settings.chat_base_url.strip() or not (address or same_provider):
            return ""
        return settings.chat_api_key.get_secret_value()

    def _address(self, shown: str) -> str:
        """The address that is meant by what is in the field, which shows that of the settings without its secrets."""
        own = self._settings.chat_base_url.strip()
        return own if shown.strip() == masked(own) else shown.strip()

    def _open(self, name: str, base_url: str, key: str) -> "ChatModel":
        from models.chat import open_chat_model

        return open_chat_model(
            name.strip(),
            base_url=self._address(base_url),
            api_key=key.strip() or self.settings_key(name, base_url),
            temperature=self._settings.chat_temperature,
            timeout_s=self._settings.chat_timeout_s,
            threads=self._settings.threads,
        )


def _provider(name: str) -> str:
    return name.strip().partition(":")[0]


def _message(text: str, request: gr.Request) -> str:
    return render("message.html", language_of(request), {"text": text})
