"""A chat model's reply as pieces of text, with one kind of error for every way in which it can fail."""

import contextvars
import queue
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence

from langchain_core.messages import AIMessageChunk, BaseMessage
from pydantic import SecretStr

from models.chat import ChatModel
from models.chat_errors import broke_off, explain, timed_out
from models.thinking import without_thinking

# Where providers say why a reply ended (OpenAI's newer interface: `status`), and what when it was cut at its longest.
_REASON_KEYS = ("finish_reason", "stop_reason", "done_reason", "status")
# Where LangChain puts what OpenRouter says it charged, in credits of one US dollar each.
_COST_KEY = "cost"
_CUT_REASONS = frozenset({"length", "max_tokens", "incomplete"})
_PIECES_AHEAD = 64
# Characters of a reply that are read: ten pages, more than any answer; a model that never ends is cut there.
LONGEST_REPLY = 40_000
_END = object()


class TextStream:
    """Iterates over the pieces of one reply, once, without what the model thought aloud before it.

    Raises a ModelError when the model fails or falls silent; what was already given stays with the caller. After the
    last piece `usage` holds the tokens where the provider counts them ("input", "output"), `cost_usd` what it charged
    where it says so, and `cut_short` tells whether the reply was ended by its longest allowed length. Closing it early
    ends the request.
    """

    def __init__(self, chat: ChatModel, messages: Sequence[BaseMessage]) -> None:
        self.usage: Mapping[str, int] = {}
        self.cost_usd: float | None = None
        self.cut_short = False
        self._chat = chat
        self._messages = list(messages)
        self._finish_reason = ""
        self._pieces: queue.Queue[object] = queue.Queue(maxsize=_PIECES_AHEAD)
        self._stopped = threading.Event()
        self._iterator = without_thinking(self._read())

    def __iter__(self) -> Iterator[str]:
        return self._iterator

    def close(self) -> None:
        """End the request; harmless when it has ended."""
        self._iterator.close()

    def _read(self) -> Generator[str, None, None]:
        # A thread of its own, because no provider's client is sure to notice a model that falls silent.
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._request,), name="chat-reply", daemon=True).start()
        left = LONGEST_REPLY
        try:
            while left and (piece := self._next_piece()) is not _END:
                if isinstance(piece, Exception):
                    raise self._explained(piece) from piece
                assert isinstance(piece, AIMessageChunk)
                self._note(piece)
                if text := str(piece.text)[:left]:
                    left -= len(text)
                    yield text
        finally:
            self._stopped.set()
        if left:
            self._check_end()
        else:
            self.cut_short = True

    def _next_piece(self) -> object:
        try:
            return self._pieces.get(timeout=self._chat.timeout_s)
        except queue.Empty:
            raise timed_out(self._chat.name, self._chat.timeout_s) from None

    def _request(self) -> None:
        try:
            for piece in self._chat.model.stream(self._messages):
                if not self._put(piece):
                    return
            self._put(_END)
        except Exception as error:  # noqa: BLE001 - carried to the reading thread, which raises it as ours
            self._put(error)

    def _put(self, piece: object) -> bool:
        """Whether anyone still reads; waits while the reader is behind."""
        while not self._stopped.is_set():
            try:
                self._pieces.put(piece, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False

    def _note(self, piece: AIMessageChunk) -> None:
        if piece.usage_metadata:
            counted = piece.usage_metadata
            # Some providers count up with every piece, others once at the end: the largest is the total either way.
            self.usage = {
                "input": max(self.usage.get("input", 0), counted["input_tokens"]),
                "output": max(self.usage.get("output", 0), counted["output_tokens"]),
            }
        cost = piece.response_metadata.get(_COST_KEY)
        if isinstance(cost, int | float):
            self.cost_usd = float(cost)
        for key in _REASON_KEYS:
            self._finish_reason = str(piece.response_metadata.get(key) or self._finish_reason)

    def _check_end(self) -> None:
        self.cut_short = self._finish_reason.lower() in _CUT_REASONS
        # OpenAI's protocol always gives a reason; a connection that ends politely without one was cut.
        if not self._finish_reason and self._chat.model._llm_type == "openai-chat":
            raise broke_off(self._chat.name)

    def _explained(self, error: Exception) -> Exception:
        kept = vars(self._chat.model).values()
        secrets = [value.get_secret_value() for value in kept if isinstance(value, SecretStr)]
        return explain(error, self._chat.name, timeout_s=self._chat.timeout_s, secrets=[s for s in secrets if s])


def stream_text(chat: ChatModel, messages: Sequence[BaseMessage]) -> TextStream:
    """The reply of `chat` to `messages`, piece by piece. Nothing is sent before the first piece is asked for."""
    return TextStream(chat, messages)
