"""Exchanging the chat model while answers are under way, and what gives way to them."""

import threading

from langchain_core.language_models import FakeListChatModel

from core.types import AnswerReady
from models.chat import ChatModel
from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER, QUAY, FakeAssistant
from web.answering import Answering


class Models:
    """An Answering over a scripted assistant, and models that note when they are closed."""

    def __init__(self) -> None:
        self.closed: list[str] = []
        self.assistant = FakeAssistant(MemoryLibrary(QUAY), {"repair": ANSWER})
        self.answering = Answering(self.assistant)  # type: ignore[arg-type]  # the fake has what is used

    def use(self, name: str) -> None:
        model = FakeListChatModel(responses=["x"])
        self.answering.use(ChatModel(model, name, on_close=lambda: self.closed.append(name)))


def test_a_model_that_nobody_uses_is_closed_when_it_is_exchanged() -> None:
    models = Models()
    models.use("first")
    models.use("second")
    assert models.closed == ["first"]
    assert models.assistant.chat.name == "second"  # type: ignore[attr-defined]  # set by `use`
    models.answering.use(None)
    assert models.closed == ["first", "second"]


def test_a_model_is_closed_after_the_last_answer_that_began_with_it() -> None:
    models = Models()
    models.use("first")
    early, other = models.answering.stream("the repair?"), models.answering.stream("the repair?")
    next(early), next(other)
    models.use("second")
    later = models.answering.stream("the repair?")
    next(later)
    assert isinstance(list(early)[-1], AnswerReady)
    assert models.closed == []
    other.close()  # type: ignore[attr-defined]  # stopped by its reader; streams are generators
    assert models.closed == ["first"]


def test_closing_the_page_closes_every_model_once() -> None:
    models = Models()
    models.use("first")
    under_way = models.answering.stream("the repair?")
    next(under_way)
    models.use("second")
    models.answering.close()
    models.answering.close()
    assert sorted(models.closed) == ["first", "second"]


def test_what_works_in_the_background_waits_for_the_answers_under_way() -> None:
    answering = Answering(FakeAssistant(MemoryLibrary(QUAY), {"repair": ANSWER}), patience_s=30)  # type: ignore[arg-type]  # likewise
    answer = answering.stream("the repair?")
    next(answer)
    waiting = threading.Thread(target=answering.give_way, daemon=True)
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()

    list(answer)
    waiting.join(5)
    assert not waiting.is_alive()


def test_what_works_in_the_background_does_not_wait_for_ever() -> None:
    answering = Answering(FakeAssistant(MemoryLibrary(QUAY), {"repair": ANSWER}), patience_s=0.05)  # type: ignore[arg-type]  # likewise
    answer = answering.stream("the repair?")
    next(answer)
    answering.give_way()
    list(answer)
