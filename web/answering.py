"""The assistant with its chat model changed while questions are answered.

An answer may still use the model that was there when it began: what is exchanged is closed when the last such answer
has ended.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.types import Event, Filters, Turn
from qa.assistant import Assistant

if TYPE_CHECKING:
    from models.chat import ChatModel


class Answering:
    """Counts the answers under way. Several threads may ask and exchange at once.

    `patience_s`: how long work in the background waits for readers.
    """

    def __init__(self, assistant: Assistant, *, patience_s: float = 2.0) -> None:
        self._assistant = assistant
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._at_rest = threading.Condition(self._lock)
        self._under_way: set[object] = set()
        # Models that were exchanged, each with the answers that had begun before.
        self._leaving: list[tuple[ChatModel, set[object]]] = []

    @property
    def model(self) -> str:
        """What answers the next question: the chat model's name, or "quotes"."""
        chat = self._assistant.chat
        return chat.name if chat is not None else "quotes"

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        """As `Assistant.stream`."""
        answer = object()
        with self._lock:
            self._under_way.add(answer)
        try:
            yield from self._assistant.stream(question, history, filters)
        finally:
            with self._lock:
                self._under_way.discard(answer)
                for _, users in self._leaving:
                    users.discard(answer)
                self._at_rest.notify_all()
            self._close_unused()

    def give_way(self) -> None:
        """Wait until nobody is being answered, but not for ever: there may always be somebody."""
        with self._at_rest:
            self._at_rest.wait_for(lambda: not self._under_way, self._patience_s)

    def use(self, chat: "ChatModel | None") -> None:
        """Answer with `chat` from the next question on; it is closed when it is exchanged or the page closes."""
        with self._lock:
            before, self._assistant.chat = self._assistant.chat, chat
            if before is not None:
                self._leaving.append((before, set(self._under_way)))
        self._close_unused()

    def close(self) -> None:
        """Close the model in use and those that are leaving."""
        with self._lock:
            self._under_way.clear()
            for _, users in self._leaving:
                users.clear()
        self.use(None)

    def _close_unused(self) -> None:
        with self._lock:
            unused = [chat for chat, users in self._leaving if not users]
            self._leaving = [(chat, users) for chat, users in self._leaving if users]
        for chat in unused:
            chat.close()
