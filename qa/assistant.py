"""Question in, events out: the one path that the page, the command line, Python and the evaluation all run."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from core.errors import QuestionError
from core.types import Answer, AnswerReady, Event, Filters, Turn
from models.evidence import EvidenceReader
from prompts.loader import load_prompt
from qa.asking import Asking, Limits
from qa.clock import StageClock
from qa.filters import check_articles, held_limits
from qa.writing import Writer
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.chat import ChatModel
    from models.embedder import Embedder
    from vectorstore.retriever import HybridRetriever

MAX_QUESTION_CHARS = 4000


class Assistant:
    """Answers questions from a library. Several threads may ask at once.

    `chat` is None in quotes mode; it and `limits` may be changed between questions. What is put on `resources` is
    closed with the assistant, last opened first.
    """

    def __init__(
        self,
        library: Library,
        embedder: "Embedder",
        reader: EvidenceReader,
        *,
        chat: "ChatModel | None" = None,
        limits: Limits = Limits(),
        resources: ExitStack | None = None,
    ) -> None:
        self.library = library
        self.embedder = embedder
        self.reader = reader
        self.chat = chat
        self.limits = limits
        self._resources = resources or ExitStack()
        self._prompt = load_prompt("answer")

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        """The answer to `question`. Raises QuestionError, LibraryError or ModelError."""
        for event in self.stream(question, history, filters):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream of events ends with AnswerReady")

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        """PassagesFound, then TextDelta pieces, then AnswerReady.

        Raises QuestionError for a question that is empty or too long, LibraryError, and ModelError where a chat model
        fails before its first word; one that fails later gives an answer marked `cut_short`.
        """
        said = checked_question(question)
        check_articles(filters, self.library)
        clock = StageClock()
        # One chat model for the whole answer, whatever is chosen meanwhile.
        writer = Writer(self.library, self.reader, self._prompt, self.chat, self.limits.context_chars, clock)
        asking = Asking(self.library, self.embedder, self.reader, self.limits, writer)
        answer = yield from asking.answer(said, history, filters)
        clock.mark("first_token")
        clock.mark("total")
        yield AnswerReady(replace(answer, question=said, seconds=dict(clock.seconds)))

    async def aask(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        """`ask` without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, history, filters)

    async def astream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()
    ) -> AsyncIterator[Event]:
        """`stream` without blocking the event loop."""
        events = self.stream(question, history, filters)
        while (event := await asyncio.to_thread(next, events, None)) is not None:
            yield event

    def retriever(self, limit: int | None = None, filters: Filters = Filters()) -> "HybridRetriever":
        """The search alone as a LangChain retriever: `limit` passages (as many as answers come with), nothing read.

        Raises QuestionError for limits that name what the library does not hold.
        """
        from vectorstore.retriever import HybridRetriever

        size = self.limits.passages if limit is None else limit
        within = held_limits(filters, self.library)
        return HybridRetriever(library=self.library, embeddings=self.embedder, limit=size, filters=within)

    def close(self) -> None:
        """Let go of the library and the models. Closing twice is harmless."""
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def checked_question(question: str) -> str:
    """`question` as it can be asked. Raises QuestionError where it is empty or too long."""
    # What is not Unicode (bytes of another encoding on a command line) cannot be embedded.
    question = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty: ask something about your articles")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are read")
    return question
