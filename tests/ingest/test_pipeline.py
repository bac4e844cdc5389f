"""Documents into the library: what is embedded, what is stored, what is reported."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DiskFullError, ModelError
from core.types import Failure, IngestReport
from ingest.columns import NAME_TEXT
from ingest.documents import HTML, PDF, RawDocument, RawRow, Unchanged
from ingest.pipeline import Ingest, Progress
from tests.ingest.fakes import CountingEmbedder, ListedDocuments, RecordingLibrary, row
from tests.ingest.parse import made


def _run(
    library: RecordingLibrary, *documents: RawDocument | Unchanged | Failure, embedder: CountingEmbedder | None = None
) -> IngestReport:
    return Ingest(library, embedder or CountingEmbedder()).run(ListedDocuments(documents))


def test_a_new_article_is_stored_with_its_chunks_and_their_vectors() -> None:
    library = RecordingLibrary()

    report = Ingest(library, CountingEmbedder(), max_chars=12).run(ListedDocuments([row("a")]))

    assert (report.added, report.chunks, report.embedded) == (("a",), 2, 2)
    entry = library.stored["a"]
    # "Rain fell." has 10 characters, "The road flooded." 17.
    assert [(chunk.start, chunk.end) for chunk in entry.chunks] == [(0, 10), (11, 28)]
    assert entry.vectors[:, 0].tolist() == [10, 17]


def test_an_unchanged_article_costs_no_embedding() -> None:
    library, embedder = RecordingLibrary(), CountingEmbedder()
    _run(library, row("a"), row("b"))

    report = _run(library, row("a"), row("b"), embedder=embedder)

    assert (report.unchanged, report.added, report.updated) == (("a", "b"), (), ())
    assert embedder.encoded == report.embedded == 0


@pytest.mark.parametrize("changed", [{"text": "Snow fell."}, {"title": "Snow"}, {"date": "2026-03-06"}])
def test_a_changed_article_replaces_its_revision(changed: dict[str, str]) -> None:
    library = RecordingLibrary()
    _run(library, row("a"))

    report = _run(library, row("a", **changed))

    assert (report.updated, report.added) == (("a",), ())
    assert library.article("a") == library.stored["a"].article


def test_a_report_can_be_written_down_whatever_a_source_is_called() -> None:
    report = _run(RecordingLibrary(), Failure("caf\udce9.txt", "names \ud800"))

    assert report.failed == (Failure("caf\\udce9.txt", "names \\ud800"),)


def test_a_bad_document_is_named_and_the_rest_stored() -> None:
    library = RecordingLibrary()
    unreadable = Failure("x.txt", "is empty")

    report = _run(library, row("a"), unreadable, RawRow("dump.jsonl:2", "dump", {"doc_id": "b"}), row("c"))

    assert report.added == ("a", "c")
    reason = f"has no text (looked for text, body, content); {NAME_TEXT}"
    assert report.failed == (unreadable, Failure("dump.jsonl:2", reason))


def test_a_second_article_of_one_id_is_named_with_the_first() -> None:
    library = RecordingLibrary()

    report = _run(library, row("a"), RawRow("other.jsonl:7", "other", {"doc_id": "a", "text": "Snow fell."}))

    assert report.added == ("a",)
    (failure,) = report.failed
    assert failure.source == "other.jsonl:7"
    assert "'a' of another article, from dump.jsonl:a" in failure.reason
    assert library.article("a").text == "Rain fell. The road flooded."


def test_the_same_article_twice_is_stored_once_and_no_failure() -> None:
    embedder = CountingEmbedder()
    report = _run(RecordingLibrary(), row("a"), RawRow("x", "dump", row("a").values), embedder=embedder)

    assert (report.added, report.failed, embedder.encoded) == (("a",), (), 1)


def test_the_library_is_asked_about_many_articles_at_once() -> None:
    library = RecordingLibrary()
    _run(library, *(row(str(number)) for number in range(600)))

    assert library.asked == [256, 256, 88]


def test_chunks_of_several_articles_are_embedded_together() -> None:
    embedder = CountingEmbedder()

    Ingest(RecordingLibrary(), embedder, batch_chunks=4).run(ListedDocuments([row(str(n)) for n in range(10)]))

    assert embedder.batches == [4, 4, 2]


def test_a_long_article_is_embedded_in_pieces_and_stored_whole() -> None:
    library, embedder = RecordingLibrary(), CountingEmbedder()

    long = row("a", "Rain fell. " * 10)
    Ingest(library, embedder, max_chars=12, batch_chunks=3).run(ListedDocuments([long]))

    assert embedder.batches == [6, 4]
    assert len(library.stored["a"].chunks) == 10


def test_nothing_to_take_in_is_an_empty_report() -> None:
    report = _run(RecordingLibrary())

    assert (report.added, report.failed, report.embedded) == ((), (), 0)


def test_an_error_of_the_library_ends_the_run() -> None:
    with pytest.raises(DiskFullError):
        _run(RecordingLibrary(failing=DiskFullError("full")), *(row(str(n)) for n in range(2000)))


def test_an_error_of_the_embedder_ends_the_run_after_what_was_under_way_is_stored() -> None:
    library = RecordingLibrary()
    left = [None]

    def fail_second_time() -> None:
        if not left:
            raise ModelError("gone")
        left.pop()

    ingest = Ingest(library, CountingEmbedder(before=fail_second_time), batch_chunks=2)
    with pytest.raises(ModelError):
        ingest.run(ListedDocuments([row(str(n)) for n in range(6)]))
    assert set(library.stored) == {"0", "1"}


def test_a_stop_finishes_the_batch_in_hand() -> None:
    library, stop = RecordingLibrary(), threading.Event()
    embedder = CountingEmbedder(before=stop.set)

    ingest = Ingest(library, embedder, stop=stop.is_set, batch_chunks=2)
    report = ingest.run(ListedDocuments([row(str(n)) for n in range(6)]))

    assert report.added == ("0", "1")
    assert set(library.stored) == {"0", "1"}


def test_a_stop_inside_a_long_article_leaves_it_out() -> None:
    library, stop = RecordingLibrary(), threading.Event()
    ingest = Ingest(library, CountingEmbedder(before=stop.set), stop=stop.is_set, max_chars=12, batch_chunks=3)

    report = ingest.run(ListedDocuments([row("a", "Rain fell. " * 10)]))

    assert (report.added, library.stored) == ((), {})


def test_a_stopped_run_is_continued_by_another() -> None:
    library, stop = RecordingLibrary(), threading.Event()
    documents = [row(str(n)) for n in range(6)]
    Ingest(library, CountingEmbedder(before=stop.set), stop=stop.is_set, batch_chunks=2).run(ListedDocuments(documents))

    report = _run(library, *documents)

    assert (report.unchanged, report.added) == (("0", "1"), ("2", "3", "4", "5"))


def test_what_its_source_knows_to_be_unchanged_is_neither_parsed_nor_asked_for() -> None:
    library = RecordingLibrary()
    report = _run(library, Unchanged("https://echo.example/a", "a"))

    assert (report.unchanged, library.asked) == (("a",), [])


def test_what_the_library_holds_for_certain_is_told_with_its_origin() -> None:
    library, told = RecordingLibrary(), list[tuple[str, str]]()
    _run(library, row("a"))
    documents: list[RawDocument | Unchanged | Failure] = [row("a"), row("b"), Failure("x", "is empty")]
    documents.append(Unchanged("https://echo.example/c", "c"))

    Ingest(library, CountingEmbedder(), done=told.extend).run(ListedDocuments(documents))

    assert sorted(told) == [("dump.jsonl:a", "a"), ("dump.jsonl:b", "b"), ("https://echo.example/c", "c")]


def test_nothing_is_told_of_what_could_not_be_stored() -> None:
    told = list[tuple[str, str]]()
    with pytest.raises(DiskFullError):
        Ingest(RecordingLibrary(failing=DiskFullError("full")), CountingEmbedder(), done=told.extend).run(
            ListedDocuments([row("a")])
        )
    assert told == []


def test_pages_are_parsed_in_processes_and_stored_with_what_they_state() -> None:
    library = RecordingLibrary()
    page = made.raw(HTML, made.html(head='<meta name="pubdate" content="2026-03-06">'))

    report = _run(library, page, made.raw(PDF, b"%PDF-1.7", name="broken"))

    assert report.added == ("a-1",)
    assert library.article("a-1").published_from == "meta"
    assert [failure.source for failure in report.failed] == ["broken.bin"]


def test_the_documents_that_took_longest_to_parse_are_known() -> None:
    pages = [made.raw(HTML, made.html(title=f"No. {number}"), name=f"page-{number}") for number in range(2)]
    ingest = Ingest(RecordingLibrary(), CountingEmbedder())
    ingest.run(ListedDocuments([*pages, row("a")]))

    # The first one waits until the parser's libraries are loaded; the row is parsed by no process.
    assert [origin for origin, _ in ingest.slowest] == ["page-0.bin", "page-1.bin"]
    assert all(seconds > 0 for _, seconds in ingest.slowest)


def test_progress_counts_articles_and_chunks_and_ends_at_the_total() -> None:
    told: list[Progress] = []
    documents: list[RawDocument | Unchanged | Failure] = [row("a"), Failure("x", "is empty"), row("b"), row("b")]

    Ingest(RecordingLibrary(), CountingEmbedder(), progress=told.append).run(ListedDocuments(documents))

    assert told[-1] == Progress(articles=4, chunks=2, done_bytes=4, total_bytes=4)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["Rain fell.", "Snow fell.", ""])), max_size=30))
def test_every_document_is_in_the_report_once_or_repeats_another(listed: list[tuple[str, str]]) -> None:
    library = RecordingLibrary()

    report = Ingest(library, CountingEmbedder(), batch_chunks=2).run(
        ListedDocuments([row(doc_id, text) for doc_id, text in listed])
    )

    first = dict(reversed([(doc_id, text) for doc_id, text in listed if text]))
    assert set(report.added) == set(first) == set(library.stored)
    assert len(report.failed) == sum(not text or text != first[doc_id] for doc_id, text in listed)
