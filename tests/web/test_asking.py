"""Following one question: progress, stopping, errors."""

import threading
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.errors import ModelUnreachableError
from core.types import Event, Filters, TextDelta, Turn
from tests.web.fakes import ANSWER, QUAY, FakeAssistant, FakeLibrary
from web.asking import Progress, follow
from web.conversation import Conversation, Limits


def followed(assistant: object, question: str = "the repair?") -> list[Progress]:
    """All progress of a question that nobody stops."""
    stop = threading.Event()
    asked = follow(assistant, question, Conversation.new(), Limits(), stop=stop, problem="inside")  # type: ignore[arg-type]  # fakes
    return list(asked)


def test_the_last_progress_carries_the_turn() -> None:
    progress = followed(FakeAssistant(FakeLibrary(QUAY), {"repair": ANSWER}))
    assert [bool(one.turn) for one in progress] == [False] * (len(progress) - 1) + [True]
    assert progress[-1].turn is not None
    assert progress[-1].turn.text == ANSWER.text
    assert progress[0].passages == ANSWER.passages


def test_errors_raised_on_purpose_are_shown_in_their_own_words() -> None:
    broken = FakeAssistant(FakeLibrary(), {"repair": ModelUnreachableError("start the server")})
    turn = followed(broken)[-1].turn
    assert turn is not None
    assert (turn.failed, turn.text) == (True, "start the server")


class Bursts:
    """Says three words, then fails in a way nobody planned."""

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        yield TextDelta("Three words said")
        raise ZeroDivisionError


def test_other_errors_keep_what_was_said_and_hide_the_inside() -> None:
    turn = followed(Bursts())[-1].turn
    assert turn is not None
    assert (turn.failed, turn.text) == (True, "Three words said\n\ninside")


class Speaks:
    """Says a word every millisecond, without end."""

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        while True:
            yield TextDelta("word ")
            time.sleep(0.001)


def test_words_that_come_in_quick_succession_are_shown_together_but_shown() -> None:
    stop = threading.Event()
    seen = []
    for progress in follow(Speaks(), "the repair?", Conversation.new(), Limits(), stop=stop, problem=""):
        seen.append(progress.text)
        if len(seen) == 3:
            stop.set()
    assert all(later.startswith(earlier) for earlier, later in pairwise(seen[:3]))
    assert len(seen[0]) > len("word word ")


def test_stopping_ends_a_question_whose_next_word_never_comes() -> None:
    assistant = FakeAssistant(FakeLibrary(QUAY), {"repair": ANSWER})
    assistant.go_on.clear()
    stop = threading.Event()
    last = Progress()
    for progress in follow(assistant, "the repair?", Conversation.new(), Limits(), stop=stop, problem=""):
        last = progress
        if progress.text.startswith("The repair cost"):
            stop.set()
    assistant.go_on.set()
    assert last.turn is not None
    assert last.turn.cut_short
    assert last.turn.text.startswith("The repair cost")
    assert "[" not in last.turn.text
