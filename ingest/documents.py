"""What a source yields before anything is understood: a file's bytes, or one row of a dump."""

from collections.abc import Mapping
from dataclasses import dataclass

TEXT = "text/plain"
MARKDOWN = "text/markdown"
JSONL = "application/jsonl"
CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that is one article. `origin` names it in failures; `name` is its file name without extensions."""

    origin: str
    article_id: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a dump that is one article. `origin` is `file:line`; `name` the dump's name without extensions."""

    origin: str
    name: str
    values: Mapping[str, object]


RawDocument = RawFile | RawRow
