"""Pages of a PDF in what is cited from it."""

from dataclasses import replace

from core.types import Answer, Passage
from ingest.chunk import chunk
from ingest.documents import PDF
from ingest.parse.pdf import parse_pdf
from qa.markers import resolve_markers
from qa.rows import answer_row
from tests.fakes import passage
from tests.ingest.parse import made
from vectorstore.retriever import as_document

FIRST = "The harbour council put off its vote on the tide barrier until the autumn."
SECOND = "The works have cost fourteen million crowns so far, twice what was set aside."
REPLY = "The works have cost fourteen million crowns [1]."


def _answer(found: Passage) -> Answer:
    resolved = resolve_markers(REPLY, [found])
    return Answer("What did it cost?", resolved.text, resolved.citations)


def _passage_of_a_pdf() -> Passage:
    article = parse_pdf(made.raw(PDF, made.pdf([made.column(FIRST), made.column(SECOND)])))
    return Passage(chunk(article)[0], article, 1.0, 1)


def _of_a_pdf() -> Answer:
    return _answer(_passage_of_a_pdf())


def test_a_quote_of_a_pdf_names_the_page_that_it_begins_on() -> None:
    (citation,) = _of_a_pdf().citations
    assert (citation.quote, citation.page) == (SECOND, 2)


def test_the_command_line_prints_the_page() -> None:
    assert "a-1, page 2, characters" in str(_of_a_pdf())


def test_json_tells_the_page_of_a_citation_that_has_one() -> None:
    (paged,) = answer_row(_of_a_pdf())["citations"]
    (plain,) = answer_row(_answer(passage(SECOND)))["citations"]
    assert paged["page"] == 2
    assert "page" not in plain


def test_a_document_of_the_retriever_names_the_page_that_its_passage_begins_on() -> None:
    found = _passage_of_a_pdf()
    of_second = replace(found, chunk=replace(found.chunk, start=found.article.text.index(SECOND)))
    assert [as_document(one).metadata["page"] for one in (found, of_second)] == [1, 2]
    assert "page" not in as_document(passage(SECOND)).metadata
