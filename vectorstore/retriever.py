"""The library as a LangChain retriever."""

import datetime as dt

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from core.types import Filters, Passage
from models.tracing import tell_of_tracing
from vectorstore.interface import Library


class HybridRetriever(BaseRetriever):
    """Passages of `library` for a question, best first, as documents; `page_content` is a slice of the article.

    Metadata: article_id, start, end, title, source, published (ISO date or None), url, heading, score,
    copies (ids of the other articles that carry the passage), and page (from 1) where the article has pages.
    `limit` may also stand in a call: `retriever.invoke(question, limit=3)`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: SkipValidation[Library]
    embeddings: Embeddings
    limit: int = Field(default=10, ge=1, description="Passages returned.")
    filters: Filters = Field(default_factory=Filters, description="Limits on what is searched.")

    def model_post_init(self, context: object, /) -> None:
        super().model_post_init(context)
        tell_of_tracing()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
        limit: int | None = None,
    ) -> list[Document]:
        vector = np.asarray(self.embeddings.embed_query(query), dtype=np.float32)
        found = self.library.search(query, vector, limit=self.limit if limit is None else limit, filters=self.filters)
        return [as_document(passage) for passage in found]


def as_document(passage: Passage) -> Document:
    """A passage as LangChain knows it."""
    article, chunk = passage.article, passage.chunk
    page = article.page_at(chunk.start)
    return Document(
        id=chunk.id,
        page_content=passage.text,
        metadata={
            "article_id": article.id,
            "start": chunk.start,
            "end": chunk.end,
            "title": article.title,
            "source": article.source,
            "published": _iso(article.published),
            "url": article.url,
            "heading": chunk.heading,
            "score": passage.score,
            "copies": [copy.article_id for copy in passage.copies],
            **({} if page is None else {"page": page}),
        },
    )


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
