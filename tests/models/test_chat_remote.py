"""Remote chat models against a real HTTP server on loopback."""

import json
import socket
import time
from collections.abc import Iterator

import pytest
from langchain_core.messages import HumanMessage

from core.errors import ModelError, ModelKeyError, ModelNotFoundError, ModelUnreachableError
from models.chat import ChatModel, open_chat_model
from models.chat_stream import LONGEST_REPLY, stream_text
from tests.models.openai_server import ChatHandler, Reply, chunk, error_reply, serving, whole_reply

QUESTION = [HumanMessage("Who leads the council?")]
KEY = "sk-test-0123456789abcdef"


@pytest.fixture(autouse=True)
def _no_provider_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


def open_at(address: str, *, key: str = KEY, timeout_s: float = 20) -> ChatModel:
    return open_chat_model("openai:m", base_url=address, api_key=key, timeout_s=timeout_s)


def failure(reply: Reply, *, timeout_s: float = 20) -> tuple[list[str], ModelError]:
    """The pieces that came before the error, and the error."""
    pieces: list[str] = []
    with serving(reply) as server, open_at(server.address, timeout_s=timeout_s) as chat:
        # The client's own repeated tries would only make the tests slow.
        chat.model.max_retries = 0  # type: ignore[attr-defined]  # a field of ChatOpenAI, not of every model
        with pytest.raises(ModelError) as caught:
            pieces.extend(stream_text(chat, QUESTION))
    assert KEY not in str(caught.value)
    return pieces, caught.value


def test_words_stream_and_tokens_are_counted() -> None:
    with serving(whole_reply("The ", "mayor", ".")) as server, open_at(server.address) as chat:
        stream = stream_text(chat, QUESTION)
        assert list(stream) == ["The ", "mayor", "."]
    assert stream.usage == {"input": 11, "output": 7}
    assert not stream.cut_short
    assert server.requests[0]["messages"] == [{"content": "Who leads the council?", "role": "user"}]
    assert server.keys == [f"Bearer {KEY}"]


def test_what_a_model_thinks_aloud_is_no_part_of_its_reply() -> None:
    with (
        serving(whole_reply("<think>The ", "mayor?</think>", "\n\nThe mayor.")) as server,
        open_at(server.address) as chat,
    ):
        assert list(stream_text(chat, QUESTION)) == ["\n\nThe mayor."]


def endless_reply(handler: ChatHandler) -> None:
    handler.begin_stream()
    for _ in range(20):
        handler.send_words("word " * 1_000)
    handler.chat.release.wait(20)
    handler.end_stream()


def test_a_reply_without_end_is_cut_where_no_answer_is_as_long() -> None:
    with serving(endless_reply) as server, open_at(server.address) as chat:
        stream = stream_text(chat, QUESTION)
        assert len("".join(stream)) == LONGEST_REPLY
    assert stream.cut_short


def charged_reply(handler: ChatHandler) -> None:
    """A reply that took some time and tells its price, as OpenRouter does in the last event."""
    handler.begin_stream()
    handler.chat.release.wait(0.3)
    handler.send_words("The ", "mayor", finish="stop")
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18, "cost": 0.000075}
    handler.send_event(json.dumps({**chunk({}), "choices": [], "usage": usage}))
    handler.send_event("[DONE]")
    handler.end_stream()


def test_what_openrouter_charged_is_told_and_its_time_limit_is_in_seconds() -> None:
    pytest.importorskip("langchain_openrouter", reason="`pip install langchain-openrouter` to test it")
    with serving(charged_reply) as server:
        chat = open_chat_model("openrouter:m", base_url=server.address, api_key=KEY, timeout_s=20)
        stream = stream_text(chat, QUESTION)
        assert list(stream) == ["The ", "mayor"]
    assert stream.cost_usd == 0.000075
    assert stream.usage == {"input": 11, "output": 7}


def test_a_price_that_langchain_does_not_hand_on_is_not_guessed() -> None:
    with serving(charged_reply) as server, open_at(server.address) as chat:
        stream = stream_text(chat, QUESTION)
        assert list(stream) == ["The ", "mayor"]
    assert stream.cost_usd is None


def test_a_reply_of_the_longest_length_is_marked_cut_short() -> None:
    with serving(whole_reply("The ", finish="length")) as server, open_at(server.address) as chat:
        stream = stream_text(chat, QUESTION)
        assert list(stream) == ["The "]
    assert stream.cut_short


def test_nothing_is_sent_before_the_first_piece_is_asked_for() -> None:
    with serving(whole_reply("x")) as server, open_at(server.address) as chat:
        stream_text(chat, QUESTION)
        assert server.requests == []


def test_the_providers_own_key_is_not_sent_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-provider")
    with serving(whole_reply("x")) as server, open_at(server.address, key="") as chat:
        list(stream_text(chat, QUESTION))
    assert server.keys == ["Bearer none"]


def test_a_refused_key_is_named_without_showing_it() -> None:
    pieces, error = failure(error_reply(401, f"Incorrect API key provided: {KEY}"))
    assert isinstance(error, ModelKeyError)
    assert "DATELINE_CHAT_API_KEY" in str(error)
    assert pieces == []


def test_an_unknown_model_says_which_settings_to_check() -> None:
    _, error = failure(error_reply(404, "The model m does not exist"))
    assert isinstance(error, ModelNotFoundError)
    assert "DATELINE_CHAT_MODEL" in str(error)
    assert "does not exist" in str(error)


def test_too_many_requests_say_to_wait() -> None:
    _, error = failure(error_reply(429, "You exceeded your quota"))
    assert "Wait" in str(error)
    assert "exceeded your quota" in str(error)


def test_a_failing_server_is_named() -> None:
    _, error = failure(error_reply(500, f"boom {KEY}"))
    assert "HTTP 500" in str(error)


def test_a_server_that_is_starting_is_unreachable() -> None:
    _, error = failure(error_reply(503, "Loading model"))
    assert isinstance(error, ModelUnreachableError)


def test_a_key_echoed_by_a_server_is_not_repeated() -> None:
    _, error = failure(error_reply(400, f"bad header Authorization: Bearer {KEY}"))
    assert "HTTP 400" in str(error)
    assert "0123456789" not in str(error)


def test_a_context_that_is_too_long_says_what_to_lower() -> None:
    _, error = failure(error_reply(400, "request (9000 tokens) exceeds the available context size"))
    assert "DATELINE_CONTEXT_CHARS" in str(error)


def test_a_connection_cut_in_mid_reply_keeps_what_came() -> None:
    def reply(handler: ChatHandler) -> None:
        handler.begin_stream()
        handler.send_words("The ", "mayor")
        handler.cut()

    pieces, error = failure(reply)
    assert pieces == ["The ", "mayor"]
    assert isinstance(error, ModelUnreachableError)


def test_a_reply_that_ends_politely_without_a_reason_was_cut() -> None:
    def reply(handler: ChatHandler) -> None:
        handler.begin_stream()
        handler.send_words("The ")
        handler.end_stream()

    pieces, error = failure(reply)
    assert pieces == ["The "]
    assert "broke off" in str(error)


def test_a_model_that_falls_silent_is_given_up() -> None:
    def reply(handler: ChatHandler) -> None:
        handler.begin_stream()
        handler.send_words("The ")
        # Comments keep the connection awake, so the client's own time limit never strikes.
        while not handler.chat.release.wait(0.05):
            handler.wfile.write(b"3\r\n:\n\n\r\n")

    started = time.monotonic()
    pieces, error = failure(reply, timeout_s=0.5)
    assert pieces == ["The "]
    assert isinstance(error, ModelUnreachableError)
    assert "no output for 0.5 s" in str(error)
    assert time.monotonic() - started < 10


def test_a_server_that_never_answers_is_given_up() -> None:
    def reply(handler: ChatHandler) -> None:
        handler.chat.release.wait(20)

    _, error = failure(reply, timeout_s=0.3)
    assert isinstance(error, ModelUnreachableError)


@pytest.mark.parametrize("body", ["{not json", '"a word"', "[]", '{"choices": 5}'])
def test_a_malformed_stream_is_a_model_error(body: str) -> None:
    def reply(handler: ChatHandler) -> None:
        handler.begin_stream()
        handler.send_words("The ")
        handler.send_event(body)
        handler.end_stream()

    pieces, _ = failure(reply)
    assert pieces == ["The "]


def test_a_page_instead_of_a_chat_reply_is_a_model_error() -> None:
    def reply(handler: ChatHandler) -> None:
        handler.send_json(200, "<html>welcome</html>")

    failure(reply)


def test_a_refused_connection_asks_whether_the_server_runs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with open_at(f"http://127.0.0.1:{port}/v1") as chat, pytest.raises(ModelUnreachableError, match="running"):
        list(stream_text(chat, QUESTION))


def test_closing_a_stream_early_ends_the_request() -> None:
    broken: list[bool] = []

    def reply(handler: ChatHandler) -> None:
        handler.begin_stream()
        try:
            while not handler.chat.release.is_set():
                handler.send_event(json.dumps(chunk({"content": "on "})))
        except OSError:
            broken.append(True)
            handler.chat.release.set()

    with serving(reply) as server, open_at(server.address) as chat:
        stream = stream_text(chat, QUESTION)
        pieces: Iterator[str] = iter(stream)
        assert next(pieces) == "on "
        stream.close()
        assert server.release.wait(10)
    assert broken == [True]
