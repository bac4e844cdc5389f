"""Long lists of values in statements."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, bindparam

# SQLite takes 32,766 values in one statement; smaller groups parse faster.
_GROUP = 1_000

_Item = TypeVar("_Item")


def groups(values: Sequence[_Item], size: int = _GROUP) -> Iterator[Sequence[_Item]]:
    """`values` in pieces that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def key_in(column: Column[int]) -> ColumnElement[bool]:
    """`column` is one of the integers bound to `keys`; they are written out, which is quicker than 1,000 values."""
    return column.in_(bindparam("keys", expanding=True, literal_execute=True))
