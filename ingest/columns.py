"""Which column of a dump is which field of an article: by the names in use, or as `--map` says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import IngestError, SettingsError
from ingest.metadata import ALIASES

NAME_TEXT = "name its column with --map text=COLUMN, in Python columns={'text': COLUMN}"


@dataclass(frozen=True, slots=True)
class Columns:
    """`given` maps fields (keys of ALIASES) to columns; `a.b` is the value of `b` in the object in column `a`."""

    given: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := [name for name in self.given if name not in ALIASES]:
            raise SettingsError(
                f"columns: {unknown[0]!r} is not a field of an article; the fields are {', '.join(ALIASES)}"
            )

    def mapped(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """`values` with those of the given columns under the names of their fields, and no others under these.

        >>> Columns({"text": "story.body"}).mapped({"text": "Teaser", "story": {"body": "It rained."}})["text"]
        'It rained.'
        """
        if not self.given:
            return values
        taken = {alias for name in self.given for alias in ALIASES[name]}
        kept = {name: value for name, value in values.items() if name.strip().lower() not in taken}
        return {**kept, **{ALIASES[name][0]: _value(values, column) for name, column in self.given.items()}}

    def names_text(self, header: Sequence[str]) -> bool:
        """Whether a column of that header is the text."""
        if column := self.given.get("text"):
            return column in header or column.partition(".")[0] in header
        return any(name.strip().strip('"').strip().lower() in ALIASES["text"] for name in header)

    def wanted(self, header: Sequence[str]) -> list[str]:
        """The columns of `header` that say something about an article. Raises IngestError if none is the text."""
        if not self.names_text(header):
            asked = self.given.get("text") or ", ".join(ALIASES["text"])
            raise IngestError(f"has no column for the text ({asked}): it has {', '.join(header)[:200]}; {NAME_TEXT}")
        known = {alias for aliases in ALIASES.values() for alias in aliases}
        given = {part for column in self.given.values() for part in (column, column.partition(".")[0])}
        return [name for name in header if name in given or name.strip().lower() in known]


def read_mapping(text: str) -> Columns:
    """The columns in `text`, as `--map` takes them. Raises SettingsError for a field that articles don't have.

    >>> read_mapping("text=body,date=published_at").given
    {'text': 'body', 'date': 'published_at'}
    """
    given: dict[str, str] = {}
    for pair in text.split(","):
        name, _, column = (part.strip() for part in pair.partition("="))
        if name not in ALIASES or not column:
            raise SettingsError(f"--map: {pair.strip()!r} is not FIELD=COLUMN; fields are {', '.join(ALIASES)}")
        given[name] = column
    return Columns(given)


def _value(values: Mapping[str, object], column: str) -> object:
    if column in values:
        return values[column]
    found: object = values
    for part in column.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
