"""Readings made by hand: what was found for a question, each in an article of its own."""

import datetime as dt

from core.types import Chunk, Evidence, Filters, Passage
from qa.meanings import Meaning
from qa.search.finding import Found, Reading
from tests.fakes import article


def told(question, *texts, titles=(), published=None, relevance=0.9):
    """A sure reading of `question`, whose evidence are `texts`, each a little less likely than the one before."""
    evidence = []
    for number, text in enumerate(texts):
        title = titles[number] if titles else f"Article {number}"
        one = article(text, id=f"article-{number}", title=title, published=published or dt.date(2026, 5, 4))
        passage = Passage(Chunk(f"{one.id}#0", one.id, 0, len(text)), one, score=1.0, rank=number + 1)
        evidence.append(Evidence(passage, 0, len(text), relevance, 0.9 - 0.01 * number, 5.0))
    found = Found(tuple(evidence), tuple(one.passage for one in evidence), 0.5)
    return Reading(Meaning(question, question, Filters()), found, 0.8)
