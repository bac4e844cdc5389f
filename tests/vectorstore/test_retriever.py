"""The LangChain retriever: LangChain's own suite, and what its documents carry."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_tests.integration_tests import RetrieversIntegrationTests

from core.types import Filters
from tests.vectorstore.samples import DIMENSION, MODEL, many
from vectorstore.interface import Library
from vectorstore.opening import open_library
from vectorstore.retriever import HybridRetriever

EMBEDDINGS = DeterministicFakeEmbedding(size=DIMENSION)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = open_library(tmp_path_factory.mktemp("library"), MODEL)
    library.add(many(12))
    yield library
    library.close()


class TestHybridRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _library(self, filled: Library) -> None:
        self.library = filled

    @property
    def retriever_constructor(self) -> type[HybridRetriever]:
        return HybridRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"library": self.library, "embeddings": EMBEDDINGS}

    @property
    def retriever_query_example(self) -> str:
        return "unique3 harbour"

    @property
    def num_results_arg_name(self) -> str:
        return "limit"


def test_a_document_says_where_its_text_stands(filled: Library) -> None:
    document = HybridRetriever(library=filled, embeddings=EMBEDDINGS, limit=1).invoke("unique3 in Story 3")[0]
    held = document.metadata
    assert held["article_id"] == "a3"
    assert document.page_content == filled.article("a3").text[held["start"] : held["end"]]
    assert (held["title"], held["source"], held["published"], held["url"]) == ("Story 3", "Paper 3", "2031-01-04", None)
    assert 0 < held["score"] <= 1.3


def test_filters_of_a_retriever_hold(filled: Library) -> None:
    retriever = HybridRetriever(
        library=filled, embeddings=EMBEDDINGS, filters=Filters(since=dt.date(2031, 1, 10), sources=("Paper 1",))
    )
    assert {document.metadata["article_id"] for document in retriever.invoke("unique3")} == {"a9"}


def test_who_traces_is_told_before_the_library_is_searched(
    filled: Library, traces: str, caplog: pytest.LogCaptureFixture
) -> None:
    HybridRetriever(library=filled, embeddings=EMBEDDINGS)
    assert f"are also sent to {traces}" in caplog.text
