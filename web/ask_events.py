"""What happens on the Ask tab: questions, suggestions, corrections, judgements.

The conversation in hand travels with each event, because the browser keeps it: a restart of the server loses nothing.
"""

import datetime as dt
import threading
from collections.abc import Iterator, Sequence

import gradio as gr
from pydantic import ValidationError

from core.errors import ArticleNotFoundError
from core.types import Article, Passage
from vectorstore.interface import Feedback, Library
from web import views
from web.answering import Answering
from web.ask_layout import AskParts
from web.asking import AnswerProgress, Asked, follow
from web.conversation import Chosen, Conversation, Holdings, StoredFilters, StoredTurn, dump
from web.events import Given, Update, data_of, language_of, session_of
from web.history_events import Drawing
from web.i18n import Language
from web.shelf import read_conversation
from web.starters import follow_ups
from web.stops import Stops


def read_limits(outlets: object, since: object, until: object, as_of: object) -> StoredFilters | None:
    """The filters as they were set; None where a date is none."""
    dates = {"since": since or None, "until": until or None, "as_of": as_of or None}
    try:
        return StoredFilters.model_validate({"sources": outlets or (), **dates})
    except ValidationError:
        return None


class AskEvents:
    """The handlers of the tab. `parts` are named as outputs, so that each handler only says what it changes."""

    def __init__(self, answering: Answering, library: Library, drawing: Drawing, parts: AskParts, stops: Stops) -> None:
        self._answering = answering
        self._library = library
        self._drawing = drawing
        self._parts = parts
        self._stops = stops

    def ask(self, given: Given, request: gr.Request) -> Iterator[Update]:
        """A question from the box."""
        question = str(given[self._parts.question])
        yield from self._answer(question, self._conversation(given).going_on(), given, request, typed=True)

    def suggested(self, given: Given, event: gr.EventData, request: gr.Request) -> Iterator[Update]:
        """A question that the page offered."""
        question = str(data_of(event).get("question", ""))
        yield from self._answer(question, self._conversation(given).going_on(), given, request)

    def retry(self, given: Given, request: gr.Request) -> Iterator[Update]:
        """The last question once more."""
        conversation = self._conversation(given)
        if conversation.turns:
            question, kept = conversation.turns[-1].question, conversation.first(len(conversation.turns) - 1)
            yield from self._answer(question, kept, given, request)

    def edit(self, given: Given, event: gr.EventData, request: gr.Request) -> Iterator[Update]:
        """An earlier question in other words; what followed it goes, and can be had back."""
        conversation = self._conversation(given)
        index = _index(event, conversation)
        if index is not None:
            question = str(data_of(event).get("question", ""))
            yield from self._answer(question, conversation.edited(index), given, request)

    def undo(self, current: object, request: gr.Request) -> Update:
        """The conversation as it was before a question was edited."""
        self._stops.abandon(session_of(request))
        return self._standing(read_conversation(current).undone(), language_of(request))

    def stop(self, request: gr.Request) -> None:
        """The reader has seen enough."""
        self._stops.stop(session_of(request))

    def judge(self, current: object, event: gr.EventData, request: gr.Request) -> Update:
        """Thumbs up or down, with or without a correction: stored in the catalogue for the evaluation."""
        conversation, data = read_conversation(current), data_of(event)
        index = _index(event, conversation)
        if index is None:
            return self._nothing()
        verdict = 1 if data.get("verdict") == 1 else -1
        turn = conversation.turns[index]
        self._library.add_feedback(
            Feedback(
                question=turn.question,
                answer=turn.text,
                verdict=verdict,
                correction=str(data.get("correction", ""))[:4_000].strip(),
                article_ids=tuple(dict.fromkeys(citation.article_id for citation in turn.citations)),
                given=dt.datetime.now(dt.UTC),
            )
        )
        conversation = conversation.with_verdict(index, verdict)
        if self._stops.answering(session_of(request)):
            return self._nothing()  # what is being answered goes on from the conversation as it was
        return {
            self._parts.current: dump(conversation),
            self._parts.log: self._drawing.log(conversation, language_of(request)),
        }

    def describe_filters(self, given: Given, request: gr.Request) -> gr.Accordion:
        """The filters that are set, in words, on the closed accordion."""
        language, limits = language_of(request), self._limits(given)
        if limits is None:
            return gr.Accordion(label=language.text("bad_date"))
        what = views.limits_in_words(limits, language) or language.text("filters_all")
        return gr.Accordion(label=f"{language.text('filters')}: {what}")

    def choose(self, event: gr.EventData, request: gr.Request) -> Update:
        """From now on, one article alone is asked about."""
        language = language_of(request)
        chosen = self._chosen(data_of(event).get("id"), language)
        shown = views.only(StoredFilters(articles=(chosen,)), language)
        return {self._parts.within: chosen.article_id, self._parts.only: shown}

    def widen(self) -> Update:
        """From now on, all articles are asked about."""
        return {self._parts.within: "", self._parts.only: ""}

    def _chosen(self, article_id: object, language: Language) -> Chosen:
        """The article that the page names; an error to show where the library does not hold it."""
        try:
            return Chosen.of(self._library.article(str(article_id)))
        except ArticleNotFoundError:
            raise gr.Error(language.text("not_found"), print_exception=False) from None

    def _conversation(self, given: Given) -> Conversation:
        return read_conversation(given[self._parts.current])

    def _limits(self, given: Given) -> StoredFilters | None:
        parts = self._parts
        return read_limits(given[parts.outlets], given[parts.since], given[parts.until], given[parts.as_of])

    def _answer(
        self, question: str, before: Conversation, given: Given, request: gr.Request, *, typed: bool = False
    ) -> Iterator[Update]:
        """A question asked after `before` is shown, then its answer as it grows, then the turn that is kept."""
        language, session = language_of(request), session_of(request)
        if not question.strip():
            yield self._nothing()
            return
        asked = Asked(question.strip(), before, self._limits_to_ask_under(given, language))
        with self._stops.answer(session) as stop:
            yield self._begun(asked, self._conversation(given), language, typed=typed)
            for number, progress in enumerate(self._followed(asked, stop, language)):
                if not self._stops.answering(session, stop):
                    # Another conversation stands there now, or another question is being answered.
                    yield self._nothing() if self._stops.answering(session) else self._at_rest()
                    return
                if progress.turn is None:
                    yield self._under_way(asked, progress, language, show_found=number == 0)
                else:
                    yield self._finished(asked, progress.turn, progress.passages, language)
            # Gradio sends what came last once more, which may by then be over another conversation.
            yield self._nothing()

    def _limits_to_ask_under(self, given: Given, language: Language) -> StoredFilters:
        """The filters that are set and the article that was chosen; an error to show where one of them is none."""
        limits = self._limits(given)
        if limits is None:
            raise gr.Error(language.text("bad_date"), print_exception=False)
        within = given[self._parts.within]
        return limits.model_copy(update={"articles": (self._chosen(within, language),)}) if within else limits

    def _followed(self, asked: Asked, stop: threading.Event, language: Language) -> Iterator[AnswerProgress]:
        problem, model = language.text("problem"), self._answering.model
        return follow(self._answering, asked, stop=stop, problem=problem, model=model)

    def _begun(self, asked: Asked, standing: Conversation, language: Language, *, typed: bool) -> Update:
        """The question is shown and can be stopped; `standing` is the conversation that the page shows."""
        box = gr.Textbox(submit_btn=False, stop_btn=True)
        if typed:  # else another question is being typed there
            box = gr.Textbox(value="", submit_btn=False, stop_btn=True)
        updates: Update = {self._parts.question: box, self._parts.live: views.live(asked.question, "", language)}
        if not asked.conversation.turns or asked.conversation != standing:  # else it stands there as it is
            updates[self._parts.log] = self._drawing.log(asked.conversation, language, live=True)
        return updates

    def _under_way(self, asked: Asked, progress: AnswerProgress, language: Language, *, show_found: bool) -> Update:
        updates: Update = {self._parts.live: views.live(asked.question, progress.text, language)}
        if show_found and progress.passages:
            updates[self._parts.panel] = views.found_panel(progress.passages, language)
        return updates

    def _finished(self, asked: Asked, turn: StoredTurn, passages: Sequence[Passage], language: Language) -> Update:
        questions = [earlier.question for earlier in asked.conversation.turns] + [turn.question]
        more = () if turn.failed else follow_ups(_articles(turn, passages), questions)
        holdings = Holdings.of(self._library.coverage()) if turn.refused else None
        turn = turn.model_copy(update={"follow_ups": more, "holdings": holdings})
        return self._standing(asked.conversation.with_turn(turn, dt.datetime.now(dt.UTC)), language)

    def _standing(self, conversation: Conversation, language: Language) -> Update:
        """`conversation` with its sources, while nothing is being answered."""
        return {
            **self._at_rest(),
            self._parts.log: self._drawing.log(conversation, language),
            self._parts.panel: self._drawing.panel(conversation, language),
            self._parts.current: dump(conversation),
        }

    def _nothing(self) -> Update:
        """An update of nothing; Gradio takes an empty one for a mistake."""
        return {self._parts.live: gr.skip()}

    def _at_rest(self) -> Update:
        return {self._parts.question: gr.Textbox(submit_btn=True, stop_btn=False), self._parts.live: ""}


def _articles(turn: StoredTurn, passages: Sequence[Passage]) -> list[Article]:
    """The articles behind an answer, as they were read for it: those it quotes, then the nearest."""
    held = {passage.article.id: passage.article for passage in passages}
    ids = dict.fromkeys([one.article_id for one in turn.citations] + [one.article_id for one in turn.nearest[:2]])
    return [held[article_id] for article_id in ids if article_id in held][:4]


def _index(event: gr.EventData, conversation: Conversation) -> int | None:
    index = data_of(event).get("index")
    return index if isinstance(index, int) and 0 <= index < len(conversation.turns) else None
