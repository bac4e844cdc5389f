"""One question as the page follows it: what was found, the words as they come, the turn that is kept.

A reader may stop at any time, also while the assistant waits for a slow model: the assistant's events are pulled by a
thread of their own, and what has been said so far becomes an answer that is marked as cut short.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from core.errors import DatelineError
from core.types import Answer, AnswerReady, Event, Filters, Passage, PassagesFound, TextDelta, Turn
from web.answers import settled, without_markers
from web.clipping import MAX_TEXT, MAX_WORDS, clipped
from web.conversation import Conversation, StoredFilters, StoredTurn

log = logging.getLogger(__name__)
_LOOK_AT_STOP_EVERY_S = 0.1
# What arrives within this time is shown at once, so that a quoted answer is not drawn piece by piece.
_TOGETHER_S = 0.02


class Streams(Protocol):
    """What the page asks: anything that answers with a stream of events."""

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        """PassagesFound, TextDelta..., AnswerReady."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerProgress:
    """How far an answer is: `passages` once found, `text` so far, `turn` when it is done."""

    passages: tuple[Passage, ...] = ()
    text: str = ""
    turn: StoredTurn | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """No more events, because of `error` if there is one."""

    error: BaseException | None = None


_Arrived = SimpleQueue[Event | _End]


def follow(
    assistant: Streams,
    question: str,
    conversation: Conversation,
    limits: StoredFilters,
    *,
    stop: threading.Event,
    problem: str,
    model: str = "quotes",
) -> Iterator[AnswerProgress]:
    """Progress until the turn is there; the last one always carries a turn.

    Errors become a turn that says what went wrong: in their own words where they were raised on purpose, as `problem`
    where they were not. `model` names what answers, for a turn that ends before the answer can tell.
    """
    passages: tuple[Passage, ...] = ()
    text = ""
    try:
        for arrived in _until_stopped(assistant.stream(question, conversation.history(), limits.filters()), stop):
            for event in arrived:
                if isinstance(event, PassagesFound):
                    passages = event.passages
                elif isinstance(event, AnswerReady):
                    yield AnswerProgress(passages, text, StoredTurn.of(event.answer, limits))
                    return
                elif isinstance(event, TextDelta):
                    text += event.text
            yield AnswerProgress(passages, settled(text))
    except DatelineError as error:
        yield AnswerProgress(passages, text, _failure(question, limits, model, str(error), text))
        return
    except Exception:  # the page's one boundary: the reader gets a sentence, the log the rest
        log.exception("a question failed")
        yield AnswerProgress(passages, text, _failure(question, limits, model, problem, text))
        return
    yield AnswerProgress(passages, text, _cut(question, limits, model, text, passages))


def _until_stopped(events: Iterator[Event], stop: threading.Event) -> Iterator[list[Event]]:
    """`events` until `stop` is set, those that arrive together in one list.

    `stop` is noticed even while the next event is long in coming. What `events` raises is raised after the list of all
    that came before.
    """
    arrived: _Arrived = SimpleQueue()
    threading.Thread(target=_pull, args=(events, arrived, stop), name="answer", daemon=True).start()
    together: list[Event] = []
    due = 0.0
    try:
        while not stop.is_set():
            left = due - time.monotonic()
            if together and left <= 0:
                yield together
                together = []
            try:
                event = arrived.get(timeout=left if together else _LOOK_AT_STOP_EVERY_S)
            except Empty:
                continue
            if isinstance(event, _End):
                if together:
                    yield together
                if event.error:
                    raise event.error
                return
            if not together:
                due = time.monotonic() + _TOGETHER_S
            together.append(event)
    finally:
        stop.set()


def _pull(events: Iterator[Event], arrived: _Arrived, stop: threading.Event) -> None:
    try:
        for event in events:
            arrived.put(event)
            if stop.is_set():
                break
    except BaseException as error:  # noqa: BLE001  # handed to the thread that shows it
        arrived.put(_End(error))
    else:
        arrived.put(_End())


def _failure(question: str, limits: StoredFilters, model: str, message: str, text: str) -> StoredTurn:
    """What is kept of an answer that failed: `message` behind as much of what was said as there is room for."""
    message = clipped(message, MAX_WORDS)
    said = clipped(without_markers(text), MAX_TEXT - len(f"\n\n{message}"))
    return StoredTurn.of(
        Answer(question, f"{said}\n\n{message}" if text else message, model=model), limits, failed=True
    )


def _cut(question: str, limits: StoredFilters, model: str, text: str, passages: tuple[Passage, ...]) -> StoredTurn:
    """What is kept of an answer that the reader stopped: its markers were never checked, so they go."""
    said = without_markers(settled(text))
    return StoredTurn.of(Answer(question, said, passages=passages, model=model, cut_short=True), limits)
