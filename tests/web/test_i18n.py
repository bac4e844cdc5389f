"""Strings in five languages."""

import datetime as dt
import string

import pytest

from web.i18n import LABELS, LOCALES, language, preferred


def fields(text: object) -> set[str]:
    """Names of the values that a string takes."""
    texts = text.values() if isinstance(text, dict) else [str(text)]
    return {name for one in texts for _, name, _, _ in string.Formatter().parse(one) if name}


@pytest.mark.parametrize("code", [code for code in LOCALES if code != "en"])
def test_every_language_has_the_same_strings_with_the_same_values(code: str) -> None:
    english, other = language("en").strings, language(code).strings
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert fields(other[key]) == fields(text), key


def test_labels_are_plain_strings() -> None:
    assert all(fields(language("en").text(label)) == set() for label in LABELS)


def test_dates_and_plurals_are_those_of_the_language() -> None:
    day = dt.date(2026, 10, 1)
    assert [language(code).date(day) for code in ("en", "de", "fr")] == [
        "1 October 2026",
        "1. Oktober 2026",
        "1 octobre 2026",
    ]
    assert language("en").text("articles_n", n=1) == "1 article"
    assert language("ar").text("articles_n", n=3) == "3 مقالات"
    assert language("ar").direction == "rtl"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("pt, es;q=0.5", "es"),
        ("zh", "en"),
        ("de;q=x", "en"),
        ("*", "en"),
        (",;q=", "en"),
    ],
)
def test_the_browsers_first_language_that_we_speak_is_chosen(header: str, code: str) -> None:
    assert preferred(header).code == code
