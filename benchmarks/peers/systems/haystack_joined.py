"""Haystack: BM25 and embedding retrievers over 200-word documents, joined by reciprocal rank."""

from measured import Found, Piece, main, weights


def build(articles):
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    splitter = DocumentSplitter(split_by="word", split_length=200, split_overlap=0)
    whole = [Document(content=one["text"], meta={"article": one["doc_id"]}) for one in articles]
    documents = splitter.run(documents=whole)["documents"]
    embedder = SentenceTransformersDocumentEmbedder(model=weights(), progress_bar=False)
    query_embedder = SentenceTransformersTextEmbedder(model=weights(), progress_bar=False)
    for component in (splitter, embedder, query_embedder):
        if hasattr(component, "warm_up"):
            component.warm_up()
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(embedder.run(documents=documents)["documents"])
    words = InMemoryBM25Retriever(store, top_k=10)
    vectors = InMemoryEmbeddingRetriever(store, top_k=10)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=10)

    def search(question):
        embedding = query_embedder.run(text=question)["embedding"]
        lists = [words.run(query=question)["documents"], vectors.run(query_embedding=embedding)["documents"]]
        found = joiner.run(documents=lists)["documents"]
        return [Found(Piece(one.meta["article"], one.meta["split_idx_start"], one.content), one.score) for one in found]

    return search, len(documents)


main("haystack_joined", build)
