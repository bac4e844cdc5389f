"""Which day a quote means that answers "when?" with "on Thursday": a note behind the answer, in the program's words.

Said only where nothing speaks against it. Left alone: an article whose date is not sure, or that was changed, corrected
or printed elsewhere on another day; speech, which may be older than the article; diaries; more times than one.
"""

import datetime as dt
import re

from core.calendar import DAYS, MONTHS, in_words, seen_from
from core.dating import sureness
from core.errors import ArticleNotFoundError
from core.notices import notices
from core.types import Article, Passage
from qa.quoting.quotes import Quote
from qa.signals.periods import MONTH
from qa.telling.day_forms import plain_day
from vectorstore.interface import Library

_ASKS_WHEN = re.compile(
    r"^\W*(?:(?:and|but|so|since|until|till|from|by|according to [^,]+,) )*when\b"
    r"|, when (?:did|was|were|is|will|does)\b|\b(?:know|tell me) when\b|\bwhen\W*$|\bhow (?:long ago|recently)\b"
    r"|\b(?:what|which) (?:exact )?(?:day|date|weekday|month|year)\b",
    re.IGNORECASE,
)
_OPENS_SPEECH, _CLOSES_SPEECH = re.compile(r"[“«„‘]|(?<!\w)'(?=\w)"), re.compile(r"[”»]")
# A name before a turn: "Ada Brandt: We met yesterday."
_SPEAKER = re.compile(r"[^\n.!?]{1,40}: ")
# "Tuesday, 5 May", over a day's entry.
_ENTRY = re.compile(
    rf"^(?!published\b|date\b)(?=[^\n]{{1,60}}$)[^\n]*\b(?:{'|'.join(DAYS)}|\d{{1,2}}(?:st|nd|rd|th)? {MONTH}|{MONTH}"
    r" \d{1,2}|\d{4}-\d\d-\d\d)\b[^\n]*[^\n.!?”\"]$",
    re.IGNORECASE | re.MULTILINE,
)
# A longer one is a text without paragraphs, which takes long to look through and may tell of anything.
_LONGEST_PARAGRAPH = 10_000
_AROUND = re.compile(r"^on | (?:morning|afternoon|evening|night)$", re.IGNORECASE)


def day_note(question: str, quote: Quote, library: Library) -> str:
    """What day the words of `quote` mean, where `question` asks for a time; empty where that is not certain.

    "“on Thursday” in an article of 22 May 2025: 22 May 2025."
    """
    article = quote.passage.article
    if article.published is None or not _ASKS_WHEN.search(question) or not _is_plain(quote.passage):
        return ""
    words = "" if quote.complete else _words(quote)
    meant = _meant(words, article.published) if words else ""
    if not meant or _is_revised(article, library):
        return ""
    return f"“{words}” in an article of {in_words(article.published)}: {meant}."


def _is_revised(article: Article, library: Library) -> bool:
    """Whether the words may be of another day than the article's first state."""
    try:
        return len(library.revisions(article.id)) > 1
    except ArticleNotFoundError:  # removed meanwhile
        return True


def _is_plain(passage: Passage) -> bool:
    """Whether the article is of one day, in English, and that day is known."""
    article = passage.article
    days = {article.published, article.modified or article.published, *(copy.published for copy in passage.copies)}
    sure = sureness(article.published_from) in {"fair", "high"}
    return sure and len(days) == 1 and passage.language.startswith("en") and not notices(article.text)


def _words(quote: Quote) -> str:
    """The words of `quote` for a day, the one time that is named from its paragraph's beginning on; or nothing."""
    article, begins = quote.passage.article, _paragraph(quote)
    if quote.end - begins > _LONGEST_PARAGRAPH:
        return ""
    # Lines may be broken anywhere; a blank takes as much room.
    text = article.text[begins : quote.end].replace("\n", " ")
    span = plain_day(text)
    if span is None or begins + span[0] < quote.start or _is_spoken(text[: span[0]]) or _is_entry(article, quote.start):
        return ""
    start, end = begins + span[0], begins + span[1]
    answers = not quote.answering or any(first < end and start < last for first, last in quote.answering)
    return text[slice(*span)] if answers else ""


def _paragraph(quote: Quote) -> int:
    blank = quote.passage.article.text.rfind("\n\n", 0, quote.start)
    return blank + 2 if blank >= 0 else 0


def _is_spoken(before: str) -> bool:
    """Whether what follows `before` in its paragraph is somebody's speech."""
    opened, closed = len(_OPENS_SPEECH.findall(before)), len(_CLOSES_SPEECH.findall(before))
    return opened > closed or before.count('"') % 2 == 1 or bool(_SPEAKER.match(before))


def _is_entry(article: Article, start: int) -> bool:
    """Whether a line in front is a day that what follows may belong to, as in a diary or live report."""
    return bool(_ENTRY.search(article.text[:start]))


def _meant(words: str, published: dt.date) -> str:
    """The day, month or year that `words` mean in an article of that day; empty where that is doubtful."""
    bare = _AROUND.sub("", words).lower()
    try:
        day, period = seen_from(published, bare)
    except OverflowError:
        return ""
    if day is None or _is_doubtful(bare, day, published):
        return ""
    if period == "month":
        return f"{MONTHS[day.month - 1]} {day.year}"
    return str(day.year) if period == "year" else f"{'about ' if period == 'week' else ''}{in_words(day)}"


def _is_doubtful(bare: str, day: dt.date, published: dt.date) -> bool:
    """Whether "last" or "next" leaves open which week is meant.

    Of yesterday few say "last Thursday", and "next Thursday" is another day to some until the week is over, which ends
    on a Saturday or on a Sunday.
    """
    if bare.startswith("last ") and bare[5:].title() in DAYS:
        return (published - day).days == 1
    weeks = ((one.toordinal() // 7, (one.toordinal() - 1) // 7) for one in (published, day))
    return bare.startswith("next ") and any(now == then for now, then in zip(*weeks, strict=True))
