"""Conversations, answers and articles as the HTML of the page's parts."""

import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.types import Passage
from qa.refusal import NOT_FOR_CERTAIN, NOTHING_ELSE
from vectorstore.interface import Library
from web.answers import Paragraph, paragraphs
from web.conversation import Chosen, Conversation, StoredFilters, StoredTurn
from web.i18n import Language
from web.places import Carrier, Cited, StoredPassage
from web.render import render
from web.sources import Card, article_in_state, cards, place_card, whole_article
from web.wording import evidence, said

# Gradio leaves a component alone whose value did not change, even where the script has changed what it shows.
_renders = itertools.count(1)
_STAGES = ("condense", "embed", "retrieve", "read", "write", "first_token", "total")


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn with everything its template shows."""

    stored: StoredTurn
    kept: str
    paragraphs: tuple[Paragraph, ...]
    quotes: dict[int, Cited]
    limits: str
    mode: str
    how: str
    evidence: str
    stages: tuple[tuple[str, str], ...]

    @property
    def refusal(self) -> str:
        """The name of the text over a refused turn: how far the articles do not tell."""
        texts = {NOT_FOR_CERTAIN: "refused_for_certain", NOTHING_ELSE: "refused_else"}
        return texts.get(self.stored.reason or "", "refused")


@dataclass(frozen=True, slots=True)
class Dot:
    """An article on the timeline, `percent` of the way from the first date to the last."""

    article_id: str
    percent: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the evidence lies in time."""

    dots: tuple[Dot, ...]
    first: str
    last: str


def log(
    conversation: Conversation,
    language: Language,
    *,
    articles: int = 0,
    starters: Sequence[str] = (),
    live: bool = False,
) -> str:
    """The finished turns; the welcome where there is none and none is on its way (`live`)."""
    turns = [turn_view(turn, language) for turn in conversation.turns]
    values = {"conversation": conversation, "turns": turns, "articles": articles, "starters": starters, "live": live}
    return render("log.html", language, values | {"render": next(_renders)})


def live(question: str, text: str, language: Language) -> str:
    """The turn that is being answered; nothing for an empty question."""
    # Which markers hold is known when the answer is ready: until then they are text.
    found = paragraphs(text) if text.strip() else ()
    return render("live.html", language, {"question": question, "paragraphs": found})


def turn_view(turn: StoredTurn, language: Language) -> TurnView:
    """What the template of a turn shows."""
    quotes = {citation.number: citation for citation in turn.citations}
    total = turn.seconds.get("total")
    short = language.text("quotes") if turn.model in ("", "quotes") else turn.model
    return TurnView(
        stored=turn,
        kept=json.dumps(turn.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False),
        paragraphs=paragraphs(
            said(turn, language),
            markers=turn.markers,
            numbers=quotes,
            emphasis=turn.emphasis,
            unsupported=turn.unsupported,
        ),
        quotes=quotes,
        limits=limits_in_words(turn.limits, language),
        mode=" · ".join(part for part in (short, _seconds(total, language)) if part),
        how=language.text("mode_quotes") if short != turn.model else language.text("mode_model", model=turn.model),
        evidence=evidence(turn, language),
        stages=tuple(
            (language.text(f"stage_{stage}"), _seconds(turn.seconds[stage], language))
            for stage in _STAGES
            if stage in turn.seconds
        ),
    )


def limits_in_words(limits: StoredFilters, language: Language) -> str:
    """The filters of a question as one line; empty where there were none."""
    what = [_named(one, language) for one in limits.articles]
    what += [", ".join(limits.sources)] if limits.sources else []
    if limits.since:
        what.append(language.text("limit_since", date=language.date(limits.since)))
    if limits.until:
        what.append(language.text("limit_until", date=language.date(limits.until)))
    if limits.as_of:
        what.append(language.text("limit_as_of", date=language.date(limits.as_of)))
    return language.text("limits", what=", ".join(what)) if what else ""


def _named(chosen: Chosen, language: Language) -> str:
    # Isolated, so that a title's own direction turns nothing around it.
    return language.text("limit_article", title=f"\u2068{chosen.title}\u2069")


def only(limits: StoredFilters, language: Language) -> str:
    """The article that alone is asked about, over the question box; nothing where all are."""
    return render("only.html", language, {"what": limits_in_words(limits, language)})


def turn_panel(turn: StoredTurn, library: Library, language: Language, key: str = "") -> str:
    """The panel of one answer: its quotes inside their articles, then what else was read."""
    shown = cards(turn.citations, library)
    if not shown and turn.nearest:
        return found_panel(turn.nearest, language, note="read_too", key=key)
    counts = language.text(
        "in",
        passages=language.text("passages_n", n=len(turn.citations)),
        articles=language.text("articles_n", n=len(shown)),
    )
    return _panel(
        language,
        key=key,
        note=counts if shown else "",
        cards=shown,
        timeline=timeline(shown, language),
        others=turn.nearest,
        empty=not shown,
    )


def found_panel(
    found: Sequence[StoredPassage | Passage], language: Language, *, note: str = "panel_found", key: str = ""
) -> str:
    """The panel without quotes: the articles that are, or were, read for an answer."""
    places = [item if isinstance(item, StoredPassage) else StoredPassage.of(item) for item in found]
    first = {place.article_id: place for place in reversed(places)}
    return _panel(language, key=key, note=language.text(note), found=tuple(reversed(first.values())))


def empty_panel(language: Language) -> str:
    """The panel before the first question."""
    return _panel(language, empty=True)


def article_panel(
    article_id: str, citations: Sequence[Cited], library: Library, language: Language, *, state: str = ""
) -> str:
    """A whole article in a `state` ("" for the present one) with its quotes marked. Raises ArticleNotFoundError."""
    article, earlier = article_in_state(library, article_id, state)
    copies = [Carrier.of(copy) for copy in library.copies(article_id)]
    return _panel(language, cards=(replace(whole_article(article, citations, copies), earlier=earlier),), back=True)


def place_panel(place: StoredPassage, library: Library, language: Language) -> str:
    """A passage that was read but not quoted. Raises ArticleNotFoundError."""
    return _panel(language, cards=(place_card(place, library),), back=True)


def problem_panel(message: str, language: Language) -> str:
    """The panel where what was asked for cannot be shown."""
    return _panel(language, problem=message, back=True)


def timeline(shown: Sequence[Card], language: Language) -> Timeline | None:
    """The articles by date; None where they do not lie on two days at least."""
    dated = [(card.published, card) for card in shown if card.published]
    days = sorted({day for day, _ in dated})
    if len(days) < 2:
        return None
    first, span = days[0], (days[-1] - days[0]).days
    dots = tuple(
        Dot(
            card.article_id,
            round(100 * (day - first).days / span, 1),
            ", ".join(part for part in (language.date(day, card.published_from), card.source, card.title) if part),
        )
        for day, card in sorted(dated, key=lambda item: item[0])
    )
    return Timeline(dots, language.date(first), language.date(days[-1]))


def history(shelf: Sequence[Conversation], current: str, language: Language) -> str:
    """The list of kept conversations."""
    listed = [
        {
            "id": one.id,
            "title": one.title or language.text("conversation"),
            "when": language.date(one.changed.astimezone().date()) if one.changed else "",
            "words": " ".join([one.title, *(turn.question for turn in one.turns)]).lower()[:4_000],
        }
        for one in shelf
    ]
    gone = any(one.older_gone for one in shelf)
    values = {"shelf": listed, "current": current, "older_gone": gone, "kept": _digest(shelf)}
    return render("history.html", language, values)


def _digest(shelf: Sequence[Conversation]) -> str:
    """What differs where another tab has to read what is kept again."""
    facts = [(one.id, one.title, str(one.changed), [turn.verdict for turn in one.turns]) for one in shelf]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def mast(language: Language) -> str:
    """The head of the page."""
    return render("mast.html", language, {})


def _panel(language: Language, **values: object) -> str:
    defaults: dict[str, object] = {
        "key": "",
        "title": language.text("sources"),
        "note": "",
        "back": False,
        "timeline": None,
        "cards": (),
        "found": (),
        "others": (),
        "empty": False,
        "problem": "",
        "render": next(_renders),
    }
    return render("panel.html", language, defaults | values)


def _seconds(seconds: float | None, language: Language) -> str:
    return "" if seconds is None else language.text("seconds", n=f"{seconds:.2f}")
