"""Following one question: progress, stopping, errors."""

import datetime as dt
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from core.errors import DatelineError, ModelUnreachableError
from core.types import Answer, AnswerReady, Event, Filters, TextDelta, Turn
from qa.asking import Limits
from qa.assistant import Assistant
from tests.fakes import MemoryLibrary, WordEmbeddings, WordReader
from tests.web.fakes import ANSWER, QUAY, FakeAssistant
from web.asking import AnswerProgress, Asked, follow
from web.clipping import MAX_TEXT
from web.conversation import Conversation, StoredFilters


def asked(question: str = "the repair?", conversation: Conversation | None = None) -> Asked:
    """A question without filters."""
    return Asked(question, conversation or Conversation.new(), StoredFilters())


def followed(
    assistant: object, question: str = "the repair?", conversation: Conversation | None = None
) -> list[AnswerProgress]:
    """All progress of a question that nobody stops."""
    progress = follow(assistant, asked(question, conversation), stop=threading.Event(), problem="inside")  # type: ignore[arg-type]  # fakes
    return list(progress)


def test_the_last_progress_carries_the_turn() -> None:
    progress = followed(FakeAssistant(MemoryLibrary(QUAY), {"repair": ANSWER}))
    assert [bool(one.turn) for one in progress] == [False] * (len(progress) - 1) + [True]
    assert progress[-1].turn is not None
    assert progress[-1].turn.text == ANSWER.text
    assert progress[0].passages == ANSWER.passages


def test_errors_raised_on_purpose_are_shown_in_their_own_words() -> None:
    broken = FakeAssistant(MemoryLibrary(), {"repair": ModelUnreachableError("start the server")})
    turn = followed(broken)[-1].turn
    assert turn is not None
    assert (turn.failed, turn.text) == (True, "start the server")


def test_who_asks_for_more_behind_a_refusal_is_told_the_same_as_from_python() -> None:
    desk = Assistant(MemoryLibrary(QUAY), WordEmbeddings(), WordReader(), limits=Limits(refusal=0.9))
    question, more = "Which painter praised the quay of Tarn?", "Tell me more."
    conversation = Conversation.new()
    for words in (question, more):
        turn = followed(desk, words, conversation)[-1].turn
        assert turn is not None
        conversation = conversation.with_turn(turn, dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    first = desk.ask(question)
    again = desk.ask(more, [Turn(question, first.text)])
    assert [turn.text for turn in conversation.turns] == [first.text, again.text]
    assert first.nearest_words
    assert first.nearest_words not in again.text


class Bursts:
    """Says three words, then fails in a way nobody planned."""

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        yield TextDelta("Three words said")
        raise ZeroDivisionError


def test_other_errors_keep_what_was_said_and_hide_the_inside() -> None:
    turn = followed(Bursts())[-1].turn
    assert turn is not None
    assert (turn.failed, turn.text) == (True, "Three words said\n\ninside")


class Hesitates:
    """Says three words at once, and the next one when it is told to end."""

    def __init__(self) -> None:
        self.end = threading.Event()

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        yield from map(TextDelta, ("Three", " words", " said"))
        self.end.wait(20)
        yield TextDelta(", and more")


def test_words_that_come_in_quick_succession_are_shown_together_but_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    # Far longer than it takes to say three words on a machine that does other things meanwhile.
    monkeypatch.setattr("web.asking._TOGETHER_S", 0.5)
    hesitating, stop = Hesitates(), threading.Event()
    seen = []
    for progress in follow(hesitating, asked(), stop=stop, problem=""):
        seen.append(progress.text)
        stop.set()
    hesitating.end.set()
    assert seen[0] == "Three words said"


class Speaks:
    """Says `words` every millisecond, without end."""

    def __init__(self, words: str) -> None:
        self.words = words

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        while True:
            yield TextDelta(self.words)
            time.sleep(0.001)


def test_stopping_ends_a_question_whose_next_word_never_comes() -> None:
    assistant = FakeAssistant(MemoryLibrary(QUAY), {"repair": ANSWER})
    assistant.go_on.clear()
    stop = threading.Event()
    last = AnswerProgress()
    for progress in follow(assistant, asked(), stop=stop, problem=""):
        last = progress
        if progress.text.startswith("The repair cost"):
            stop.set()
    assistant.go_on.set()
    assert last.turn is not None
    assert last.turn.cut_short
    assert last.turn.text.startswith("The repair cost")
    assert "[" not in last.turn.text


class Writes:
    """Says `text` at once and ends with an answer or an error."""

    def __init__(self, text: str, ends: Answer | Exception) -> None:
        self.text = text
        self.ends = ends

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        yield TextDelta(self.text)
        if isinstance(self.ends, Exception):
            raise self.ends
        yield AnswerReady(self.ends)


LONG = "It rained again [1]. " * 10_000


def test_an_answer_longer_than_the_page_keeps_ends_in_an_ellipsis() -> None:
    turn = followed(Writes(LONG, Answer("the repair?", LONG)))[-1].turn
    assert turn is not None
    assert (turn.cut_short, turn.failed) == (True, False)
    assert turn.text.endswith("again [1]. It…")
    assert len(turn.text) <= MAX_TEXT


def test_a_long_answer_that_fails_keeps_what_went_wrong_at_its_end() -> None:
    turn = followed(Writes(LONG, ModelUnreachableError("start the server")))[-1].turn
    assert turn is not None
    assert turn.failed
    assert turn.text.endswith("…\n\nstart the server")


def test_an_error_that_says_more_than_the_page_keeps_is_shown_as_far_as_it_fits() -> None:
    turn = followed(Writes("", DatelineError("no room " * 10_000)))[-1].turn
    assert turn is not None
    assert turn.failed
    assert turn.text.startswith("no room no room")
    assert turn.text.endswith("…")


def test_stopping_a_long_answer_keeps_its_beginning() -> None:
    stop = threading.Event()
    last = AnswerProgress()
    for progress in follow(Speaks(LONG), asked(), stop=stop, problem=""):
        last = progress
        stop.set()
    assert last.turn is not None
    assert last.turn.cut_short
    assert last.turn.text.endswith("…")
