"""The sources that a user has named for a library, so that `refresh` can read them once more."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.addresses import masked
from ingest.columns import Columns
from ingest.files import STANDARD_INPUT, in_home, is_address, is_pattern
from vectorstore.interface import Library

_NAME = "sources"


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A source as it was named (a path in full, or an address), and the columns that were given for it."""

    source: str
    columns: Mapping[str, str] = field(default_factory=dict)


def kept_sources(library: Library) -> tuple[KeptSource, ...]:
    """All that were kept, in the order in which they were named first."""
    found = library.remembered([_NAME])
    return tuple(KeptSource(source, columns) for source, columns in json.loads(found.get(_NAME, "{}")).items())


def as_kept(library: Library, sources: Sequence[str]) -> tuple[KeptSource, ...]:
    """`sources` as they were written, with the columns that are kept for them."""
    kept = {one.source: one.columns for one in kept_sources(library)}
    return tuple(KeptSource(source, kept.get(_place(source), {})) for source in sources)


def keep_sources(library: Library, sources: Sequence[str | Path], columns: Columns) -> None:
    """Keep those of `sources` that can be read again: not standard input, and not what isn't there."""
    named = {full for source in sources if (full := _in_full(source))}
    kept = {one.source: dict(one.columns) for one in kept_sources(library)}
    _write(library, {**kept, **{source: dict(columns.given) for source in sorted(named)}})


def by_columns(sources: Sequence[KeptSource]) -> tuple[tuple[Columns, tuple[str, ...]], ...]:
    """The sources that one ingest can take, with the columns that were given for them."""
    found: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for one in sources:
        found.setdefault(tuple(sorted(one.columns.items())), []).append(one.source)
    return tuple((Columns(dict(columns)), tuple(group)) for columns, group in found.items())


def forget_sources(library: Library, sources: Sequence[str]) -> tuple[str, ...]:
    """Those of `sources`, as they were written, that were kept and now are no more; their articles stay.

    One that holds a key may be written as it is shown, without it.
    """
    kept = {one.source: dict(one.columns) for one in kept_sources(library)}
    known = kept.keys() | set(map(masked, kept))
    forgotten = tuple(source for source in sources if _place(source) in known)
    if forgotten:
        gone = set(map(_place, forgotten))
        _write(library, {one: columns for one, columns in kept.items() if gone.isdisjoint((one, masked(one)))})
    return forgotten


def _write(library: Library, kept: Mapping[str, Mapping[str, str]]) -> None:
    library.remember({_NAME: json.dumps(kept)})


def _in_full(source: str | Path) -> str | None:
    if source == STANDARD_INPUT:
        return None
    place = _place(source)
    return place if is_address(source) or is_pattern(source) or os.path.lexists(place) else None


def _place(source: str | Path) -> str:
    # An empty name, as of a variable that is not set, is not the current folder.
    return str(source) if is_address(source) or source == "" else str(in_home(source).absolute())
