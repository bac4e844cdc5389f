"""One question as the page follows it: what was found, the words as they come, the turn that is kept.

A reader may stop at any time, also while the assistant waits for a slow model: the assistant's events are pulled by a
thread of their own, and what has been said so far becomes an answer that is marked as cut short.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from core.errors import DatelineError
from core.types import AnswerReady, Event, Filters, Passage, PassagesFound, TextDelta, Turn
from web.answers import settled, without_markers
from web.conversation import NEAREST, Conversation, Limits, Place, StoredTurn

log = logging.getLogger(__name__)
_LOOK_AT_STOP_EVERY_S = 0.1


class Streams(Protocol):
    """What the page asks: anything that answers with a stream of events."""

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        """PassagesFound, TextDelta..., AnswerReady."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer is: `passages` once found, `text` so far, `turn` when it is done."""

    passages: tuple[Passage, ...] = ()
    text: str = ""
    turn: StoredTurn | None = None


def follow(
    assistant: Streams,
    question: str,
    conversation: Conversation,
    limits: Limits,
    *,
    stop: threading.Event,
    problem: str,
) -> Iterator[Progress]:
    """Progress until the turn is there; the last one always carries a turn.

    Errors become a turn that says what went wrong: in their own words where they were raised on purpose, as `problem`
    where they were not.
    """
    passages: tuple[Passage, ...] = ()
    text = ""
    try:
        for event in _until_stopped(assistant.stream(question, conversation.history(), limits.filters()), stop):
            if isinstance(event, PassagesFound):
                passages = event.passages
            elif isinstance(event, AnswerReady):
                yield Progress(passages, text, StoredTurn.of(event.answer, limits))
                return
            elif isinstance(event, TextDelta):
                text += event.text
            yield Progress(passages, settled(text))
    except DatelineError as error:
        yield Progress(passages, text, _failure(question, limits, str(error), text))
        return
    except Exception:  # the page's one boundary: the reader gets a sentence, the log the rest
        log.exception("a question failed")
        yield Progress(passages, text, _failure(question, limits, problem, text))
        return
    yield Progress(passages, text, _cut(question, limits, text, passages))


def _until_stopped(events: Iterator[Event], stop: threading.Event) -> Iterator[Event]:
    """`events` until `stop` is set, which is noticed even while the next event is long in coming."""
    arrived: SimpleQueue[Event | BaseException | None] = SimpleQueue()

    def pull() -> None:
        try:
            for event in events:
                arrived.put(event)
                if stop.is_set():
                    break
            arrived.put(None)
        except BaseException as error:  # noqa: BLE001  # handed to the thread that shows it
            arrived.put(error)

    threading.Thread(target=pull, name="answer", daemon=True).start()
    try:
        while not stop.is_set():
            try:
                event = arrived.get(timeout=_LOOK_AT_STOP_EVERY_S)
            except Empty:
                continue
            if event is None:
                return
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        stop.set()


def _failure(question: str, limits: Limits, message: str, text: str) -> StoredTurn:
    said = f"{without_markers(text)}\n\n{message}" if text else message
    return StoredTurn(question=question[:4_000], text=said, limits=limits, failed=True)


def _cut(question: str, limits: Limits, text: str, passages: Sequence[Passage]) -> StoredTurn:
    """What is kept of an answer that the reader stopped: its markers were never checked, so they go."""
    read = tuple(Place.of(passage) for passage in passages[:NEAREST])
    return StoredTurn(
        question=question[:4_000], text=without_markers(settled(text)), limits=limits, nearest=read, cut_short=True
    )
