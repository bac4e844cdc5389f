"""txtai's hybrid index (BM25 and vectors, its default weights) over 1,000/200 character chunks."""

from measured import Found, main, tutorial_pieces, weights


def build(articles):
    from txtai import Embeddings

    pieces = tutorial_pieces(articles)
    embeddings = Embeddings(path=weights(), hybrid=True)
    embeddings.index([(place, one.text) for place, one in enumerate(pieces)])

    def search(question):
        return [Found(pieces[int(place)], score) for place, score in embeddings.search(question, 10)]

    return search, len(pieces)


main("txtai_hybrid", build)
