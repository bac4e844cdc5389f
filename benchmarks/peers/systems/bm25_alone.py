"""BM25 by bm25s over 1,000/200 character chunks: English stop words and stemming, its defaults otherwise."""

from measured import Found, main, tutorial_pieces


def build(articles):
    import bm25s
    import Stemmer

    pieces = tutorial_pieces(articles)
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25()
    index.index(
        bm25s.tokenize([one.text for one in pieces], stopwords="en", stemmer=stemmer, show_progress=False),
        show_progress=False,
    )

    def search(question):
        tokens = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        places, scores = index.retrieve(tokens, k=min(10, len(pieces)), show_progress=False)
        return [Found(pieces[place], score) for place, score in zip(places[0], scores[0], strict=True)]

    return search, len(pieces)


main("bm25_alone", build)
