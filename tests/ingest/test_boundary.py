"""What one document raises is that document's failure, and nothing else's."""

import io
from pathlib import Path
from typing import IO, cast

import pytest

from core.errors import DiskFullError, IngestError
from core.types import Failure
from ingest.boundary import failures_of
from ingest.documents import RawFile, RawRow
from ingest.pipeline import Ingest
from ingest.sources import SourceReader
from tests.ingest.fakes import CountingEmbedder, ListedDocuments, RecordingLibrary, row


class _Broken(io.RawIOBase):
    """A stream that raises what no reader of streams expects."""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise LookupError("no such thing")


class _BrokenValues(dict[str, object]):
    def get(self, key: object, default: object = None) -> object:
        raise KeyError("no such thing")


def test_an_error_that_nobody_had_thought_of_is_logged_and_named(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(IngestError, match="cannot be read: ZeroDivisionError: division by zero"), failures_of("x.txt"):
        _ = 1 / 0

    assert "reading failed: source=x.txt" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    ("raised", "reason"), [(RecursionError(), "nested too deeply"), (MemoryError(), "more memory to read")]
)
def test_what_hostile_documents_do_is_named_and_no_surprise(
    raised: Exception, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(IngestError, match=reason), failures_of("x.txt"):
        raise raised

    assert caplog.text == ""


def test_what_is_raised_on_purpose_passes() -> None:
    with pytest.raises(DiskFullError, match="full"), failures_of("x.txt"):
        raise DiskFullError("the disk is full")


def test_a_source_that_breaks_its_reader_is_named_and_the_next_one_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "x.txt").write_text("It rained.")
    reader = SourceReader(["-", tmp_path / "x.txt"], max_bytes=1000, standard_input=cast("IO[bytes]", _Broken()))

    failure, document = reader

    assert failure == Failure("standard input", "cannot be read: LookupError: no such thing")
    assert isinstance(document, RawFile)
    caplog.clear()


def test_a_row_that_breaks_its_parser_is_named_and_the_next_one_stored(caplog: pytest.LogCaptureFixture) -> None:
    library = RecordingLibrary()
    broken = RawRow("dump.jsonl:1", "dump", _BrokenValues(text="It rained."))

    report = Ingest(library, CountingEmbedder()).run(ListedDocuments([broken, row("b")]))

    assert report.failed == (Failure("dump.jsonl:1", "cannot be read: KeyError: 'no such thing'"),)
    assert report.added == ("b",)
    caplog.clear()
