"""A judge's reply as one piece."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import ModelError
from models.chat import ChatModel
from models.chat_stream import stream_text

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


def whole_reply(chat: ChatModel, messages: "Sequence[BaseMessage]") -> str:
    """What `chat` replies. Raises ModelError where it fails or its reply is cut at its longest."""
    stream = stream_text(chat, messages)
    reply = "".join(stream)
    if stream.cut_short:
        raise ModelError(f"{chat.name}: the reply was cut at its longest")
    return reply
