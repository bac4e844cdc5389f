"""Quotes become an answer's text: numbered, each with its citation, the outlets that carry the best one's words told.

Where several outlets carry the text of the best quote, the answer ends by saying so: they are one witness, not several.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.citations import citation
from core.sentences import Span
from core.types import Citation, Passage
from qa.quoting.quotes import Quote, touch

# Outlets that are named when one story stands in many.
_MAX_OUTLETS = 6


@dataclass(frozen=True, slots=True)
class Composed:
    """The answer's text in the pieces in which it is streamed, its citations, and the spans of its answering words and
    markers."""

    pieces: tuple[str, ...]
    citations: tuple[Citation, ...]
    emphasis: tuple[Span, ...]
    markers: tuple[Span, ...]
    short: str


def compose(quotes: Sequence[Quote], *, alike: bool = False) -> Composed:
    """Quotes become numbered text, the best one first; the others of one article stand together, in its order.

    The short answer is of the first one, or where they answer `alike`, each one's.
    """
    pieces: list[str] = []
    citations: list[Citation] = []
    emphasis: list[Span] = []
    markers: list[Span] = []
    length = 0
    for number, quote in enumerate(_with_headers(_natural_order(quotes)), start=1):
        lead = "" if number == 1 else "\n\n"
        marker = f"[{number}]"
        pieces.append(f"{lead}{quote.text} {marker}")
        citations.append(citation(number, quote.passage, (quote.start, quote.end)))
        shift = length + len(lead) - quote.start
        emphasis += sorted((start + shift, end + shift) for start, end in quote.answering)
        length += len(pieces[-1])
        markers.append((length - len(marker), length))
    if carried := outlets_line(quotes[0].passage):
        pieces.append(f"\n\n{carried}")
    short = "; ".join(_short(quote) for quote in (quotes if alike else quotes[:1]))
    return Composed(tuple(pieces), tuple(citations), tuple(emphasis), tuple(markers), short)


def _short(quote: Quote) -> str:
    return quote.passage.article.text[slice(*quote.answering[0])] if quote.answering else quote.text


def outlets_line(passage: Passage) -> str:
    """How many outlets carry the passage, and which; empty where only one does.

    Said of the text: a library can tell that several printed the same words, and what that makes them as evidence.
    """
    by_name: dict[str, str] = {}
    for source in (passage.article.source, *(copy.source for copy in passage.copies)):
        by_name.setdefault(source.casefold(), source)
    outlets = [source for source in by_name.values() if source]
    if len(outlets) < 2:
        return ""
    shown = outlets if len(outlets) <= _MAX_OUTLETS else [*outlets[: _MAX_OUTLETS - 1], "others"]
    return f"{len(outlets)} outlets, one wire story: {', '.join(shown[:-1])} and {shown[-1]}."


def _with_headers(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """`quotes`, and as quotes of their own the headers that are missing over them, each once."""
    seen: set[tuple[str, Span]] = set()
    for quote in quotes:
        key = (quote.passage.article.id, quote.header or (0, 0))
        header = Quote(quote.passage, *quote.header) if quote.header and key not in seen else None
        if header and not any(touch(header, other) for other in quotes):
            yield header
        seen.add(key)
        yield quote


def _natural_order(quotes: Sequence[Quote]) -> list[Quote]:
    best, *others = quotes
    first_seen = {quote.passage.article.id: rank for rank, quote in reversed(list(enumerate(quotes)))}
    return [best, *sorted(others, key=lambda quote: (first_seen[quote.passage.article.id], quote.start))]
