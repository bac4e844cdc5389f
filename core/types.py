"""The values that travel between the parts: articles, chunks, passages, evidence, answers.

All offsets are Python character offsets into `Article.text`. Nothing here knows about storage, models or the network.
"""

import datetime as dt
import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.answer_text import answer_text
from core.given import day_given, names_given


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was extracted; `text` is never rewritten, so that every quote is a slice of it.

    `published` is None where no date is known: a guessed date is worse than none. `published_from` says where that
    date stood (a key of `core.dating.CONFIDENCE`), "" where it is None or was stored before this was kept. `modified`
    is the day of the latest change that the source states. `page_starts[i]` is the offset in `text` at which page
    `i + 1` of a paged document begins.
    """

    id: str
    title: str
    text: str
    published: dt.date | None = None
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str | None = None
    section: str | None = None
    language: str | None = None
    modified: dt.date | None = None
    published_from: str = ""
    page_starts: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, that the text at `offset` stands on; None where it stands on none, as in most articles."""
        return bisect_right(self.page_starts, offset) or None

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything the library stores of the article but its id; equal hash means nothing to do."""
        parts = [
            self.title,
            self.text,
            self.published.isoformat() if self.published else "",
            self.source,
            "\x1f".join(self.authors),
            self.url or "",
            self.section or "",
            self.language or "",
        ]
        # Named, and only where they are set: an article without them keeps the hash it had before there were any.
        if self.modified:
            parts.append(f"modified={self.modified.isoformat()}")
        if self.published_from:
            parts.append(f"published_from={self.published_from}")
        if self.page_starts:
            parts.append(f"page_starts={','.join(map(str, self.page_starts))}")
        # surrogatepass: a lone surrogate from a broken file must still hash rather than end the ingest.
        return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored piece of whole sentences: `article.text[start:end]`, under the section `heading` it stands in."""

    id: str
    article_id: str
    start: int
    end: int
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article that carries the same text: the same wire story in another outlet, or again in the same one."""

    article_id: str
    title: str
    source: str
    published: dt.date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk in the light of one question. `rank` starts at 1; `score` is comparable within one question only.

    `similarity` is the cosine of the chunk's vector with the question's. `copies` are the other articles of the library
    that carry this passage; it stands for all of them.
    """

    chunk: Chunk
    article: Article
    score: float
    rank: int
    similarity: float = 0.0
    copies: tuple[Copy, ...] = ()

    @property
    def text(self) -> str:
        return self.article.text[self.chunk.start : self.chunk.end]

    @property
    def language(self) -> str:
        """The article's language, by whose rules sentences are told apart; English where it is not known."""
        return self.article.language or "en"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in a passage the answer stands: `passage.article.text[start:end]`.

    `relevance` in [0, 1]: how well the passage suits the question beside the others. `answerable` in [0, 1]: how
    likely it is that the answer stands in it. `span_score` orders spans of one question; its scale belongs to the
    reader that made it. `others`: further places in the passage as (start, end, span score), best first.
    """

    passage: Passage
    start: int
    end: int
    relevance: float
    answerable: float
    span_score: float
    others: tuple[tuple[int, int, float], ...] = ()

    @property
    def text(self) -> str:
        return self.passage.article.text[self.start : self.end]

    @property
    def places(self) -> tuple[tuple[int, int, float], ...]:
        """All places in the passage as (start, end, span score), this one first."""
        return ((self.start, self.end, self.span_score), *self.others)

    def placed(self, gains: Sequence[float]) -> "Evidence":
        """The same with its places in order of their scores once each has its gain, in the order of `places`."""
        gained = [(start, end, score + gain) for (start, end, score), gain in zip(self.places, gains, strict=True)]
        (start, end, score), *others = sorted(gained, key=lambda place: -place[2])
        return replace(self, start=start, end=end, span_score=score, others=tuple(others))


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote; `quote == article.text[start:end]` always. `copies` carry the passage that it is taken from.

    `content_hash` is the article's: it tells from which of its revisions the quote is. `page`, from 1, is the one that
    the quote begins on, None where the article has no pages. `published_from` is the article's too.
    """

    number: int
    article_id: str
    title: str
    source: str
    published: dt.date | None
    url: str | None
    start: int
    end: int
    quote: str
    copies: tuple[Copy, ...] = ()
    content_hash: str = ""
    page: int | None = None
    published_from: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation with the answer it got."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on what may be searched; all dates are inclusive, empty tuples mean no limit.

    An article without a date passes no limit on publication dates. `as_of` searches what had been written by the end of
    that day (in this machine's time zone), each article in the revision that the library held then. An article's first
    known revision counts from the day of its publication, or of the change that it states; one without a date from when
    it was added. Articles that were removed since are gone.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until", "as_of"):
            object.__setattr__(self, name, day_given(name, getattr(self, name)))
        for name in ("sources", "article_ids"):
            object.__setattr__(self, name, names_given(name, getattr(self, name)))

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.sources or self.article_ids or self.as_of)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and on what it stands.

    `text` carries markers `[n]` that refer to `citations`. `short` holds the answering words alone where the reader
    found them ("around 60 percent"). `emphasis` and `unsupported` are spans of `text`: the answering words, and the
    sentences of a language model that no passage supports; `markers` are the spans of the markers themselves, since
    an article's text may hold a `[2]` of its own. `seconds` maps a stage to its duration. `cost_usd` is what a chat
    model's provider says it charged, in US dollars, None where it says nothing. `unheld` are outlets that the question
    names as its source and that no article of the library names as its own; `text` says so. A refusal may have
    `nearest_words`, sentences that come nearest to an answer, and `languages`, the codes of the question's and of the
    articles' where they differ; its text has both. `confidence` says how sure it is that the articles tell, in [0, 1];
    `refused_below` is the confidence that an answer needed, None where the evidence did not decide.
    """

    question: str
    text: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = field(default=(), repr=False)  # each holds a whole article
    refused: bool = False
    reason: str | None = None
    model: str = "quotes"
    seconds: Mapping[str, float] = field(default_factory=dict)
    short: str = ""
    emphasis: tuple[tuple[int, int], ...] = ()
    unsupported: tuple[tuple[int, int], ...] = ()
    markers: tuple[tuple[int, int], ...] = ()
    unknown_markers: int = 0
    cut_short: bool = False
    confidence: float = 0.0
    refused_below: float | None = None
    tokens: Mapping[str, int] = field(default_factory=dict)
    cost_usd: float | None = None
    unheld: tuple[str, ...] = ()
    nearest_words: str = ""
    languages: tuple[str, str] | None = None

    def __str__(self) -> str:
        return answer_text(self)


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """First event of an answer: what was found, before anything is written."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A further piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """Last event: the whole answer, whose text is the deltas' text with its markers resolved."""

    answer: Answer


Event = PassagesFound | TextDelta | AnswerReady


@dataclass(frozen=True, slots=True)
class EmbeddingIdentity:
    """Which model made the vectors. `fingerprint` is the SHA-256 of its weights where they are known, else ""."""

    name: str
    dimension: int
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source or row that could not be taken in, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did: article ids added, updated and unchanged, and everything that failed with its reason."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
