"""A chat model that says what it is told to."""

from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from models.chat import ChatModel


class ScriptedChat(BaseChatModel):
    """Says `reply` word by word, whatever is asked, and keeps what it was sent; fails after `fails_after` pieces.

    `cost_usd` is charged for each reply, told as OpenRouter tells it.
    """

    reply: str
    fails_after: int | None = None
    cost_usd: float | None = None
    heard: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.heard.append(messages)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.reply))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        self.heard.append(messages)
        for index, word in enumerate(self.reply.split(" ")):
            if index == self.fails_after:
                raise ConnectionError("the connection was reset")
            piece = word if index == 0 else f" {word}"
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        if self.cost_usd is not None:
            yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"cost": self.cost_usd}))


class Scripted(ChatModel):
    """A scripted model as `open_chat_model` would give it; `heard` is what it was sent, call by call."""

    def __init__(self, reply: str, fails_after: int | None, cost_usd: float | None) -> None:
        scripted_chat = ScriptedChat(reply=reply, fails_after=fails_after, cost_usd=cost_usd)
        super().__init__(scripted_chat, "scripted", timeout_s=10)
        self.heard = scripted_chat.heard


def scripted(reply: str, *, fails_after: int | None = None, cost_usd: float | None = None) -> Scripted:
    """A chat model that says `reply`, fails after so many words, and charges so many US dollars for each reply."""
    return Scripted(reply, fails_after, cost_usd)
