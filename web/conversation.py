"""What the browser keeps of a conversation, and hands back with every question.

Whatever comes from the browser is validated: it may be old, cut off or made up. Nothing in it is trusted beyond
being text; quotes are read again from the library when a passage is opened.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import Annotated, Self

from pydantic import Field
from pydantic_core import to_json

from core.sentences import Span
from core.types import Answer, Article, Citation, Filters, Passage, Turn
from vectorstore.interface import SourceCoverage
from web.clipping import MAX_CITATIONS, MAX_MARKERS, MAX_SPANS, clipped, kept_of
from web.places import Cited, Code, Kept, Long, Short, StoredPassage

MAX_TURNS = 60
# Room for one conversation in the browser's storage, which keeps the one in hand beside all of them (`web/shelf.py`).
CONVERSATION_BYTES = 1_000_000
NEAREST = 6
NAMED_OUTLETS = 3
MAX_CHOSEN = 20
MAX_TITLE = 100


class Chosen(Kept):
    """An article that a question was limited to."""

    article_id: Short
    title: Short = ""

    @classmethod
    def of(cls, article: Article) -> Self:
        """What is shown of `article`."""
        return cls(article_id=article.id, title=clipped(article.title, MAX_TITLE))


class StoredFilters(Kept):
    """The filters that a question was asked under."""

    since: dt.date | None = None
    until: dt.date | None = None
    as_of: dt.date | None = None
    sources: tuple[Short, ...] = Field(default=(), max_length=200)
    articles: tuple[Chosen, ...] = Field(default=(), max_length=MAX_CHOSEN)

    def filters(self) -> Filters:
        """The same as the assistant takes them."""
        return Filters(
            since=self.since,
            until=self.until,
            sources=self.sources,
            article_ids=tuple(one.article_id for one in self.articles),
            as_of=self.as_of,
        )


class Holdings(Kept):
    """What the library held when it could not answer: how much, from whom, from when."""

    articles: int = Field(ge=0)
    outlets: tuple[Short, ...] = Field(default=(), max_length=NAMED_OUTLETS)
    more_outlets: int = 0
    first: dt.date | None = None
    last: dt.date | None = None

    @classmethod
    def of(cls, coverage: Sequence[SourceCoverage]) -> Self:
        """In brief."""
        outlets = [one.source for one in coverage if one.source]
        dates = [date for one in coverage for date in (one.first, one.last) if date]
        return cls(
            articles=sum(one.articles for one in coverage),
            outlets=tuple(outlet[:2_000] for outlet in outlets[:NAMED_OUTLETS]),
            more_outlets=max(0, len(outlets) - NAMED_OUTLETS),
            first=min(dates, default=None),
            last=max(dates, default=None),
        )


class StoredTurn(Kept):
    """A question with its answer, complete enough to be shown again without asking again."""

    question: Long
    text: Long = ""
    citations: tuple[Cited, ...] = Field(default=(), max_length=MAX_CITATIONS)
    nearest: tuple[StoredPassage, ...] = Field(default=(), max_length=NEAREST)
    emphasis: tuple[Span, ...] = Field(default=(), max_length=MAX_SPANS)
    unsupported: tuple[Span, ...] = Field(default=(), max_length=MAX_SPANS)
    markers: tuple[Span, ...] = Field(default=(), max_length=MAX_MARKERS)
    refused: bool = False
    holdings: Holdings | None = None
    unheld: tuple[Short, ...] = Field(default=(), max_length=NAMED_OUTLETS)
    nearest_words: Short = ""
    languages: tuple[Code, Code] | None = None
    cut_short: bool = False
    reason: Short | None = None
    model: Short = ""
    confidence: float = Field(default=0.0, ge=0, le=1)
    refused_below: float | None = Field(default=None, ge=0, le=1)
    seconds: Mapping[Short, float] = Field(default={}, max_length=40)
    limits: StoredFilters = StoredFilters()
    follow_ups: tuple[Short, ...] = Field(default=(), max_length=6)
    verdict: int = Field(default=0, ge=-1, le=1)
    failed: bool = False

    @classmethod
    def of(cls, answer: Answer, limits: StoredFilters, *, failed: bool = False) -> Self:
        """What is kept of `answer`: its beginning, marked as cut short, where there is no room for all of it."""
        answer = kept_of(answer)
        others = [passage for passage in answer.passages if not any(_holds(passage, one) for one in answer.citations)]
        return cls(
            question=answer.question,
            text=answer.text,
            citations=tuple(Cited.from_citation(citation) for citation in answer.citations),
            nearest=tuple(StoredPassage.of(passage) for passage in others[:NEAREST]),
            emphasis=answer.emphasis,
            unsupported=answer.unsupported,
            markers=answer.markers,
            refused=answer.refused,
            unheld=answer.unheld[:NAMED_OUTLETS],
            nearest_words=answer.nearest_words,
            languages=answer.languages,
            cut_short=answer.cut_short,
            reason=answer.reason,
            model=answer.model,
            confidence=round(float(answer.confidence), 6),
            refused_below=answer.refused_below,
            seconds=dict(answer.seconds),
            limits=limits,
            failed=failed,
        )


class Conversation(Kept):
    """Turns in order under a title: the first question until the reader renames it.

    `replaced` are the turns that the last one has taken the place of, when their first question was edited: they can be
    had back until the next question. `older_gone`: conversations before this one were given up for later ones.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{8,32}$")]
    title: Annotated[str, Field(max_length=300)] = ""
    turns: tuple[StoredTurn, ...] = Field(default=(), max_length=MAX_TURNS)
    replaced: tuple[StoredTurn, ...] = Field(default=(), max_length=MAX_TURNS)
    changed: dt.datetime | None = None
    older_gone: bool = False

    @classmethod
    def new(cls) -> Self:
        """An empty conversation."""
        return cls(id=secrets.token_hex(8))

    def history(self) -> tuple[Turn, ...]:
        """The turns as the assistant takes them; a question that failed says nothing."""
        return tuple(Turn(turn.question, turn.text) for turn in self.turns if turn.text and not turn.failed)

    def with_turn(self, turn: StoredTurn, at: dt.datetime) -> "Conversation":
        """This conversation with `turn` at its end; the oldest turns give way when it is full."""
        turns = (*self.turns, turn)[-MAX_TURNS:]
        turns = turns[-fitting(reversed(turns), CONVERSATION_BYTES) :]
        return self.model_copy(update={"turns": turns, "title": self.title or turn.question[:120], "changed": at})

    def first(self, count: int) -> "Conversation":
        """This conversation with only its first `count` turns."""
        return self.model_copy(update={"turns": self.turns[: max(0, count)]})

    def edited(self, index: int) -> "Conversation":
        """This conversation before turn `index`, whose question is to be asked in other words."""
        return self.first(index).model_copy(update={"replaced": self.turns[index:]})

    def undone(self) -> "Conversation":
        """This conversation as it was before its last question was edited."""
        if not self.replaced:
            return self
        return self.model_copy(update={"turns": (*self.turns[:-1], *self.replaced)[-MAX_TURNS:], "replaced": ()})

    def going_on(self) -> "Conversation":
        """This conversation before its next question, which nothing is undone after."""
        return self.model_copy(update={"replaced": ()})

    def with_verdict(self, index: int, verdict: int) -> "Conversation":
        """This conversation with the reader's judgement of turn `index`."""
        turns = list(self.turns)
        turns[index] = turns[index].model_copy(update={"verdict": verdict})
        return self.model_copy(update={"turns": tuple(turns)})


def dump(kept: StoredTurn | Conversation) -> str:
    """What is kept as JSON for the browser.

    Text, because Gradio copies what a page keeps at every step of every event, objects value by value: milliseconds
    for each turn that they hold.
    """
    return kept.model_dump_json(exclude_defaults=True)


def fitting(kept: Iterable[StoredTurn | Conversation], room: int) -> int:
    """How many of `kept`, from the first on, go into `room` bytes of what the browser enciphers; one at least."""
    sizes = accumulate(len(to_json(dump(one))) for one in kept)
    return max(1, sum(1 for _ in takewhile(lambda size: size <= room, sizes)))


def _holds(passage: Passage, citation: Citation) -> bool:
    """Whether the quote is of the passage; it may begin before it, with sentences that it leans on."""
    common = passage.chunk.start < citation.end and citation.start < passage.chunk.end
    return common and passage.article.id == citation.article_id
