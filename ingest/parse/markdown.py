"""Markdown -> Article. Front matter (YAML between `---` lines) is metadata; the rest is the text as it stands."""

import re

import yaml

from core.errors import IngestError
from core.types import Article
from ingest.documents import RawFile
from ingest.metadata import file_article
from ingest.parse.text import read_text

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_FRONT_MATTER_CHARS = 65536


def parse_markdown(raw: RawFile) -> Article:
    """The article in a Markdown file. Raises IngestError where there is none or the front matter is broken."""
    text = read_text(raw)
    values: dict[object, object] = {}
    if front := _FRONT_MATTER.match(text):
        values = _read_front_matter(front[1])
        text = text[front.end() :].strip()
    return file_article(raw, text, {str(name): value for name, value in values.items()}, date_from="front-matter")


def _read_front_matter(source: str) -> dict[object, object]:
    if len(source) > _MAX_FRONT_MATTER_CHARS:
        raise IngestError(f"front matter is longer than {_MAX_FRONT_MATTER_CHARS} characters")
    try:
        # BaseLoader builds strings, lists and mappings only: dates are read by our own rules, and nothing is run.
        values = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 -- BaseLoader makes no objects
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:  # the middle two: "\UFFFFFFFF"
        raise IngestError(f"front matter is not valid YAML: {' '.join(str(error).split())[:200]}") from error
    if values in (None, ""):
        return {}
    if not isinstance(values, dict):
        raise IngestError("front matter is not a list of `name: value` lines")
    return values
