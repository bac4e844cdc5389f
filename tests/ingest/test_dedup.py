"""What a run has met before, and what of a revised article is not embedded again."""

import hashlib

import pytest

from core.errors import IngestError
from ingest.dedup import Met
from ingest.pipeline import Ingest
from tests.ingest.fakes import CountingEmbedder, ListedDocuments, RecordingLibrary, row

ONE, OTHER = hashlib.sha256(b"one").hexdigest(), hashlib.sha256(b"other").hexdigest()


def test_an_id_is_met_for_the_first_time_once():
    with Met() as met:
        assert met.is_first("a", ONE, "x.jsonl:1")
        assert met.is_first("b", ONE, "x.jsonl:2")
        assert not met.is_first("a", ONE, "y.jsonl:1")


def test_one_id_with_two_contents_names_both_places():
    with Met() as met:
        met.is_first("a", ONE, "x.jsonl:1")
        with pytest.raises(IngestError, match=r"id 'a' of another article, from x.jsonl:1; ids must differ"):
            met.is_first("a", OTHER, "y.jsonl:9")


def test_ids_and_names_that_are_no_unicode_are_met_like_others():
    with Met() as met:
        assert met.is_first("a\udcff", ONE, "\udcff.txt")
        assert not met.is_first("a\udcff", ONE, "\udcff.txt")


def test_a_revised_article_has_only_its_new_chunks_embedded():
    library, embedder = RecordingLibrary(), CountingEmbedder()
    before = row("a", "Rain fell all day.\n\nIt froze.")
    after = row("a", "Rain fell all day.\n\nThe road was closed.")
    Ingest(library, CountingEmbedder(), max_chars=20).run(ListedDocuments([before]))

    report = Ingest(library, embedder, max_chars=20).run(ListedDocuments([after]))

    assert report.updated == ("a",)
    assert embedder.encoded == report.embedded == 1
    # "Rain fell all day." has 18 characters, "The road was closed." has 20.
    assert library.stored["a"].vectors[:, 0].tolist() == [18, 20]


def test_a_corrected_date_costs_no_embedding():
    library, embedder = RecordingLibrary(), CountingEmbedder()
    Ingest(library, CountingEmbedder()).run(ListedDocuments([row("a", date="2026-03-05")]))

    report = Ingest(library, embedder).run(ListedDocuments([row("a", date="2026-03-06")]))

    assert (report.updated, embedder.encoded) == (("a",), 0)
