"""How a reply's end is told, as the models of LangChain tell it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

from core.errors import ModelUnreachableError
from models.chat import ChatModel
from models.chat_stream import TextStream, stream_text
from tests.fakes import ScriptedChat


class _EndingChat(ScriptedChat):
    """Says its reply and `ending` as ChatOpenAI would, whichever of OpenAI's interfaces it asks."""

    ending: Mapping[str, str]

    @property
    def _llm_type(self) -> str:
        return "openai-chat"

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        yield from super()._stream(messages)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=dict(self.ending)))


def _read(ending: Mapping[str, str]) -> TextStream:
    chat = ChatModel(_EndingChat(reply="It rained.", ending=ending), "m", timeout_s=10)
    stream = stream_text(chat, [HumanMessage("Did it rain?")])
    assert "".join(stream) == "It rained."
    return stream


@pytest.mark.parametrize("ending", [{"finish_reason": "stop"}, {"status": "completed"}])
def test_a_reply_that_says_why_it_ended_is_whole(ending: Mapping[str, str]) -> None:
    assert not _read(ending).cut_short


@pytest.mark.parametrize("ending", [{"finish_reason": "length"}, {"status": "incomplete"}])
def test_a_reply_that_was_cut_at_its_longest_says_so(ending: Mapping[str, str]) -> None:
    assert _read(ending).cut_short


def test_a_reply_that_does_not_say_why_it_ended_was_broken_off() -> None:
    with pytest.raises(ModelUnreachableError):
        _read({})
