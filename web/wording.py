"""What a turn says beside the words of articles and models, in the reader's language."""

import math

from core.sentences import sentence_spans
from qa.refusal import MODEL_DECLINED, has_marks, singly_marked
from web.conversation import Holdings, StoredTurn
from web.i18n import Language


def said(turn: StoredTurn, language: Language) -> str:
    """The text under the heading. A refusal, whose first sentence is the heading, is said in the reader's language."""
    if not turn.refused:
        return turn.text
    if turn.holdings is not None:
        near = turn.nearest or not turn.limits.filters()
        parts = (
            _other_language(turn, language),
            language.text("unheld", outlets=", ".join(turn.unheld)) if turn.unheld else "",
            "" if near else language.text("none_near"),
            _nearest(turn.nearest_words, language) if turn.nearest_words else "",
            _held(turn.holdings, language),
        )
        return " ".join(part for part in parts if part)
    sentences = sentence_spans(turn.text)
    return turn.text[sentences[1][0] :] if len(sentences) > 1 else ""


def _nearest(words: str, language: Language) -> str:
    said = words if has_marks(words) else language.text("in_marks", words=singly_marked(words))
    return language.text("nearest_says", words=said)


def _other_language(turn: StoredTurn, language: Language) -> str:
    if turn.languages is None:
        return ""
    asked, told = (language.name_of(code) for code in turn.languages)
    return language.text("other_language", asked=asked, told=told)


def _held(holdings: Holdings, language: Language) -> str:
    """How many articles the library held, from whom and from when, in one sentence."""
    if not holdings.articles:
        return language.text("empty_library")
    text = language.text("holds", n=holdings.articles)
    if named := ", ".join(holdings.outlets):
        if holdings.more_outlets:
            named = language.text("and_more", named=named, n=holdings.more_outlets)
        text = language.text("holds_from", holds=text, outlets=named)
    if holdings.first and holdings.last:
        first, last = language.date(holdings.first), language.date(holdings.last)
        text = language.text("holds_dated", holds=text, first=first, last=last)
    return f"{text}."


def evidence(turn: StoredTurn, language: Language) -> str:
    """How sure it was that the articles tell, beside what an answer needs; empty where the evidence did not decide."""
    if turn.refused_below is None:
        return ""
    key = "evidence_declined" if turn.reason == MODEL_DECLINED else "evidence_needed"
    return language.text(key, sure=f"{_floored(turn.confidence):.2f}", needed=f"{turn.refused_below:.2f}")


def _floored(share: float) -> float:
    # Rounded up, what is just not enough would look like enough. The small term is for 0.58 * 100 < 58.
    return math.floor(share * 100 + 1e-6) / 100
