"""Question in, events out: the one path that the page, the command line, Python and the evaluation all run."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from core.errors import QuestionError
from core.types import Answer, AnswerReady, Event, Filters, PassagesFound, TextDelta, Turn
from models.evidence import EvidenceReader
from prompts.loader import load_prompt
from qa import refusal
from qa.clock import StageClock
from qa.comparing import reading_of
from qa.condense import leans, standalone_questions
from qa.filters import check_articles, held_limits, limits_of, newest_day
from qa.finding import SURE, Found, Reading, find
from qa.meanings import Meaning, asked_about, meanings_of, said_then, source_before, without_source
from qa.mentions import by_mentions
from qa.questions.about import About
from qa.questions.courtesies import Courtesy, courtesy
from qa.questions.more import as_asked, asks_for_more, told_before
from qa.questions.parts import NamedPart, named_part
from qa.questions.stated_dates import undated
from qa.questions.unheld import unheld_outlets
from qa.telling.described import article_answer, library_text, meant_article, opening_passages, topic_text
from qa.telling.greeting import returned
from qa.telling.nearest import nearest_words
from qa.telling.news import days_told, news_answer, news_of
from qa.telling.parts import meant_part, quotes_of
from qa.telling.topics import on_topic
from qa.writing import Writer, Writing
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.chat import ChatModel
    from models.embedder import Embedder
    from vectorstore.retriever import HybridRetriever

MAX_QUESTION_CHARS = 4000

# Events while the answer is told, and None where there is none to tell.
_Telling = Generator[Event, None, Answer | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read and shown, and how sure the evidence must be; see the settings of the same names."""

    candidates: int = 20
    passages: int = 10
    context_chars: int = 6000
    refusal: float = 0.5


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
        question, history = as_asked(said, history)
        check_articles(filters, self.library)
        chat = self.chat  # one model for the whole answer, whatever is chosen meanwhile
        clock = StageClock()
        coverage = self.library.coverage()
        sources = [one.source for one in coverage]
        limits = limits_of(question, filters, coverage)
        if (said_to_us := courtesy(said)) is not None:
            yield from self._returned(said_to_us, Answer(said, "", confidence=1.0), limits, clock)
            return
        held = limits.sources or sources
        with clock.stage("condense"):
            before = source_before(question, history, held)
            topics = without_source(history, held) if chat is None else history
            alone = standalone_questions(question, topics, chat)
        states_dates = (limits.since, limits.until) != (filters.since, filters.until)
        bare = undated(alone[-1]) if states_dates else alone[-1]
        asked, within = asked_about(bare, history[-1] if history else None, limits, sources)
        writer = Writer(self.library, self.reader, self._prompt, chat, self.limits.context_chars, clock)
        answer = (yield from self._about(asked, question, within, writer)) if asked else None
        if answer is None and (named := named_part(question)):
            answer = yield from self._part(named, Meaning(question, alone[-1], limits), writer)
        if answer is None:
            ways = (
                way
                for one in alone
                for way in meanings_of(one, limits, sources, before if leans(question, one) else ())
            )
            then = said_then(alone[-1], limits, newest_day(limits, coverage))
            reading = self._best_reading(then, ways, clock)
            if asks_for_more(question):
                reading = replace(reading, told=told_before(history))
            answer = yield from self._answered(question, reading, unheld_outlets(question, sources), writer)
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

    def _best_reading(self, then: Iterable[Meaning], ways: Iterable[Meaning], clock: StageClock) -> Reading:
        """The first way to take a question that the articles surely answer, `then` (the days on which it was said)
        before the other `ways`; or else the last of `ways`.
        """
        for meaning in then:
            reading = self._reading(meaning, clock)
            if reading.confidence >= SURE:
                return reading
        for meaning in ways:
            reading = self._reading(meaning, clock)
            if reading.confidence >= SURE:
                break
        return reading

    def _reading(self, meaning: Meaning, clock: StageClock) -> Reading:
        return by_mentions(reading_of(meaning, lambda one: self._find(one, clock), self._sureness))

    def _find(self, meaning: Meaning, clock: StageClock) -> Found:
        return find(meaning, self.library, self.embedder, self.reader, candidates=self.limits.candidates, clock=clock)

    def _sureness(self, found: Found) -> float:
        return self.reader.confidence(
            found.evidence, found.passages, found.sentence, embedding=self.library.embedding.name
        )

    def _answered(self, question: str, reading: Reading, unheld: tuple[str, ...], writer: Writer) -> Writing:
        """The answer from what was read, or a refusal."""
        meaning, evidence = reading.meaning, reading.found.evidence
        passages = reading.found.passages[: self.limits.passages]
        yield PassagesFound(passages)
        sure, least = reading.confidence, self._least_confidence(writer.chat)
        draft = Answer(
            question, "", passages=passages, model=writer.name, confidence=sure, refused_below=least, unheld=unheld
        )
        if not evidence or sure < least:
            words = nearest_words(evidence, reading.told) if evidence else ""
            answer = writer.refuse(draft, refusal.why(evidence, sure, least), meaning, words, reading.least_told)
            yield TextDelta(answer.text)
            return answer
        if writer.chat is None:
            answer = yield from writer.quotes(draft, reading)
        else:
            answer = yield from writer.reply(writer.chat, draft, meaning)
        for note in () if answer.refused else refusal.notes(unheld, meaning.before, meaning.filters):
            yield TextDelta(f"\n\n{note}")
            answer = replace(answer, text=f"{answer.text}\n\n{note}")
        return answer

    def _about(self, asked: About, question: str, filters: Filters, writer: Writer) -> _Telling:
        """The answer to a question about the articles themselves; None where it does not tell which article."""
        with writer.clock.stage("retrieve"):
            on = on_topic(asked.topic, self.library, self.embedder, filters) if asked.wanted == "articles" else None
            news = news_of(asked.days, self.library, filters) if asked.wanted == "news" else None
            of_one = asked.wanted not in {"library", "articles", "news"}
            article = meant_article(asked, self.library, self.embedder, filters) if of_one else None
            passages = opening_passages(article, self.library, self.limits.passages) if article else ()
            passages = news.passages if news else passages
        # That nothing was published then, a model would not be told.
        sums_up = asked.wanted == "summary" or (news is not None and not news.other)
        chat = writer.chat if sums_up else None
        draft = Answer(question, "", passages=passages, model=chat.name if chat else "quotes", confidence=1.0)
        if passages:
            yield PassagesFound(passages)
            if chat is not None:
                # Which days "last week" are, it does not know.
                days = f" ({days_told(news)})" if news and news.present else ""
                answer = yield from writer.reply(chat, draft, Meaning(f"{question}{days}", question, filters))
            else:
                answer = news_answer(draft, news) if news else article_answer(draft, asked.wanted, passages)
                yield TextDelta(answer.text)
        elif (asked.topic and not on) or article or asked.wanted == "news" or not self._holds_any():
            return None
        else:
            yield PassagesFound(())
            text = topic_text(asked.topic, on, filters) if on else library_text(self.library, filters)
            answer = replace(draft, text=text)
            yield TextDelta(text)
        return answer

    def _returned(self, said: Courtesy, draft: Answer, limits: Filters, clock: StageClock) -> Iterator[Event]:
        """The reply to what asks nothing of the articles."""
        text = returned(said, self.library, limits)
        clock.mark("first_token")
        yield PassagesFound(())
        yield TextDelta(text)
        clock.mark("total")
        yield AnswerReady(replace(draft, text=text, seconds=dict(clock.seconds)))

    def _holds_any(self) -> bool:
        return any(one.articles for one in self.library.coverage())

    def _part(self, named: NamedPart, meaning: Meaning, writer: Writer) -> _Telling:
        """The part of an article that a question names by its number; None where no article has one that is meant."""
        with writer.clock.stage("retrieve"):
            part = meant_part(named, meaning.text, self.library, self.embedder, meaning.filters)
        if part is None:
            return None
        yield PassagesFound((part,))
        draft = Answer(meaning.asked, "", passages=(part,), model=writer.name, confidence=1.0)
        if writer.chat is not None:
            return (yield from writer.reply(writer.chat, draft, meaning))
        return (yield from writer.verbatim(draft, quotes_of(part)))

    def _least_confidence(self, chat: "ChatModel | None") -> float:
        """A chat model can put an answer together from passages of which none answers alone: it is asked on weaker
        evidence, half as sure where .5 is wanted; 0 and 1 stay what they are."""
        return self.limits.refusal if chat is None else self.limits.refusal**2


def checked_question(question: str) -> str:
    """`question` as it can be asked. Raises QuestionError where it is empty or too long."""
    # What is not Unicode (bytes of another encoding on a command line) cannot be embedded.
    question = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty: ask something about your articles")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are read")
    return question
