"""Citations as they are read: marked inside their articles, with the paragraphs around them.

The words of an article come from the library, by offsets; what the browser kept of a citation only says where to look.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from core.dating import sureness
from core.errors import ArticleNotFoundError, RevisionNotFoundError
from core.headings import TextBlock, heading_text, text_blocks
from core.notices import notices
from core.sentences import Span
from core.types import Article
from ingest.metadata import web_address
from vectorstore.interface import Library, Revision
from web.places import STATE_DIGITS, Carrier, Cited, StoredPassage, distinct

_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
# Room around a quote before a paragraph is cut in the panel; whole articles are never cut.
AROUND = 700
NOTICE_CHARS = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under the same citations; `begins` are those whose quote starts here."""

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or section heading of an article. `gap`: text of the article is left out before it.

    `end`: where its paragraph ends in the article.
    """

    segments: tuple[Segment, ...]
    heading: bool = False
    cited: bool = False
    gap: bool = False
    cut_before: bool = False
    cut_after: bool = False
    end: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One article of the panel. `gone` is what the library no longer holds of it, the "article" or the "revision" that
    was quoted: then only what was kept with the answer can be shown.

    `notices` are what the article says of its own corrections and updates, each with its kind; `copies` are other
    articles with the same text. `state` is the beginning of the content hash, `earlier` the revision that is shown
    where it is not the present one; `pages` are those that its quotes begin on, where it has pages.
    """

    article_id: str
    title: str
    source: str
    published: dt.date | None
    url: str | None
    section: str | None
    blocks: tuple[Block, ...]
    numbers: tuple[int, ...]
    whole: bool = False
    gone: Literal["", "article", "revision"] = ""
    gap_after: bool = False
    modified: dt.date | None = None
    published_from: str = ""
    notices: tuple[tuple[str, str], ...] = ()
    copies: tuple[Carrier, ...] = ()
    state: str = ""
    earlier: Revision | None = None
    pages: tuple[int, ...] = ()

    @property
    def sureness(self) -> str:
        """How sure the date is: "high", "fair" or "low"; "" where nobody knows where it is from."""
        return sureness(self.published_from) if self.published else ""

    @property
    def outlets(self) -> int:
        """In how many outlets the text stands, as far as they are named."""
        return len(distinct([self.source, *(one.source for one in self.copies)]))


def cards(citations: Sequence[Cited], library: Library) -> tuple[Card, ...]:
    """One card an article, in the order of first citation, each showing its quotes with their neighbours."""
    by_article: dict[str, list[Cited]] = {}
    for citation in citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    return tuple(_card(article_id, cited, library) for article_id, cited in by_article.items())


def whole_article(article: Article, citations: Sequence[Cited] = (), copies: Sequence[Carrier] = ()) -> Card:
    """The whole article with the quotes of `citations` marked, and its `copies`."""
    blocks = tuple(_block(article.text, one, citations) for one in shown_blocks(article.text))
    card = _describe(article, citations, blocks, whole=True)
    return replace(card, copies=_each_once((*card.copies, *copies)))


def place_card(place: StoredPassage, library: Library) -> Card:
    """The card of a passage that was read but not cited, marked without a number. Raises ArticleNotFoundError."""
    article, earlier = article_in_state(library, place.article_id, place.state)
    mark = Cited(**place.model_dump(), number=999)
    return replace(_describe(article, [mark], _excerpt(article.text, [mark])), earlier=earlier)


def article_in_state(library: Library, article_id: str, state: str) -> tuple[Article, Revision | None]:
    """The article in the revision whose content hash begins with `state`; that revision, None where it is the present.

    An empty `state` means the present one. Raises ArticleNotFoundError, and RevisionNotFoundError where the article
    is there and no revision of it is the one.
    """
    article = library.article(article_id)
    if article.content_hash.startswith(state):
        return article, None
    for revision in library.revisions(article_id):
        if revision.content_hash.startswith(state):
            return library.article(article_id, revision.number), revision
    raise RevisionNotFoundError(f"The library holds no revision {state} of the article {article_id!r}.")


def shown_blocks(text: str) -> tuple[TextBlock, ...]:
    """The paragraphs and headings of `text` as ingest tells them; where it has no blank line, every line is one.

    >>> [(one.start, one.end) for one in shown_blocks("One.\\nTwo.")]
    [(0, 4), (5, 9)]
    """
    found = text_blocks(text)
    return found if _BLANK_LINE.search(text.strip()) else tuple(line for one in found for line in _lines(text, one))


def _lines(text: str, block: TextBlock) -> Iterator[TextBlock]:
    for line in _LINE.finditer(text, block.start, block.end):
        yield replace(block, start=line.start(), end=line.end())


def _card(article_id: str, citations: Sequence[Cited], library: Library) -> Card:
    try:
        article, earlier = article_in_state(library, article_id, citations[0].state)
    except RevisionNotFoundError:
        return _gone(citations, "revision")
    except ArticleNotFoundError:
        return _gone(citations, "article")
    return replace(_describe(article, citations, _excerpt(article.text, citations)), earlier=earlier)


def _describe(article: Article, citations: Sequence[Cited], blocks: tuple[Block, ...], *, whole: bool = False) -> Card:
    return Card(
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=web_address(article.url or ""),
        section=section_at(article, citations[0].start) if citations else article.section,
        blocks=blocks,
        numbers=tuple(citation.number for citation in citations),
        whole=whole,
        gap_after=not whole and bool(blocks) and bool(article.text[blocks[-1].end :].strip()),
        modified=article.modified,
        published_from=article.published_from,
        notices=tuple((one.kind, article.text[one.start : one.end][:NOTICE_CHARS]) for one in notices(article.text)),
        copies=_each_once([copy for citation in citations for copy in citation.copies]),
        state=article.content_hash[:STATE_DIGITS],
        pages=_in_order(article.page_at(citation.start) for citation in citations),
    )


def _in_order(pages: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({page for page in pages if page}))


def _each_once(copies: Sequence[Carrier]) -> tuple[Carrier, ...]:
    return tuple({copy.article_id: copy for copy in copies}.values())


def section_at(article: Article, offset: int) -> str | None:
    """The heading that the text at `offset` stands under; the article's own section where there is none."""
    above = [one for one in text_blocks(article.text) if one.is_heading and one.end <= offset]
    return heading_text(article.text[above[-1].start : above[-1].end]) if above else article.section


def _gone(citations: Sequence[Cited], what: Literal["article", "revision"]) -> Card:
    first = citations[0]
    quotes = tuple(
        Block((Segment(citation.quote, (citation.number,), (citation.number,)),), cited=True) for citation in citations
    )
    return Card(
        article_id=first.article_id,
        title=first.title,
        source=first.source,
        published=first.published,
        url=web_address(first.url or ""),
        section=None,
        blocks=quotes,
        numbers=tuple(citation.number for citation in citations),
        gone=what,
        published_from=first.published_from,
        copies=_each_once([copy for citation in citations for copy in citation.copies]),
        pages=_in_order(citation.page for citation in citations),
    )


def _excerpt(text: str, citations: Sequence[Cited]) -> tuple[Block, ...]:
    """The blocks that hold quotes, each with one neighbour before and after; long ones are cut around the quotes."""
    parts = shown_blocks(text)
    holding = {index for index, part in enumerate(parts) if any(_touches(part, cited) for cited in citations)}
    shown = sorted({near for index in holding for near in (index - 1, index, index + 1) if 0 <= near < len(parts)})
    blocks, previous = [], -1
    for index in shown:
        window = _window(parts[index], citations, before=index + 1 in holding)
        blocks.append(_block(text, parts[index], citations, window=window, gap=index > previous + 1))
        previous = index
    return tuple(blocks)


def _touches(part: TextBlock, citation: Cited) -> bool:
    return citation.start < part.end and citation.end > part.start


def _window(part: TextBlock, citations: Sequence[Cited], *, before: bool) -> Span:
    """What the panel shows of a paragraph: what lies within AROUND characters of a quote."""
    inside = [citation for citation in citations if _touches(part, citation)]
    if inside:
        start = max(part.start, min(citation.start for citation in inside) - AROUND)
        return start, min(part.end, max(citation.end for citation in inside) + AROUND)
    if before:
        return max(part.start, part.end - AROUND), part.end
    return part.start, min(part.end, part.start + AROUND)


def _block(
    text: str, part: TextBlock, citations: Sequence[Cited], *, window: Span | None = None, gap: bool = False
) -> Block:
    start, end = window or (part.start, part.end)
    segments = tuple(_segments(text, (start, end), citations))
    return Block(
        segments=segments,
        heading=part.is_heading,
        cited=any(segment.numbers for segment in segments),
        gap=gap,
        cut_before=start > part.start,
        cut_after=end < part.end,
        end=part.end,
    )


def _segments(text: str, window: Span, citations: Sequence[Cited]) -> Iterator[Segment]:
    inside = {edge for cited in citations for edge in (cited.start, cited.end) if window[0] < edge < window[1]}
    edges = [window[0], *sorted(inside), window[1]]
    begun: set[int] = set()
    for left, right in pairwise(edges):
        numbers = tuple(cited.number for cited in citations if cited.start <= left < cited.end)
        begins = tuple(number for number in numbers if number not in begun and _first_block(citations, number, window))
        begun.update(numbers)
        yield Segment(text[left:right], numbers, begins)


def _first_block(citations: Sequence[Cited], number: int, window: Span) -> bool:
    return any(cited.number == number and window[0] <= cited.start < window[1] for cited in citations)
