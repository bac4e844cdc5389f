"""The Settings tab: where its address and key come from."""

import gradio as gr
import pytest

from core.settings import Settings, load_settings
from tests.fakes import MemoryLibrary
from tests.web.fakes import FakeAssistant
from web.answering import Answering
from web.page import strings
from web.settings_tab import SettingsEvents, settings_layout

ADDRESS = "http://127.0.0.1:9/v1"


def settings_of(**given: str) -> Settings:
    """Settings with a key."""
    return load_settings(chat_api_key="kept-key", **given)


def key_in_use(settings: Settings, name: str, address: str, key: str = "") -> str:
    """The key that the model opened by "Use" sends."""
    assistant = FakeAssistant(MemoryLibrary(), {})
    events = SettingsEvents(assistant, Answering(assistant), settings)  # type: ignore[arg-type]  # the fake has what is used
    events.use(name, address, key, gr.Request(headers={}))
    used: str = assistant.chat.model.openai_api_key.get_secret_value()  # type: ignore[attr-defined]  # set by `use`
    return used


def test_the_address_of_the_settings_is_filled_in() -> None:
    with gr.Blocks():
        parts = settings_layout(strings(), FakeAssistant(MemoryLibrary(), {}), settings_of(chat_base_url=ADDRESS))  # type: ignore[arg-type]  # the fake has what is used
    assert parts.base_url.value == ADDRESS
    assert not parts.key.value


def test_a_password_in_the_address_is_not_shown_and_still_used() -> None:
    settings = settings_of(chat_base_url="http://jo:hush@127.0.0.1:9/v1")
    with gr.Blocks():
        parts = settings_layout(strings(), FakeAssistant(MemoryLibrary(), {}), settings)  # type: ignore[arg-type]  # the fake has what is used
    assert "hush" not in parts.base_url.value
    assistant = FakeAssistant(MemoryLibrary(), {})
    events = SettingsEvents(assistant, Answering(assistant), settings)  # type: ignore[arg-type]  # the fake has what is used
    events.use("openai:small", parts.base_url.value, "", gr.Request(headers={}))
    assert assistant.chat.model.openai_api_base == settings.chat_base_url  # type: ignore[attr-defined]  # set by `use`


def test_an_unchanged_address_keeps_the_key_of_the_settings() -> None:
    assert key_in_use(settings_of(chat_base_url=ADDRESS), "openai:small", f" {ADDRESS} ") == "kept-key"
    assert key_in_use(settings_of(chat_model="openai:large"), "openai:small", "") == "kept-key"


def test_a_key_that_is_typed_in_wins() -> None:
    assert key_in_use(settings_of(chat_base_url=ADDRESS), "openai:small", ADDRESS, "typed") == "typed"


def test_the_key_goes_to_no_other_address() -> None:
    assert key_in_use(settings_of(chat_base_url=ADDRESS), "openai:small", "http://127.0.0.1:8/v1") == "none"


@pytest.mark.parametrize("name", ["anthropic:small", "", "small"])
def test_the_key_goes_to_no_other_provider(name: str) -> None:
    assistant = FakeAssistant(MemoryLibrary(), {})
    events = SettingsEvents(assistant, Answering(assistant), settings_of(chat_model="openai:large"))  # type: ignore[arg-type]  # the fake has what is used
    assert events.settings_key(name, "") == ""
