"""Rows of JSONL and CSV dumps, one at a time, so that a dump may be larger than memory."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Protocol, cast

from core.errors import IngestError
from core.types import Failure
from ingest.columns import Columns
from ingest.documents import RawRow
from ingest.encoding import encoding_of
from ingest.formats import HEAD_BYTES
from ingest.streams import rejoined

_DELIMITERS = ",;\t|"
_MAX_VALUES = 1_000_000  # of one row: each takes many times the memory of its characters


class _Reader(Protocol):
    """What `csv.reader` gives; its own type has no public name."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


def jsonl_rows(
    stream: IO[bytes], origin: str, name: str, *, max_bytes: int, columns: Columns
) -> Iterator[RawRow | Failure]:
    """A row for each line with a JSON object; a Failure for each other line that is not blank."""
    for number, line in _lines(stream, max_bytes):
        place = f"{origin}:{number}"
        if line is None:
            yield Failure(place, f"row is longer than {max_bytes} bytes; raise DATELINE_MAX_FILE_MB")
        elif line.strip():
            try:
                yield RawRow(place, name, columns.mapped(_json_object(line)))
            except IngestError as error:
                yield Failure(place, str(error))


def _lines(stream: IO[bytes], max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for one of over `max_bytes`, which is never held whole."""
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        if len(line) <= max_bytes:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(HEAD_BYTES)
        yield number, None


def _json_object(line: bytes) -> Mapping[str, object]:
    if line.count(b",") >= _MAX_VALUES:
        raise IngestError(f"has {_MAX_VALUES:,} values or more")
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise IngestError(f"is not UTF-8 at byte {error.start} of the line") from error
    except (ValueError, RecursionError) as error:
        raise IngestError(f"is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise IngestError("is not a JSON object with the article's fields")
    return values


def csv_rows(
    stream: IO[bytes], origin: str, name: str, *, max_bytes: int, columns: Columns
) -> Iterator[RawRow | Failure]:
    """A row for each record under the header line; a Failure for each broken record.

    Raises IngestError where the header names no text column or the rest cannot be read.
    """
    head = stream.read(HEAD_BYTES)
    stream = rejoined(head, stream)
    encoding = "utf-8-sig" if (found := encoding_of(head, origin)) == "utf-8" else found
    # csv's own limit is 131,072 characters, which a long article exceeds; it is one for the whole process.
    csv.field_size_limit(max(csv.field_size_limit(), min(max_bytes, 2**31 - 1)))
    text = io.TextIOWrapper(cast("io.BufferedReader", stream), encoding, newline="")
    delimiter = _delimiter(head.decode(encoding, "replace").partition("\n")[0], columns)
    lines = _Lines(text, delimiter, max_chars=max_bytes)
    # strict: without it a quote that is never closed would silently make the rest of the file one article.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        yield from _records(reader, lines, origin, name, columns)
    except UnicodeDecodeError as error:
        raise IngestError(f"is not valid {error.encoding} after line {reader.line_num}; convert it to UTF-8") from error
    finally:
        text.detach()  # the stream belongs to the caller


class _Lines:
    """The lines of a table. A record may take many of them, in quotes; together they are bounded.

    Raises IngestError where they are too long or hold too many delimiters, after which no record's beginning is known.
    """

    def __init__(self, text: io.TextIOWrapper, delimiter: str, *, max_chars: int) -> None:
        self._text = text
        self._delimiter = delimiter
        self._max_chars = max_chars
        self._number = 0
        self.begin_record()

    def begin_record(self) -> None:
        self._begun = self._number + 1
        self._chars = self._delimiters = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._max_chars + 1)
        self._number += 1
        self._chars += len(line)
        self._delimiters += line.count(self._delimiter)
        if self._chars > self._max_chars:
            raise self._error(
                f"is longer than {self._max_chars} characters; close its quotes or raise DATELINE_MAX_FILE_MB"
            )
        if self._delimiters >= _MAX_VALUES:
            raise self._error(f"has {_MAX_VALUES:,} values or more; close its quotes")
        if not line:
            raise StopIteration
        return line

    def _error(self, what: str) -> IngestError:
        return IngestError(f"cannot be read further: the row that begins in line {self._begun} {what}")


def _delimiter(header: str, columns: Columns) -> str:
    """The delimiter under which the header names a text column; a comma where none does."""
    return next((mark for mark in _DELIMITERS if columns.names_text(_unquoted(header.split(mark)))), ",")


def _unquoted(columns: Sequence[str]) -> list[str]:
    return [column.strip().strip('"').strip() for column in columns]


def _records(reader: _Reader, lines: _Lines, origin: str, name: str, columns: Columns) -> Iterator[RawRow | Failure]:
    header = _header(reader)
    columns.wanted(header)
    while True:
        lines.begin_record()
        place = f"{origin}:{reader.line_num + 1}"
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Failure(place, f"is not a CSV row: {error}")
            continue
        if len(record) > len(header):
            yield Failure(place, f"has {len(record)} values for {len(header)} columns")
        elif record:
            yield RawRow(place, name, columns.mapped(dict(zip(header, record, strict=False))))


def _header(reader: _Reader) -> list[str]:
    try:
        return [column.strip() for column in next(reader, [])]
    except csv.Error as error:
        raise IngestError(f"has no header line that can be read: {error}") from error
