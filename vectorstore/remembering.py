"""Small texts kept from one run to the next, such as what a feed called its latest state."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, delete, insert, select

from vectorstore.schema import remembered
from vectorstore.statements import groups


def remember(engine: Engine, values: Mapping[str, str | None]) -> None:
    """Keep `values` by name, all of them or none; None forgets what stood there."""
    kept = [{"name": name, "value": value} for name, value in values.items() if value is not None]
    with engine.begin() as connection:
        for group in groups(list(values)):
            connection.execute(delete(remembered).where(remembered.c.name.in_(group)))
        if kept:
            connection.execute(insert(remembered), kept)


def recall(engine: Engine, names: Sequence[str]) -> dict[str, str]:
    """What is kept for those of `names` that something is kept for."""
    found: dict[str, str] = {}
    with engine.connect() as connection:
        for group in groups(names):
            rows = connection.execute(select(remembered).where(remembered.c.name.in_(group)))
            found.update((row.name, row.value) for row in rows)
    return found
