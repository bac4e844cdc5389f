"""Articles that a program holds in memory, as rows like those of a dump."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from core.types import Article, Failure
from ingest.columns import Columns
from ingest.documents import RawRow
from ingest.exchange import row_of

InMemory = Mapping[str, object] | Article


def rows_of(held: Iterable[InMemory], columns: Columns) -> Iterator[RawRow | Failure]:
    """A row for each in turn, named by its place: `row 1`; a Failure for what is neither mapping nor article.

    `columns` are those of mappings; an article is taken as it is.
    """
    for number, one in enumerate(held, start=1):
        origin = f"row {number}"
        if isinstance(one, Article):
            yield RawRow(origin, "row", row_of(one))
        elif isinstance(one, Mapping):
            yield RawRow(origin, "row", columns.mapped({str(name): _plain(value) for name, value in one.items()}))
        else:
            yield Failure(
                origin, f"is of type {type(one).__name__}; supported: mappings, articles, paths and addresses"
            )


def _plain(value: Any) -> object:
    """`value` as a dump would have it: Python's own types, and None for what stands for nothing in a table."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    # NaN, NaT and pandas' NA are equal to nothing, not even to themselves.
    return value if (value == value) is True else None  # noqa: PLR0124
