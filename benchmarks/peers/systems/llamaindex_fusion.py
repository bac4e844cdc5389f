"""LlamaIndex' fusion retriever: vectors and BM25 joined by reciprocal rank, its default nodes of 1,024 tokens.

No question is rewritten (`num_queries=1`): that would take a language model.
"""

from measured import Found, Piece, main, weights


def build(articles):
    from llama_index.core import Document, Settings, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.retrievers.bm25 import BM25Retriever

    Settings.llm = MockLLM()
    Settings.embed_model = HuggingFaceEmbedding(model_name=weights())
    documents = [Document(text=one["text"], id_=one["doc_id"]) for one in articles]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    texts = {one["doc_id"]: one["text"] for one in articles}
    vectors = VectorStoreIndex(nodes).as_retriever(similarity_top_k=10)
    words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=min(10, len(nodes)))
    fusion = QueryFusionRetriever(
        [vectors, words], similarity_top_k=10, num_queries=1, mode="reciprocal_rerank", use_async=False
    )

    def search(question):
        return [Found(_piece(one.node, texts), one.score or 0.0) for one in fusion.retrieve(question)]

    return search, len(nodes)


def _piece(node, texts):
    article_id, start, end = node.ref_doc_id, node.start_char_idx, node.end_char_idx
    if start is None:  # the splitter joins sentences anew; where it lost its place, what it kept is looked for
        start = texts[article_id].find(node.text)
        end = start + len(node.text)
    return Piece(article_id, start, texts[article_id][start:end])


main("llamaindex_fusion", build)
