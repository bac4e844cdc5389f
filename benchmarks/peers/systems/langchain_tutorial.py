"""The retrieval of LangChain's RAG tutorial: 1,000/200 character chunks, MiniLM vectors in Chroma, nearest first."""

from measured import Found, Piece, main, tutorial_pieces, weights


def build(articles):
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings

    pieces = tutorial_pieces(articles)
    store = Chroma(collection_name="peer", embedding_function=HuggingFaceEmbeddings(model_name=weights()))
    documents = [Document(one.text, metadata={"article": one.article_id, "start": one.start}) for one in pieces]
    for first in range(0, len(documents), 5000):  # Chroma takes at most 5,461 at once
        store.add_documents(documents[first : first + 5000])

    def search(question):
        found = store.similarity_search_with_score(question, k=10)
        return [
            Found(Piece(one.metadata["article"], one.metadata["start"], one.page_content), -distance)
            for one, distance in found
        ]

    return search, len(pieces)


main("langchain_tutorial", build)
