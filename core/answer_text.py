"""An answer as people read it where there is no page: its text, and under it each citation with where it stands."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.dating import day_in_words

if TYPE_CHECKING:
    from core.types import Answer, Citation


def answer_text(answer: "Answer") -> str:
    """The answer, its numbered citations, and what is to be held against it."""
    return "\n".join([answer.text, "", *_notes(answer)]).rstrip()


def _notes(answer: "Answer") -> Iterator[str]:
    for citation in answer.citations:
        yield f"[{citation.number}] {citation.title}{_about(citation)}"
        page = f"page {citation.page}, " if citation.page else ""
        yield f"    {citation.url or citation.article_id}, {page}characters {citation.start}-{citation.end}"
    if answer.unsupported:
        yield f"Not supported by any passage: {' '.join(answer.text[start:end] for start, end in answer.unsupported)}"
    if answer.cut_short:
        yield f"The answer was cut short: {answer.reason}"


def _about(citation: "Citation") -> str:
    day = day_in_words(citation.published, citation.published_from)
    about = ", ".join(part for part in (citation.source, day) if part)
    return f" ({about})" if about else ""
