"""Question in, events out: the one path that the page, the command line, Python and the evaluation all run."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from core.errors import ModelError, QuestionError
from core.types import Answer, AnswerReady, Event, Filters, Passage, PassagesFound, TextDelta, Turn
from models.evidence import EvidenceReader
from prompts.loader import load_prompt
from qa import refusal
from qa.about import About
from qa.chat import declines, messages_for, numbered_context
from qa.clock import StageClock
from qa.comparing import Reading, quotes_of, reading_of
from qa.condense import leans, standalone_questions
from qa.described import article_answer, library_text, meant_article, opening_passages, topic_text
from qa.filters import check_articles, held_limits, limits_of
from qa.finding import Found, find
from qa.markers import resolve_markers
from qa.meanings import Meaning, asked_about, meanings_of, source_before, without_source
from qa.quotes import compose, nearest_words
from qa.stated_dates import undated
from qa.topics import on_topic
from qa.unheld import unheld_outlets
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.chat import ChatModel
    from models.embedder import Embedder
    from vectorstore.retriever import HybridRetriever

MAX_QUESTION_CHARS = 4000
# Confidence from which a short question in a conversation is its own and no follow-up. Measured: docs/decisions.md.
STANDS_BY_ITSELF = 0.5

# Events while the answer is written; the answer when it is.
_Writing = Generator[Event, None, Answer]
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
        question = checked_question(question)
        check_articles(filters, self.library)
        chat = self.chat  # one model for the whole answer, whatever is chosen meanwhile
        clock = StageClock()
        coverage = self.library.coverage()
        sources = [one.source for one in coverage]
        limits = limits_of(question, filters, coverage)
        held = limits.sources or sources
        with clock.stage("condense"):
            before = source_before(question, history, held)
            told = without_source(history, held) if chat is None else history
            alone = standalone_questions(question, told, chat)
        states_dates = (limits.since, limits.until) != (filters.since, filters.until)
        bare = undated(alone[-1]) if states_dates else alone[-1]
        asked, within = asked_about(bare, history[-1] if history else None, limits, sources)
        answer = (yield from self._about(asked, question, within, clock)) if asked else None
        if answer is None:
            ways = (
                way
                for one in alone
                for way in meanings_of(one, limits, sources, before if leans(question, one) else ())
            )
            reading = self._best_reading(ways, clock)
            answer = yield from self._answered(question, reading, unheld_outlets(question, sources), chat, clock)
        clock.mark("first_token")
        clock.mark("total")
        yield AnswerReady(replace(answer, seconds=dict(clock.seconds)))

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

    def _best_reading(self, ways: Iterator[Meaning], clock: StageClock) -> Reading:
        """The first of the `ways` to take a question that the articles surely answer, or else the last."""
        for meaning in ways:
            reading = reading_of(meaning, lambda one: self._find(one, clock), self._sureness)
            if reading.confidence >= STANDS_BY_ITSELF:
                break
        return reading

    def _find(self, meaning: Meaning, clock: StageClock) -> Found:
        return find(meaning, self.library, self.embedder, self.reader, candidates=self.limits.candidates, clock=clock)

    def _sureness(self, found: Found) -> float:
        return self.reader.confidence(found.evidence, found.passages, embedding=self.library.embedding.name)

    def _answered(
        self, question: str, reading: Reading, unheld: tuple[str, ...], chat: "ChatModel | None", clock: StageClock
    ) -> _Writing:
        """The answer from what was read, or a refusal."""
        meaning, evidence = reading.meaning, reading.found.evidence
        passages = reading.found.passages[: self.limits.passages]
        yield PassagesFound(passages)
        name = chat.name if chat is not None else "quotes"
        sure, least = reading.confidence, self._least_confidence(chat)
        draft = Answer(question, "", passages=passages, model=name, confidence=sure, refused_below=least, unheld=unheld)
        if not evidence or sure < least:
            words = nearest_words(evidence) if evidence else ""
            answer = self._refusal(draft, refusal.why(evidence, sure, least), meaning, words, reading.least_told)
            yield TextDelta(answer.text)
            return answer
        written = self._quotes(draft, reading, clock) if chat is None else self._chat(chat, draft, meaning, clock)
        answer = yield from written
        for note in () if answer.refused else refusal.notes(unheld, meaning.before, meaning.filters):
            yield TextDelta(f"\n\n{note}")
            answer = replace(answer, text=f"{answer.text}\n\n{note}")
        return answer

    def _about(self, asked: About, question: str, filters: Filters, clock: StageClock) -> _Telling:
        """The answer to a question about the articles themselves; None where it does not tell which article."""
        chat = self.chat if asked.wanted == "summary" else None
        with clock.stage("retrieve"):
            on = on_topic(asked.topic, self.library, self.embedder, filters) if asked.wanted == "articles" else None
            of_one = asked.wanted not in {"library", "articles"}
            article = meant_article(asked, self.library, self.embedder, filters) if of_one else None
            passages = opening_passages(article, self.library, self.limits.passages) if article else ()
        draft = Answer(question, "", passages=passages, model=chat.name if chat else "quotes", confidence=1.0)
        if passages:
            yield PassagesFound(passages)
            if chat is not None:
                answer = yield from self._chat(chat, draft, Meaning(question, question, filters), clock)
            else:
                answer = article_answer(draft, asked.wanted, passages)
                yield TextDelta(answer.text)
        elif (asked.topic and not on) or article or not any(one.articles for one in self.library.coverage()):
            return None
        else:
            yield PassagesFound(())
            text = topic_text(asked.topic, on, filters) if on else library_text(self.library, filters)
            answer = replace(draft, text=text)
            yield TextDelta(text)
        return answer

    def _least_confidence(self, chat: "ChatModel | None") -> float:
        """A chat model can put an answer together from passages of which none answers alone: it is asked on weaker
        evidence, half as sure where .5 is wanted; 0 and 1 stay what they are."""
        return self.limits.refusal if chat is None else self.limits.refusal**2

    def _quotes(self, draft: Answer, reading: Reading, clock: StageClock) -> _Writing:
        with clock.stage("read"):
            quotes = quotes_of(reading, self.reader)
        with clock.stage("write"):
            composed = compose(quotes, alike=bool(reading.sides))
        clock.mark("first_token")
        for piece in composed.pieces:
            yield TextDelta(piece)
        return replace(
            draft,
            text="".join(composed.pieces),
            citations=composed.citations,
            emphasis=composed.emphasis,
            markers=composed.markers,
            short=composed.short,
        )

    def _chat(self, chat: "ChatModel", draft: Answer, meaning: Meaning, clock: StageClock) -> _Writing:
        from models.chat_stream import stream_text

        context, kept = numbered_context(draft.passages, max_chars=self.limits.context_chars)
        messages = messages_for(self._prompt, meaning.asked, context)
        stream = stream_text(chat, messages)
        reply, problem = "", None
        with clock.stage("write"):
            try:
                for piece in stream:
                    clock.mark("first_token")
                    reply += piece
                    yield TextDelta(piece)
            except ModelError as error:
                if not reply.strip():
                    raise
                problem = str(error)
        if not reply.strip():
            raise ModelError(f"{chat.name} replied without a word. Ask again, or choose another model.")
        # A refusal in the model's words was paid for as well.
        draft = replace(draft, tokens=dict(stream.usage), cost_usd=stream.cost_usd)
        if problem is None and declines(reply, self._prompt.phrases["refusal"]):
            return self._refusal(draft, refusal.MODEL_DECLINED, meaning)
        resolved = resolve_markers(reply, kept)
        return replace(
            draft,
            text=resolved.text,
            citations=resolved.citations,
            unsupported=resolved.unsupported,
            markers=resolved.markers,
            unknown_markers=resolved.unknown_markers,
            cut_short=problem is not None or stream.cut_short,
            reason=problem or (refusal.CUT_AT_LONGEST if stream.cut_short else None),
        )

    def _refusal(self, draft: Answer, reason: str, meaning: Meaning, words: str = "", untold: str = "") -> Answer:
        nearest: Passage | None = draft.passages[0] if draft.passages else None
        apart = refusal.languages_apart(draft.question, draft.passages)
        text = refusal.refusal_text(
            refusal.said_for(reason, self._prompt.phrases["refusal"]),
            refusal.describe_nearest(nearest, words) if nearest else "",
            self.library.coverage(),
            meaning.filters,
            draft.unheld,
            hint=refusal.hint(apart, untold),
        )
        return replace(draft, text=text, refused=True, reason=reason, nearest_words=words, languages=apart)


def checked_question(question: str) -> str:
    """`question` as it can be asked. Raises QuestionError where it is empty or too long."""
    # What is not Unicode (bytes of another encoding on a command line) cannot be embedded.
    question = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty: ask something about your articles")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are read")
    return question
