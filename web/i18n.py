"""The page's words in the reader's language: which language, its strings, its plurals, dates in words.

The strings stand in `strings/<language>.json`, one file a language with the same keys; a plural is an object of CLDR
plural categories. Articles are shown in their own language and never translated.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_date, format_skeleton, format_time

from core.dating import sureness

STRINGS = Path(__file__).parent / "strings"
# What each language is formatted as; British order of dates for English, whose pages say "1 October 2026".
LOCALES = {"en": "en_GB", "de": "de", "fr": "fr", "es": "es", "ar": "ar"}
# Strings that stand on Gradio's own components and are therefore sent to every browser in every language.
LABELS = (
    *("tab_ask", "tab_library", "tab_settings", "your_question", "ask_placeholder"),
    *("filters", "outlets", "since", "until", "as_of_day", "find_article", "order", "add"),
    *("address", "address_info", "add_address"),
    *("chat_model", "chat_model_info", "base_url", "key", "test_model", "use_model"),
    *("strictness", "strictness_info", "passages_shown", "apply"),
)
Forms = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the page."""

    code: str
    strings: Mapping[str, str | Forms]
    locale: Locale

    @property
    def direction(self) -> str:
        """Writing direction, "ltr" or "rtl"."""
        return str(self.locale.text_direction)

    def text(self, key: str, **values: object) -> str:
        """The string `key` with `values` put in; a plural is chosen by the value `n`. Raises KeyError if unknown."""
        found = self.strings[key]
        if not isinstance(found, str):
            count = values["n"]
            category = self.locale.plural_form(count if isinstance(count, int | float) else 0)
            found = found.get(category, found["other"])
        return found.format(**values) if values else found

    def date(self, day: dt.date | None, published_from: str = "") -> str:
        """The date in words, which say so where it stood in a place that is not sure; others where there is none."""
        if day is None:
            return self.text("undated")
        date = format_date(day, "long", locale=self.locale)
        return self.text("about_day", date=date) if sureness(published_from) == "low" else date

    def pages(self, pages: Sequence[int]) -> str:
        """Some pages of a document; nothing for none.

        >>> language("en").pages([3, 7])
        'pages 3, 7'
        """
        return self.text("pages", n=len(pages), which=", ".join(map(str, pages))) if pages else ""

    def moment(self, at: dt.datetime) -> str:
        """Day and minute, by this machine's clock."""
        here = at.astimezone()
        return self.text("moment", day=self.date(here.date()), time=format_time(here, "short", locale=self.locale))

    def name_of(self, code: str) -> str:
        """The name of the language `code`; the code where it has none."""
        return str(self.locale.languages.get(code, code))

    def month(self, day: dt.date) -> str:
        """Month and year in few letters."""
        return format_skeleton("yMMM", dt.datetime.combine(day, dt.time()), locale=self.locale)


@cache
def language(code: str) -> Language:
    """The language `code`, one of LOCALES. Raises KeyError for any other."""
    strings = json.loads((STRINGS / f"{code}.json").read_text("utf-8"))
    return Language(code, strings, Locale.parse(LOCALES[code]))


def preferred(accept_language: str) -> Language:
    """The best of our languages for an Accept-Language header; English where none fits.

    >>> preferred("pt-BR,de-AT;q=0.8,en;q=0.5").code
    'de'
    >>> preferred("").code
    'en'
    """
    ranked = sorted((_weighted(part) for part in accept_language[:500].split(",")), key=lambda item: -item[0])
    wanted = [tag.split("-")[0] for weight, tag in ranked if weight > 0 and tag]
    return language(negotiate_locale(wanted, list(LOCALES), sep="-") or "en")


def _weighted(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().partition(";")
    try:
        return float(weight.strip().removeprefix("q=") or 1), tag.strip().lower()
    except ValueError:
        return 0.0, tag.strip().lower()
