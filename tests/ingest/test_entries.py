"""One article with its chunks and vectors."""

from ingest.entries import entry_of
from ingest.pipeline import Ingest
from tests.ingest.fakes import CountingEmbedder, ListedDocuments, RecordingLibrary, row


def test_an_entry_of_one_article_is_what_an_ingest_stores() -> None:
    library = RecordingLibrary()
    Ingest(library, CountingEmbedder()).run(ListedDocuments([row("a", "Rain fell. " * 200)]))

    stored = library.stored["a"]
    made = entry_of(stored.article, CountingEmbedder())

    assert (made.article, made.chunks) == (stored.article, stored.chunks)
    assert made.vectors.tolist() == stored.vectors.tolist()
