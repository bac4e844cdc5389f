"""Parsing in processes: a document may hang or kill its process, and nothing else."""

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.errors import IngestError
from core.types import Article, Failure
from ingest import documents as media
from ingest import workers
from ingest.documents import RawDocument, RawFile, RawRow, Unchanged
from ingest.parse.registry import parse
from ingest.workers import Parsed, ParserLimits, Parsers, parsed
from tests.ingest.fakes import row
from tests.ingest.parse import made


class _Listed:
    def __init__(self, *documents: RawDocument | Unchanged | Failure) -> None:
        self._documents = documents
        self.read_bytes = 0

    def __iter__(self) -> Iterator[RawDocument | Unchanged | Failure]:
        for document in self._documents:
            self.read_bytes += 1
            yield document


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(ParserLimits(workers=1)) as opened:
        yield opened


def _titles(found: Sequence[Parsed]) -> list[str]:
    return [one.outcome.title if isinstance(one.outcome, Article) else type(one.outcome).__name__ for one in found]


def _hanging() -> RawFile:
    """Nested emphasis that takes trafilatura's tree functions minutes: 400,000 elements."""
    return made.raw(media.HTML, made.html([("p", "<b>It rained.</b> <i>Snow fell.</i>" * 200_000)]))


@pytest.mark.parametrize("kind", list(made.ONE_ARTICLE))
def test_a_process_gives_what_parsing_here_gives(parsers: Parsers, kind: str) -> None:
    raw = made.raw(kind, made.ONE_ARTICLE[kind](), url="https://echo.example/a" if kind == media.HTML else None)

    assert parsers.parse(raw) == parse(raw)


def test_a_reason_comes_back_from_the_process(parsers: Parsers) -> None:
    with pytest.raises(IngestError, match="broken PDF"):
        parsers.parse(made.raw(media.PDF, b"%PDF-1.7"))


def test_a_document_that_takes_too_long_is_named_and_the_next_one_read() -> None:
    with Parsers(ParserLimits(workers=1, timeout_s=2)) as parsers:
        with pytest.raises(IngestError, match="took longer than 2 s"):
            parsers.parse(_hanging())
        assert parsers.parse(made.raw(media.EML, made.mail())).title == made.TITLE


def test_a_document_that_takes_too_much_memory_is_named_and_the_next_one_read() -> None:
    with Parsers(ParserLimits(workers=1, memory_mb=350)) as parsers:
        with pytest.raises(IngestError, match="needs more than 350 MB"):
            parsers.parse(made.raw(media.EML, b"From: a\nSubject: x\n\n" + b"It rained.\n" * 6_000_000))
        assert parsers.parse(made.raw(media.EML, made.mail())).title == made.TITLE


def test_a_process_that_is_killed_takes_one_document_with_it() -> None:
    with Parsers(ParserLimits(workers=1)) as parsers:
        parsers.parse(made.raw(media.EML, made.mail()))
        (worker,) = parsers._workers
        assert worker._process is not None
        killed = threading.Timer(0.2, os.kill, (worker._process.pid, signal.SIGKILL))
        killed.start()
        with pytest.raises(IngestError, match="ended the process"):
            parsers.parse(_hanging())
        assert parsers.parse(made.raw(media.EML, made.mail())).title == made.TITLE


def test_a_process_that_ended_while_idle_is_no_documents_fault() -> None:
    with Parsers(ParserLimits(workers=1)) as parsers:
        parsers.parse(made.raw(media.EML, made.mail()))
        process = parsers._workers[0]._process
        assert process is not None
        process.kill()
        process.wait()

        assert parsers.parse(made.raw(media.EML, made.mail())).title == made.TITLE


def test_no_process_is_left_behind() -> None:
    with Parsers(ParserLimits(workers=1)) as parsers:
        parsers.parse(made.raw(media.EML, made.mail()))
        process = parsers._workers[0]._process

    assert process is not None
    assert process.returncode is not None


def test_rows_and_text_need_no_process(parsers: Parsers) -> None:
    with Parsers(ParserLimits(workers=1)) as unused:
        text = made.raw(media.TEXT, made.text())
        assert len(list(parsed(_Listed(row("a"), text), unused))) == 2
        assert unused._workers[0]._process is None


def test_outcomes_come_in_the_order_of_the_documents(parsers: Parsers) -> None:
    documents = (
        made.raw(media.HTML, made.html(title="First of all pages")),
        row("a", title="Second"),
        Failure("x", "is empty"),
        Unchanged("y", "a-2"),
        made.raw(media.EML, made.mail(Subject="Fifth")),
        RawRow("z", "dump", {}),
    )

    found = list(parsed(_Listed(*documents), parsers))

    assert _titles(found) == ["First of all pages", "Second", "Failure", "Unchanged", "Fifth", "Failure"]
    assert [one.read_bytes for one in found] == [1, 2, 3, 4, 5, 6]


def test_documents_are_parsed_while_the_caller_is_busy(parsers: Parsers) -> None:
    outcomes = parsed(_Listed(*[made.raw(media.EML, made.mail(Subject=f"No. {n}")) for n in range(3)]), parsers)

    assert _titles([next(outcomes)]) == ["No. 0"]
    assert _titles(list(outcomes)) == ["No. 1", "No. 2"]


def test_long_rows_behind_a_slow_document_are_not_read_ahead_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_AHEAD_BYTES", 10_000)
    rows = [row(str(number), text="It rained. " * 100) for number in range(50)]
    source = _Listed(made.raw(media.EML, made.mail()), *rows)
    with Parsers(ParserLimits(workers=1)) as own:  # whose process takes its time to start
        next(parsed(source, own))

    # 10,000 bytes are passed by the tenth row, of 1,100 each.
    assert source.read_bytes <= 11


def test_after_a_stop_nothing_more_comes_and_nothing_is_waited_for() -> None:
    stop = threading.Event()
    with Parsers(ParserLimits(workers=1)) as own:
        outcomes = parsed(_Listed(row("a"), _hanging(), row("b")), own, stop.is_set)
        assert next(outcomes).origin == "dump.jsonl:a"
        stop.set()
        assert list(outcomes) == []


def test_warnings_of_the_parsers_are_logged_here(parsers: Parsers, caplog: pytest.LogCaptureFixture) -> None:
    text = "Le café de l’été a été fermé à Zürich. « Nous sommes désolés », a déclaré le maire de la ville. "
    page = made.html([("p", text * 3)]).replace(b"<meta charset='utf-8'>", b"").decode().encode("cp1252")

    parsers.parse(made.raw(media.HTML, page))

    assert "encoding guessed: source=000_17ab.bin encoding=cp1252" in caplog.text


def test_a_process_knows_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with Parsers(ParserLimits(workers=1)) as parsers:
        parsers.parse(made.raw(media.EML, made.mail()))
        process = parsers._workers[0]._process
        assert process is not None
        if not Path("/proc").is_dir():
            pytest.skip("the environment of another process cannot be seen here")
        assert b"secret" not in Path(f"/proc/{process.pid}/environ").read_bytes()
