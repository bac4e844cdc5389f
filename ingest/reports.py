"""Reports of several runs as one."""

from collections.abc import Sequence
from dataclasses import fields

from core.types import IngestReport


def together(reports: Sequence[IngestReport]) -> IngestReport:
    """One report of `reports`: ids and failures one after another, counts and seconds summed.

    >>> together([IngestReport(added=("a",), chunks=2), IngestReport(added=("b",), chunks=3)]).added
    ('a', 'b')
    """
    first, *others = reports
    for other in others:
        first = IngestReport(**{one.name: getattr(first, one.name) + getattr(other, one.name) for one in fields(first)})
    return first
