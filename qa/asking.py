"""One question on its way to its answer: what is asked, and which kind of answer there is to it.

What is said to the program itself, what is asked about the articles, and a part that is named by its number are told
without being searched for; all else is searched for and read.
"""

import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.types import Answer, Event, Filters, Passage, PassagesFound, TextDelta, Turn
from models.evidence import EvidenceReader
from qa import refusal
from qa.condense import leans, standalone_questions
from qa.filters import limits_of, newest_day
from qa.meanings import Meaning, asked_about, meanings_of, said_then, source_before, without_source
from qa.questions.about import About
from qa.questions.courtesies import Courtesy, courtesy
from qa.questions.more import as_asked, asks_for_more, told_before
from qa.questions.parts import named_part
from qa.questions.stated_dates import undated
from qa.questions.unheld import unheld_outlets
from qa.search.finding import Reading
from qa.search.ways import Ways
from qa.telling.described import article_answer, library_text, meant_article, opening_passages, topic_text
from qa.telling.greeting import returned
from qa.telling.nearest import nearest_words
from qa.telling.news import days_told, news_answer, news_of
from qa.telling.parts import meant_part, quotes_of
from qa.telling.topics import on_topic
from qa.writing import Writer, Writing
from vectorstore.interface import Library

if TYPE_CHECKING:
    from models.embedder import Embedder

# Events while the answer is told, and None where there is none to tell.
_Telling = Generator[Event, None, Answer | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read and shown, and how sure the evidence must be; see the settings of the same names."""

    candidates: int = 20
    passages: int = 10
    context_chars: int = 6000
    refusal: float = 0.5


@dataclass(frozen=True, slots=True)
class _Asked:
    """A `question` behind `history`, and what it may mean, each `alone` without the history.

    It is asked `within` limits, some of which it may state itself (`states_days`), of a library of `sources` whose
    newest day is `newest`; `source_before` are the sections of the one outlet that the questions before asked.
    """

    question: str
    history: Sequence[Turn]
    alone: Sequence[str]
    within: Filters
    states_days: bool
    sources: Sequence[str]
    source_before: tuple[str, ...]
    newest: dt.date | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers one question from a library, as far as `limits` go; the `writer` has the chat model, if there is one."""

    library: Library
    embedder: "Embedder"
    reader: EvidenceReader
    limits: Limits
    writer: Writer

    def answer(self, said: str, history: Sequence[Turn], filters: Filters) -> Writing:
        """Events, and in the end the answer to what was `said`."""
        if (to_us := courtesy(said)) is not None:
            return (yield from self._returned(to_us, said, filters))
        asked = self._asked(said, history, filters)
        for tell in (self._about, self._part):
            if (answer := (yield from tell(asked))) is not None:
                return answer
        return (yield from self._searched(asked))

    def _asked(self, said: str, history: Sequence[Turn], filters: Filters) -> _Asked:
        question, history = as_asked(said, history)
        coverage = self.library.coverage()
        sources = [one.source for one in coverage]
        within = limits_of(question, filters, coverage)
        held = within.sources or sources
        chat = self.writer.chat
        with self.writer.clock.stage("condense"):
            before = source_before(question, history, held)
            topics = without_source(history, held) if chat is None else history
            alone = standalone_questions(question, topics, chat)
        states_days = (within.since, within.until) != (filters.since, filters.until)
        return _Asked(question, history, alone, within, states_days, sources, before, newest_day(within, coverage))

    def _returned(self, to_us: Courtesy, said: str, filters: Filters) -> Writing:
        """The reply to what asks nothing of the articles."""
        text = returned(to_us, self.library, limits_of(said, filters, self.library.coverage()))
        yield PassagesFound(())
        yield TextDelta(text)
        return Answer(said, text, confidence=1.0)

    def _about(self, asked: _Asked) -> _Telling:
        """The answer to a question about the articles themselves; None where it does not tell which article."""
        alone = undated(asked.alone[-1]) if asked.states_days else asked.alone[-1]
        last = asked.history[-1] if asked.history else None
        about, within = asked_about(alone, last, asked.within, asked.sources)
        if about is None:
            return None
        if about.wanted == "news":
            return (yield from self._news(about, asked.question, within))
        if about.wanted in {"library", "articles"}:
            return (yield from self._catalogue(about, asked.question, within))
        return (yield from self._article(about, asked.question, within))

    def _news(self, about: About, question: str, within: Filters) -> _Telling:
        with self.writer.clock.stage("retrieve"):
            news = news_of(about.days, self.library, within)
        if news is None or not news.passages:
            return None
        yield PassagesFound(news.passages)
        # That nothing was published then, a model would not be told, nor which days "last week" are.
        if (chat := self.writer.chat) is not None and not news.other:
            asked = Meaning(f"{question} ({days_told(news)})" if news.present else question, question, within)
            return (yield from self.writer.reply(chat, self._draft(question, news.passages), asked))
        answer = news_answer(replace(self._draft(question, news.passages), model="quotes"), news)
        yield TextDelta(answer.text)
        return answer

    def _article(self, about: About, question: str, within: Filters) -> _Telling:
        with self.writer.clock.stage("retrieve"):
            article = meant_article(about, self.library, self.embedder, within)
            passages = opening_passages(article, self.library, self.limits.passages) if article else ()
        if not passages:
            return None if article or about.topic else (yield from self._catalogue(about, question, within))
        yield PassagesFound(passages)
        if (chat := self.writer.chat) is not None and about.wanted == "summary":
            asked = Meaning(question, question, within)
            return (yield from self.writer.reply(chat, self._draft(question, passages), asked))
        answer = article_answer(replace(self._draft(question, passages), model="quotes"), about.wanted, passages)
        yield TextDelta(answer.text)
        return answer

    def _catalogue(self, about: About, question: str, within: Filters) -> _Telling:
        with self.writer.clock.stage("retrieve"):
            on = on_topic(about.topic, self.library, self.embedder, within) if about.wanted == "articles" else None
        if (about.topic and not on) or not any(one.articles for one in self.library.coverage()):
            return None
        yield PassagesFound(())
        text = topic_text(about.topic, on, within) if on else library_text(self.library, within)
        yield TextDelta(text)
        return replace(self._draft(question), text=text, model="quotes")

    def _part(self, asked: _Asked) -> _Telling:
        """The part of an article that a question names by its number; None where no article has one that is meant."""
        named = named_part(asked.question)
        if named is None:
            return None
        with self.writer.clock.stage("retrieve"):
            part = meant_part(named, asked.alone[-1], self.library, self.embedder, asked.within)
        if part is None:
            return None
        yield PassagesFound((part,))
        draft = self._draft(asked.question, (part,))
        if self.writer.chat is not None:
            meaning = Meaning(asked.question, asked.alone[-1], asked.within)
            return (yield from self.writer.reply(self.writer.chat, draft, meaning))
        return (yield from self.writer.verbatim(draft, quotes_of(part)))

    def _draft(self, question: str, passages: tuple[Passage, ...] = ()) -> Answer:
        """What is known before it is written of an answer that needs no search."""
        return Answer(question, "", passages=passages, model=self.writer.name, confidence=1.0)

    def _searched(self, asked: _Asked) -> Writing:
        """The answer from what is found for the question, or a refusal."""
        ways = (
            way
            for one in asked.alone
            for way in meanings_of(
                one, asked.within, asked.sources, asked.source_before if leans(asked.question, one) else ()
            )
        )
        then = said_then(asked.alone[-1], asked.within, asked.newest)
        search = Ways(self.library, self.embedder, self.reader, self.limits.candidates, self.writer.clock)
        reading = search.best(then, ways)
        if asks_for_more(asked.question):
            reading = replace(reading, told=told_before(asked.history))
        return (yield from self._from(reading, asked.question, unheld_outlets(asked.question, asked.sources)))

    def _from(self, reading: Reading, question: str, unheld: tuple[str, ...]) -> Writing:
        meaning, evidence = reading.meaning, reading.found.evidence
        passages = reading.found.passages[: self.limits.passages]
        yield PassagesFound(passages)
        sure, least = reading.confidence, self._least_confidence()
        draft = Answer(
            question,
            "",
            passages=passages,
            model=self.writer.name,
            confidence=sure,
            refused_below=least,
            unheld=unheld,
        )
        if not evidence or sure < least:
            words = nearest_words(evidence, reading.told) if evidence else ""
            answer = self.writer.refuse(draft, refusal.why(evidence, sure, least), meaning, words, reading.least_told)
            yield TextDelta(answer.text)
            return answer
        if self.writer.chat is None:
            answer = yield from self.writer.quotes(draft, reading)
        else:
            answer = yield from self.writer.reply(self.writer.chat, draft, meaning)
        for note in () if answer.refused else refusal.notes(unheld, meaning.before, meaning.filters):
            yield TextDelta(f"\n\n{note}")
            answer = replace(answer, text=f"{answer.text}\n\n{note}")
        return answer

    def _least_confidence(self) -> float:
        """A chat model can put an answer together from passages of which none answers alone: it is asked on weaker
        evidence, half as sure where .5 is wanted; 0 and 1 stay what they are."""
        return self.limits.refusal if self.writer.chat is None else self.limits.refusal**2
