"""One question as the page follows it: what was found, the words as they come, the turn that is kept.

A reader may stop at any time, also while the assistant waits for a slow model: the assistant's events are pulled by a
thread of their own, and what has been said so far becomes an answer that is marked as cut short.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
class Asked:
    """A question, the conversation it goes on from, and the filters it is asked under."""

    question: str
    conversation: Conversation
    limits: StoredFilters

    def answered_by(self, assistant: Streams) -> Iterator[Event]:
        """The events of its answer."""
        return assistant.stream(self.question, self.conversation.history(), self.limits.filters())


@dataclass(frozen=True, slots=True)
class AnswerProgress:
    """How far an answer is: `passages` once found, `text` so far, `turn` when it is done."""

    passages: tuple[Passage, ...] = ()
    text: str = ""
    turn: StoredTurn | None = None

    def after(self, event: Event, limits: StoredFilters) -> "AnswerProgress":
        """How far it is once `event` has come."""
        match event:
            case PassagesFound():
                return replace(self, passages=event.passages)
            case TextDelta():
                return replace(self, text=self.text + event.text)
            case AnswerReady():
                return replace(self, turn=StoredTurn.of(event.answer, limits))


@dataclass(frozen=True, slots=True)
class _End:
    """No more events, because of `error` if there is one."""

    error: BaseException | None = None


_Arrived = SimpleQueue[Event | _End]


def follow(
    assistant: Streams, asked: Asked, *, stop: threading.Event, problem: str, model: str = "quotes"
) -> Iterator[AnswerProgress]:
    """Progress until the turn is there; the last one always carries a turn.

    Errors become a turn that says what went wrong: in their own words where they were raised on purpose, as `problem`
    where they were not. `model` names what answers, for a turn that ends before the answer can tell.
    """
    so_far = AnswerProgress()
    try:
        for together in _until_stopped(asked.answered_by(assistant), stop):
            for event in together:
                so_far = so_far.after(event, asked.limits)
            if so_far.turn:
                yield so_far
                return
            yield replace(so_far, text=settled(so_far.text))
        turn = _cut(asked, so_far, model)
    except DatelineError as error:
        turn = _failure(asked, so_far, model, str(error))
    except Exception:  # the page's one boundary: the reader gets a sentence, the log the rest
        log.exception("a question failed")
        turn = _failure(asked, so_far, model, problem)
    yield replace(so_far, turn=turn)


def _until_stopped(events: Iterator[Event], stop: threading.Event) -> Iterator[list[Event]]:
    """`events` until `stop` is set, those that arrive together in one list.

    `stop` is noticed even while the next event is long in coming. What `events` raises is raised after the list of all
    that came before.
    """
    arrived: _Arrived = SimpleQueue()
    threading.Thread(target=_pull, args=(events, arrived, stop), name="answer", daemon=True).start()
    try:
        while not stop.is_set():
            together, end = _together(arrived)
            if together:
                yield together
            if end and end.error:
                raise end.error
            if end:
                return
    finally:
        stop.set()


def _together(arrived: _Arrived) -> tuple[list[Event], _End | None]:
    """What arrives within a moment of the first event, if one comes soon; and the end, where that is reached."""
    together: list[Event] = []
    due = time.monotonic() + _LOOK_AT_STOP_EVERY_S
    while (left := due - time.monotonic()) > 0:
        try:
            event = arrived.get(timeout=left)
        except Empty:
            break
        if isinstance(event, _End):
            return together, event
        if not together:
            due = time.monotonic() + _TOGETHER_S
        together.append(event)
    return together, None


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


def _failure(asked: Asked, so_far: AnswerProgress, model: str, message: str) -> StoredTurn:
    """What is kept of an answer that failed: `message` behind as much of what was said as there is room for."""
    message = clipped(message, MAX_WORDS)
    said = clipped(without_markers(so_far.text), MAX_TEXT - len(f"\n\n{message}"))
    text = f"{said}\n\n{message}" if so_far.text else message
    return StoredTurn.of(Answer(asked.question, text, model=model), asked.limits, failed=True)


def _cut(asked: Asked, so_far: AnswerProgress, model: str) -> StoredTurn:
    """What is kept of an answer that the reader stopped: its markers were never checked, so they go."""
    said = without_markers(settled(so_far.text))
    answer = Answer(asked.question, said, passages=so_far.passages, model=model, cut_short=True)
    return StoredTurn.of(answer, asked.limits)
