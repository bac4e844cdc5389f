"""Rows of Parquet dumps, one at a time, by pyarrow; only the columns that say something about an article are read."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import IO, Any

from core.errors import IngestError
from core.types import Failure
from ingest.columns import Columns
from ingest.documents import RawRow
from ingest.streams import check_ratio

_ROWS_AT_ONCE = 1  # several may share one value of many megabytes, of which each then gets a copy
_MAX_LISTED = 20_000_000  # values of one column of lists in a row group; they may all be of one row
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
        _check_packing(table.metadata, names)
        batches = table.iter_batches(_ROWS_AT_ONCE, columns=names, use_threads=False)
        number = 0
        while (batch := next(batches, None)) is not None:
            number += 1
            yield _row(batch, f"{origin}:{number}", name, max_bytes, columns)
    except broken as error:
        raise IngestError(f"is a broken Parquet file: {' '.join(str(error).split())[:200]}") from error


def _check_packing(metadata: Any, names: Sequence[str]) -> None:
    """Raises IngestError where a column says that a page or row of it may unpack to far more than text can have been.

    A file that lies about it is not found out.
    """
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    for chunk in (group.column(number) for group in groups for number in range(group.num_columns)):
        name, _, nested = chunk.path_in_schema.partition(".")
        if name in names:
            check_ratio(chunk.total_uncompressed_size, packed_bytes=chunk.total_compressed_size)
            if nested and chunk.num_values > _MAX_LISTED:
                raise IngestError(
                    f"has a column {name} of lists with over {_MAX_LISTED:,} values; write smaller row groups"
                )


def _row(batch: Any, place: str, name: str, max_bytes: int, columns: Columns) -> RawRow | Failure:
    """The one row of `batch`, which becomes Python's only if it is not too long."""
    if sum(map(_held_bytes, batch.columns)) > max_bytes:
        return Failure(place, f"row is longer than {max_bytes} bytes; raise DATELINE_MAX_FILE_MB")
    (values,) = batch.to_pylist()
    return RawRow(place, name, columns.mapped({key: _plain(value) for key, value in values.items()}))


def _held_bytes(column: Any) -> int:
    # A categorical column brings all its categories along, whichever of them the row has.
    size: int = (column.dictionary_decode() if hasattr(column, "dictionary") else column).nbytes
    return size


def _plain(value: Any) -> object:
    """Dates as JSON would have them."""
    return value.isoformat() if isinstance(value, dt.date) else value
