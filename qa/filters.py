"""Limits that a question states in so many words, within those that the user has set."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from core.errors import QuestionError
from core.types import Filters
from qa.questions.stated_dates import stated_dates
from vectorstore.interface import Library, SourceCoverage

# Outlets that are named where one was asked for that is not there.
_NAMED = 12


def limits_of(question: str, given: Filters, coverage: Sequence[SourceCoverage]) -> Filters:
    """`given`, with the library's own spelling of its outlets, and the dates that `question` asks of the articles.

    Raises QuestionError for limits that nothing can meet.
    """
    given = _named_as_they_are(given, [one.source for one in coverage])
    return narrowed(given, *stated_dates(question, newest_day(given, coverage)))


def narrowed(given: Filters, since: dt.date | None, until: dt.date | None) -> Filters:
    """`given`, of no earlier days than `since` and no later than `until`.

    Raises QuestionError where no day is left.
    """
    limits = replace(
        given,
        since=max(filter(None, (given.since, since)), default=None),
        until=min(filter(None, (given.until, until)), default=None),
    )
    if limits.since and limits.until and limits.since > limits.until:
        raise QuestionError(f"no day is both since {limits.since} and until {limits.until}")
    return limits


def newest_day(given: Filters, coverage: Sequence[SourceCoverage]) -> dt.date | None:
    """The articles' own present: the last day of any, or the day as of which is asked."""
    newest = max((one.last for one in coverage if one.last), default=None)
    return min(newest, given.as_of) if newest and given.as_of else newest


def held_limits(given: Filters, library: Library) -> Filters:
    """`given`, with the library's own spelling of its outlets.

    Raises QuestionError for articles and outlets that it does not hold.
    """
    check_articles(given, library)
    return _named_as_they_are(given, [one.source for one in library.coverage()]) if given.sources else given


def check_articles(given: Filters, library: Library) -> None:
    """Raises QuestionError where one of the articles that alone are to be asked is not held."""
    held = library.content_hashes(given.article_ids) if given.article_ids else {}
    if unknown := [one for one in given.article_ids if one not in held]:
        raise QuestionError(
            f"no article {', '.join(unknown)} in the library; `python -m ingest list WORD` shows the ids it holds"
        )


def _named_as_they_are(given: Filters, sources: Sequence[str]) -> Filters:
    known = {source.casefold(): source for source in sources}
    unknown = [source for source in given.sources if source.casefold() not in known]
    if unknown:
        raise QuestionError(
            f"no outlet named {', '.join(unknown)} in the library; it holds: {_some(known, unknown[0])}"
        )
    return replace(given, sources=tuple(known[source.casefold()] for source in given.sources))


def _some(known: Mapping[str, str], like: str) -> str:
    """Names of outlets, those that are written much as `like` first; the rest is counted where they are many."""
    close = get_close_matches(like.casefold(), known)
    names = [known[one] for one in dict.fromkeys((*close, *sorted(known))) if one]
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return (", ".join(names[:_NAMED]) or "none") + more
