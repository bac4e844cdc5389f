"""Answers to take along: Markdown with footnotes, or one HTML file that needs nothing else."""

import re
from collections.abc import Sequence

from core.sentences import Span
from ingest.metadata import web_address
from web.answers import chips
from web.conversation import StoredTurn
from web.i18n import Language
from web.places import Cited
from web.render import render
from web.views import turn_view


def as_markdown(turns: Sequence[StoredTurn], language: Language) -> str:
    """The turns with footnotes, numbered through; what an article wrote cannot become markup.

    The question is a line in bold where there are several turns, and left out for one.
    """
    parts, notes, before = [], [], 0
    for turn in turns:
        numbers = {citation.number: before + place for place, citation in enumerate(turn.citations, 1)}
        if len(turns) > 1:
            parts.append(f"**{_plain(turn.question)}**")
        parts.append(_with_footnotes(turn.text, turn.markers, numbers))
        parts += [f"*{_plain(note)}*" for note in _warnings(turn, language)]
        notes += [f"[^{numbers[one.number]}]: {_footnote(one, language)}" for one in turn.citations]
        before += len(turn.citations)
    return "\n\n".join([*parts, "\n".join(notes)]).strip() + "\n"


def as_page(turns: Sequence[StoredTurn], language: Language, *, title: str = "") -> str:
    """The turns as a self-contained page: no script, no outside request."""
    shown = [turn_view(turn, language) for turn in turns]
    heading = title or (turns[0].question[:120] if turns else language.text("conversation"))
    links = {citation.url: web_address(citation.url or "") for turn in turns for citation in turn.citations}
    return render("share.html", language, {"turns": shown, "title": heading, "links": links})


def _warnings(turn: StoredTurn, language: Language) -> list[str]:
    """What the page says of an answer that is not to be relied on as a whole."""
    unsupported = [f"“{turn.text[start:end]}”" for start, end in turn.unsupported]
    told = [f"{language.text('unsupported')}: {', '.join(unsupported)}"] if unsupported else []
    return told + ([f"{language.text('cut_short')} {turn.reason or ''}".strip()] if turn.cut_short else [])


def _with_footnotes(text: str, markers: Sequence[Span], numbers: dict[int, int]) -> str:
    pieces, at = [], 0
    for start, end, number in chips(text, markers, numbers):
        pieces += [_plain(text[at:start]), f"[^{numbers[number]}]"]
        at = end
    return "".join([*pieces, _plain(text[at:])])


def _footnote(citation: Cited, language: Language) -> str:
    page = [citation.page] if citation.page else []
    parts = [citation.source, language.date(citation.published, citation.published_from), language.pages(page)]
    if citation.other_outlets:
        parts.append(language.text("also_in_outlets", outlets=", ".join(citation.other_outlets)))
    about = ", ".join(part for part in parts if part)
    address = web_address(citation.url or "")
    link = f" <{address}>" if address and ">" not in address else ""
    return f"“{_plain(citation.quote)}” — {_plain(citation.title)} ({_plain(about)}){link}"


def _plain(text: str) -> str:
    """`text` with the characters escaped that Markdown would read as markup, on one line a paragraph."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)
    return re.sub(r"[^\S\n]*\n(?!\n)[^\S\n]*", " ", escaped) if "\n\n" not in escaped else escaped
