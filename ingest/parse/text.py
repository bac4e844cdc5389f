"""Plain text -> Article.

The form: `date YYYY-MM-DD` may stand before the first words; blank lines part paragraphs; short lines without a full
stop between paragraphs are section headings (`core/headings.py`). Lines such as `Title: ...` or `Source: ...`, one
or more of them up to the first blank line, may come before all that. The article's text is what follows these, as it
stands in the file, with line ends as `\\n` and no white space around it.
"""

import datetime as dt
import re

from core.types import Article
from ingest.documents import RawFile
from ingest.encoding import decode
from ingest.metadata import file_article

_HEADER_LINE = re.compile(
    r"(title|headline|source|outlet|authors?|byline|date|published|updated|modified|url|link|section|language)"
    r"[ \t]*:(.*)",
    re.IGNORECASE,
)
_MAX_HEADER_CHARS = 65536
_DATE_STAMP = re.compile(r"date[ \t]+(\d{4}-\d{2}-\d{2})(?:\s+|\Z)")


def parse_text(raw: RawFile) -> Article:
    """The article in a plain-text file. Raises IngestError where there is none."""
    header, text = split_header(read_text(raw))
    stamped, text = _split_date_stamp(text)
    values: dict[str, object] = {**header}
    if stamped:
        values.setdefault("date", stamped)
    return file_article(raw, text, values, date_from="header")


def read_text(raw: RawFile) -> str:
    """The file's text with line ends as `\\n` and without white space around it. Raises IngestError."""
    return decode(raw.content, raw.origin).replace("\r\n", "\n").replace("\r", "\n").strip()


def split_header(text: str) -> tuple[dict[str, str], str]:
    """Header lines as a mapping, and the text after them; all of the text where the first paragraph is no header.

    >>> split_header("Title: Bridge opens\\nSource: The Averton Echo\\n\\nCars are back.")
    ({'title': 'Bridge opens', 'source': 'The Averton Echo'}, 'Cars are back.')
    """
    head, _, rest = text.partition("\n\n")
    if len(head) > _MAX_HEADER_CHARS:
        return {}, text
    lines = [_HEADER_LINE.fullmatch(line.strip()) for line in head.split("\n")]
    if not rest.strip() or not all(lines):
        return {}, text
    return {line[1].lower(): line[2].strip() for line in lines if line}, rest.strip()


def _split_date_stamp(text: str) -> tuple[str | None, str]:
    """The day before the first words, and the text after it; what is no day of the calendar stays text."""
    stamp = _DATE_STAMP.match(text)
    if stamp is None:
        return None, text
    try:
        dt.date.fromisoformat(stamp[1])
    except ValueError:
        return None, text
    return stamp[1], text[stamp.end() :]
