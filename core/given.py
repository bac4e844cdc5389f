"""Limits as programs give them, checked: days as dates or text, names alone or several."""

import datetime as dt
from collections.abc import Iterable

from core.errors import QuestionError


def day_given(name: str, given: object) -> dt.date | None:
    """The date that the limit `name` is `given` as; of a moment its day. Raises QuestionError for what is no date."""
    if isinstance(given, dt.datetime):
        return given.date()
    if given is None or isinstance(given, dt.date):
        return given
    try:
        if isinstance(given, str):
            return dt.date.fromisoformat(given)
    except ValueError:
        pass
    raise QuestionError(f"{name}={given!r} is not a date: give a datetime.date or a string of the form YYYY-MM-DD")


def names_given(name: str, given: object) -> tuple[str, ...]:
    """The texts that the limit `name` is `given` as. Raises QuestionError for what is no text."""
    names = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, Iterable) else (given,)
    if wrong := [one for one in names if not isinstance(one, str)]:
        raise QuestionError(f"{name} holds {wrong[0]!r}: give a string, or a tuple or list of strings")
    return names
