"""A row of a JSONL or CSV dump -> Article; its text is kept character for character."""

from core.errors import IngestError
from core.types import Article
from ingest.columns import NAME_TEXT
from ingest.documents import RawRow
from ingest.exchange import article_of, is_exported
from ingest.identity import row_id
from ingest.metadata import ALIASES, Metadata, build_article, read_metadata, web_address

_MAX_ID_CHARS = 512


def parse_row(raw: RawRow) -> Article:
    """The article in a row. Raises IngestError where it has no text or an id that cannot be used."""
    if is_exported(raw.values):
        return article_of(raw.values)
    metadata = read_metadata(raw.values)
    text = metadata.get("text")
    if not isinstance(text, str) or not text.strip():
        raise IngestError(f"has no text (looked for {', '.join(ALIASES['text'])}); {NAME_TEXT}")
    return build_article(_article_id(metadata, text, raw.name), text, metadata, name=raw.name, date_from="row")


def _article_id(metadata: Metadata, text: str, name: str) -> str:
    given = metadata.get("id")
    if given is None:
        return row_id(name, web_address(metadata.line("url")), metadata.line("title"), text)
    if isinstance(given, bool) or not isinstance(given, str | int) or not str(given).strip():
        raise IngestError("has an id that is neither text nor a whole number")
    article_id = str(given)
    if len(article_id) > _MAX_ID_CHARS or not article_id.isprintable():
        raise IngestError(f"has an id over {_MAX_ID_CHARS} characters or with control characters")
    return article_id
