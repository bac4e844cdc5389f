"""Rows of Parquet dumps, a few at a time, by pyarrow; only the columns that say something about an article are read."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import IO, Any

from core.errors import IngestError
from core.types import Failure
from ingest.columns import Columns
from ingest.documents import RawRow

_ROWS_AT_ONCE = 64
_BUFFER_BYTES = 1 << 20


def parquet_rows(
    file: IO[bytes], origin: str, name: str, *, max_bytes: int, columns: Columns
) -> Iterator[RawRow | Failure]:
    """A row for each of the table in `file`, which can seek; a Failure for each that is longer than `max_bytes`.

    Raises IngestError where it cannot be read or none of its columns is the text.
    """
    import pyarrow
    import pyarrow.parquet

    broken = (pyarrow.ArrowException, OSError, ValueError, MemoryError, OverflowError)
    try:
        # Without pre_buffer and with a buffer: a column of a row group is never held whole.
        table = pyarrow.parquet.ParquetFile(file, buffer_size=_BUFFER_BYTES, pre_buffer=False, memory_map=False)
        names = columns.wanted(table.schema_arrow.names)
        batches = table.iter_batches(_ROWS_AT_ONCE, columns=names, use_threads=False)
        number = 0
        while (batch := next(batches, None)) is not None:
            for values in batch.to_pylist():
                number += 1
                yield _row(values, f"{origin}:{number}", name, max_bytes, columns)
    except broken as error:
        raise IngestError(f"is a broken Parquet file: {' '.join(str(error).split())[:200]}") from error


def _row(values: Mapping[str, Any], place: str, name: str, max_bytes: int, columns: Columns) -> RawRow | Failure:
    if sum(len(value) for value in values.values() if isinstance(value, str | bytes)) > max_bytes:
        return Failure(place, f"row is longer than {max_bytes} bytes; raise DATELINE_MAX_FILE_MB")
    return RawRow(place, name, columns.mapped({key: _plain(value) for key, value in values.items()}))


def _plain(value: Any) -> object:
    """Dates as JSON would have them."""
    return value.isoformat() if isinstance(value, dt.date) else value
