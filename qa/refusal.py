"""Saying that the articles do not tell: when, and what the library does hold instead."""

from collections.abc import Sequence
from functools import cache

from core.calendar import in_words
from core.dating import day_in_words
from core.language import question_language
from core.types import Article, Evidence, Filters, Passage
from prompts.loader import load_prompt
from qa.markers import MARKER
from vectorstore.interface import ArticleSummary, SourceCoverage

NOTHING_FOUND = "no article matches"
TOO_WEAK = "no passage answers"
NOT_FOR_CERTAIN = "a passage may answer"
NOTHING_ELSE = "nothing else answers than what was told before"
_ONLY_SO_FAR = {NOT_FOR_CERTAIN: "for certain.", NOTHING_ELSE: "anything else."}
_NEAREST, _SAYS, _HELD = "The nearest is ", ", which says: ", " The library "
_MARKS = frozenset('"“”„‟«»「」『』')
_SINGLE = str.maketrans("“”", "‘’")
# Of the confidence asked for, and how likely the nearest passage must answer, for a refusal to be said with less force.
_DOUBTFUL, _LIKELY = 0.6, 0.6
CUT_AT_LONGEST = "the model stopped at the longest reply it may give"
MODEL_DECLINED = "the model found no answer in the passages"


def refusal_text(
    phrase: str,
    nearest: str,
    coverage: Sequence[SourceCoverage],
    filters: Filters,
    unheld: Sequence[str] = (),
    *,
    hint: str = "",
) -> str:
    """`phrase`, a `hint` on asking, the `unheld` outlets, what is `nearest`, and the dates and sources covered."""
    parts = [phrase]
    if hint:
        parts.append(hint)
    if unheld:
        parts.append(describe_unheld(unheld))
    if nearest:
        parts.append(nearest)
    elif filters:
        parts.append("No article within the chosen dates and sources comes near.")
    parts.append(describe_coverage(coverage))
    return " ".join(parts)


def why(evidence: Sequence[Evidence], confidence: float, least: float) -> str:
    """The reason of a refusal for want of confidence, where `least` is asked for."""
    if not evidence:
        return NOTHING_FOUND
    doubtful = confidence >= least * _DOUBTFUL and evidence[0].answerable >= _LIKELY
    return NOT_FOR_CERTAIN if doubtful else TOO_WEAK


def said_for(reason: str, phrase: str) -> str:
    """`phrase`, "The articles do not tell.", as far as the `reason` bears it out.

    >>> said_for(NOT_FOR_CERTAIN, "The articles do not tell.")
    'The articles do not tell for certain.'
    """
    return f"{phrase.rstrip('.')} {_ONLY_SO_FAR[reason]}" if reason in _ONLY_SO_FAR else phrase


def refusals(phrase: str) -> tuple[str, ...]:
    """All that a refusal may begin with, where `phrase` is the plainest."""
    return (phrase, *(said_for(reason, phrase) for reason in _ONLY_SO_FAR))


def told_by(answer: str) -> str:
    """What an `answer` as it was given tells of its matter: what it quotes, as far as it quotes anything; of a refusal
    the nearest words, under the title that they stand in.

    The outlets and days that the program's own words name are those of the library, whatever was asked; and an article
    of which nothing is near enough to be shown is not what is spoken of.

    >>> told_by("Ada Brandt won. [1] Only Strata was asked, as before.")
    'Ada Brandt won.'
    >>> told_by("The articles do not tell. The nearest is “Gulls” (Courier, 5 May 2026). The library holds 1 article.")
    ''
    """
    if not answer.startswith(_beginnings()):
        return MARKER.sub("", _quoted(answer))
    nearest = answer.partition(_NEAREST)[2].rpartition(_HELD)[0]
    described, _, words = nearest.partition(_SAYS)
    title = (described.rpartition("” (")[0] or described.removesuffix("”")).removeprefix("“")
    return f"{title}\n\n{words}" if words else ""


def _quoted(answer: str) -> str:
    """`answer` up to its last marker: notes stand behind it, and what a model says there nothing bears out."""
    marks = tuple(MARKER.finditer(answer))
    return answer[: marks[-1].end()] if marks else answer


@cache
def _beginnings() -> tuple[str, ...]:
    return refusals(load_prompt("answer").phrases["refusal"])


def languages_apart(question: str, found: Sequence[Passage]) -> tuple[str, str] | None:
    """The languages of `question` and of all articles found for it, where both are plain and not the same."""
    held = {(passage.article.language or "").partition("-")[0] for passage in found}
    if len(held) != 1 or held == {""}:
        return None
    asked, told = question_language(question), held.pop()
    return None if asked is None or asked == told else (asked, told)


def hint(apart: tuple[str, str] | None, untold: str) -> str:
    """What may help: that question and articles are in languages `apart`, or which thing compared is `untold`."""
    if apart:
        return describe_languages(*apart)
    return f"A comparison needs each side, and they tell too little of {untold}." if untold else ""


def describe_languages(asked: str, told: str) -> str:
    """That a question is in another language than the articles."""
    return (
        f"The question seems to be in {_language(asked)}, the articles nearest to it are in {_language(told)}: "
        f"asking in {_language(told)} may find more."
    )


def _language(code: str) -> str:
    """The English name of a language.

    >>> _language("de")
    'German'
    """
    from babel import Locale

    return str(Locale("en").languages.get(code, code))


def notes(unheld: Sequence[str], before: Sequence[str], filters: Filters) -> tuple[str, ...]:
    """What is told behind an answer: outlets that are not held, and whether the one asked `before` was asked again."""
    told = [describe_unheld(unheld)] if unheld else []
    if before:
        only = f"Only {before[0]} was asked, as before."
        told.append(only if filters.sources == before else f"{before[0]} does not tell: all outlets were asked.")
    return tuple(told)


def describe_nearest(passage: Passage, words: str = "") -> str:
    """The article that came nearest, with its nearest `words` where there are any worth reading."""
    said = words if has_marks(words) else f"“{singly_marked(words)}”"
    return f"{_NEAREST}{describe(passage.article)}" + (f"{_SAYS}{said}" if words else ".")


def has_marks(words: str) -> bool:
    """Whether `words` begin and end with quotation marks of their own, which a second pair around them would double.

    >>> has_marks("“We shall see.”"), has_marks("“We shall see,” she said."), has_marks("She said “no”.")
    (True, False, False)
    """
    return words[:1] in _MARKS and words.rstrip(".,;:!?…")[-1:] in _MARKS


def singly_marked(words: str) -> str:
    """`words`, to be put in marks, with single marks inside where a double one would stand beside another.

    >>> singly_marked("“We shall see,” she said."), singly_marked("She said “no”.")
    ('‘We shall see,’ she said.', 'She said “no”.')
    """
    return words.translate(_SINGLE) if words.startswith("“") or words.endswith("”") else words


def describe_unheld(outlets: Sequence[str]) -> str:
    """That the library holds nothing of these outlets, as far as its articles name theirs.

    >>> describe_unheld(["the Daily Planet", "Reuters"])
    'The library holds no article that names the Daily Planet or Reuters as its outlet.'
    """
    return f"The library holds no article that names {' or '.join(outlets)} as its outlet."


def describe(article: Article | ArticleSummary) -> str:
    """An article in words: “Title” (Outlet, 9 September 2017)."""
    day = day_in_words(article.published, article.published_from if isinstance(article, Article) else "")
    about = ", ".join(part for part in (article.source, day) if part)
    return f"“{article.title}” ({about})" if about else f"“{article.title}”"


def describe_coverage(coverage: Sequence[SourceCoverage]) -> str:
    """How many articles from which sources and dates a library holds, in one sentence."""
    total = sum(source.articles for source in coverage)
    if not total:
        return "The library is empty: add articles with `.venv/bin/python -m ingest FOLDER` or on the page."
    dates = [date for source in coverage for date in (source.first, source.last) if date]
    named = [source.source for source in coverage if source.source]
    text = f"The library holds {total:,} article{'s' if total != 1 else ''}"
    if named:
        text += f" from {', '.join(named[:3])}" + (f" and {len(named) - 3} more" if len(named) > 3 else "")
    if dates:
        first, last = in_words(min(dates)), in_words(max(dates))
        text += f", dated {first}" + (f" to {last}" if last != first else "")
    return text + "."
