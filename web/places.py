"""Where an answer stands, as the browser keeps it: passages that were read, quotes, other articles that carry them."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from core.types import Citation, Copy, Passage
from web.clipping import MAX_TEXT, MAX_WORDS

MAX_COPIES = 20
# Digits of a content hash that tell an article's revisions apart.
STATE_DIGITS = 16
Short = Annotated[str, Field(max_length=MAX_WORDS)]
Code = Annotated[str, Field(max_length=20)]
Long = Annotated[str, Field(max_length=MAX_TEXT)]


class Kept(BaseModel):
    """Comes from a browser, which may be of another version: what is not known of it is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class StoredPassage(Kept):
    """A stretch of an article that was read for an answer.

    `state` is the beginning of the article's content hash: offsets hold for that revision alone. `published_from` says
    where its date stood.
    """

    article_id: Short
    title: Short = ""
    source: Short = ""
    published: dt.date | None = None
    published_from: Code = ""
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    state: Annotated[str, Field(max_length=64)] = ""

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """Where `passage` stands."""
        article = passage.article
        return cls(
            article_id=article.id,
            title=article.title[:500],
            source=article.source[:200],
            published=article.published,
            published_from=article.published_from,
            start=passage.chunk.start,
            end=passage.chunk.end,
            state=article.content_hash[:STATE_DIGITS],
        )


class Carrier(Kept):
    """Another article that carries the passage of a quote."""

    article_id: Short
    title: Short = ""
    source: Short = ""
    published: dt.date | None = None

    @classmethod
    def of(cls, copy: Copy) -> Self:
        """What is shown of `copy`."""
        return cls(
            article_id=copy.article_id, title=copy.title[:500], source=copy.source[:200], published=copy.published
        )


def distinct(outlets: Sequence[str], *, but: str = "") -> tuple[str, ...]:
    """The names among `outlets` once each, however they are written, without `but`.

    >>> distinct(["The Bay Post", "", "THE BAY POST", "Coast Weekly"], but="coast weekly")
    ('The Bay Post',)
    """
    found: dict[str, str] = {}
    for outlet in outlets:
        if outlet and outlet.casefold() != but.casefold():
            found.setdefault(outlet.casefold(), outlet)
    return tuple(found.values())


class Cited(StoredPassage):
    """A numbered quote as the browser keeps it."""

    number: int = Field(ge=1, le=999)
    url: Short | None = None
    quote: Long = ""
    page: int | None = Field(default=None, ge=1)
    copies: tuple[Carrier, ...] = Field(default=(), max_length=MAX_COPIES)

    @property
    def other_outlets(self) -> tuple[str, ...]:
        """The outlets beside the citation's own that carry the passage, as far as they are named."""
        return distinct([copy.source for copy in self.copies], but=self.source)

    @classmethod
    def from_citation(cls, citation: Citation) -> Self:
        """What is kept of `citation`."""
        return cls(
            number=citation.number,
            article_id=citation.article_id,
            title=citation.title[:500],
            source=citation.source[:200],
            published=citation.published,
            published_from=citation.published_from,
            url=citation.url if citation.url and len(citation.url) <= 2_000 else None,
            start=citation.start,
            end=citation.end,
            state=citation.content_hash[:STATE_DIGITS],
            quote=citation.quote[:4_000],
            page=citation.page,
            copies=tuple(Carrier.of(copy) for copy in citation.copies[:MAX_COPIES]),
        )
