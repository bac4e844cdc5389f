"""Which parser reads which media type. A new one: `ingest/parse/<name>.py`, a line here and one in `formats.py`."""

from collections.abc import Callable, Mapping

from core.types import Article
from ingest.documents import MARKDOWN, TEXT, RawDocument, RawFile
from ingest.parse.markdown import parse_markdown
from ingest.parse.rows import parse_row
from ingest.parse.text import parse_text

PARSERS: Mapping[str, Callable[[RawFile], Article]] = {TEXT: parse_text, MARKDOWN: parse_markdown}


def parse(raw: RawDocument) -> Article:
    """The article in `raw`. Raises IngestError with the reason where there is none."""
    return PARSERS[raw.media_type](raw) if isinstance(raw, RawFile) else parse_row(raw)
