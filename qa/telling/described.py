"""What the catalogue knows of its articles, in words: answers to questions about the articles themselves.

What an article says of itself is quoted, as everywhere; its date, authors and outlet are told as the catalogue has
them, with the article's first sentence as the quote that shows which article is meant.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.calendar import in_words
from core.dating import day_in_words
from core.notices import notices
from core.sentences import sentence_spans
from core.types import Answer, Article, Chunk, Filters, Passage
from core.words import content_words
from models.embedder import Embedder
from qa.questions.about import About
from qa.questions.about_forms import Wanted
from qa.quoting.composing import compose
from qa.quoting.quotes import Quote
from qa.refusal import describe, describe_coverage
from qa.telling.topics import OnTopic, on_topic
from vectorstore.interface import Library, SourceCoverage

# Sentences that sum an article up: news tells first what matters most.
SUMMARY_SENTENCES = 3
# Share of a topic's words that an article must hold to be the one that is meant, where surely one is; else all.
_HOLDS_TOPIC = 0.5
# Passages among which is looked for one that holds all of a topic.
_TRIED = 8
_FIRST_LINES = 6
_LISTED = 5
_LISTED_ON_TOPIC = 10
# Headings, bylines and datelines that stand alone are shorter than a sentence that tells something.
_SHORTEST_SENTENCE = 25
# One sentence stands for its article: of so many first ones the first with so many of the title's words.
_FIRST_FEW = 4
_OF_THE_TITLE = 2
# "This live page is closed.", "We have stopped updating this page.", "By Ada Brandt, our reporter.", "Photographs by
# Ada Brandt.": of the page alone.
_OF_THE_PAGE = re.compile(
    r"[\W\d]*(?:(?:this|our) (?:live )?(?:page|blog|coverage|report|story|article) (?:is|has|was) (?:now |been )*"
    r"(?:closed|ended|finished|no longer|updated)"
    r"|we (?:have|are) (?:now )?(?:stopp(?:ed|ing)|clos(?:ed|ing)|end(?:ed|ing)) (?:updating )?(?:this|our) (?:live )?"
    r"(?:page|blog|coverage)\b"
    r"|(?:(?:photo(?:graph)?s?|pictures?|illustrations?|words|text|translat(?:ed|ion)) )?"
    r"by (?-i:[A-ZÀ-Þ])[\w'’-]+(?: (?-i:[A-ZÀ-Þ])[\w'’-]+){1,2}(?:(?:,| and| in) [^.\d]{1,60})?\.\W*$)",
    re.IGNORECASE,
)


def meant_article(about: About, library: Library, embedder: Embedder, filters: Filters) -> Article | None:
    """The article that a question is about; None where it does not tell, or none is on its topic."""
    if about.topic and about.newest:
        on = on_topic(about.topic, library, embedder, filters)
        return next(iter((*on.about, *on.mention)), None)
    if about.topic:
        vector = np.asarray(embedder.embed_query(about.topic), dtype=np.float32)
        found = library.search(about.topic, vector, limit=1 if about.sure else _TRIED, filters=filters)
        article = next((one.article for one in found if _is_on(one.article, about)), None)
        # Who wrote "the review" that an article without authors tells of may stand in its text.
        unsaid = about.wanted == "author" and not about.sure and article is not None and not article.authors
        return None if unsaid else article
    page = library.articles(filters=filters, order="published", limit=1)
    newest = page.articles[0] if page.total == 1 or (about.newest and page.total) else None
    return library.article(newest.id, newest.revision) if newest else None


def _is_on(article: Article, about: About) -> bool:
    wanted = set(content_words(about.topic))
    held = wanted & set(content_words(f"{article.title}\n{article.text}"))
    enough = bool(wanted) and len(held) >= (_HOLDS_TOPIC if about.sure else 1) * len(wanted)
    return enough and (not about.piece or _calls_itself(article, about.piece))


def _calls_itself(article: Article, piece: str) -> bool:
    """Whether the article is such a piece by its title, or a line at its beginning that is no sentence."""
    lines = [line for line in article.text.splitlines()[:_FIRST_LINES] if not _tells(line)]
    return set(content_words(piece)) <= set(content_words("\n".join((article.title, *lines))))


def opening_passages(article: Article, library: Library, limit: int) -> tuple[Passage, ...]:
    """The article's first chunks, as if they had been found; all of an earlier state, whose chunks are not listed."""
    whole = Chunk(f"{article.id}:0-{len(article.text)}", article.id, 0, len(article.text))
    chunks = library.chunks(article.id)[:limit] if article == library.article(article.id) else (whole,)
    return tuple(Passage(chunk, article, 1.0, rank) for rank, chunk in enumerate(chunks, start=1))


def article_answer(draft: Answer, wanted: Wanted, passages: Sequence[Passage]) -> Answer:
    """`draft` with what is wanted of the article whose opening `passages` are; there is at least one."""
    tell = _TELLERS.get(wanted)
    statement, short = tell(passages[0].article) if tell else ("", "")
    # Behind the title, which may hold the same words.
    told_at = statement.find(short, len(passages[0].article.title) + 2)
    composed = compose(opening_quotes(passages, 1 if tell else SUMMARY_SENTENCES))
    lead = f"{statement}\n\n" if statement else ""
    return replace(
        draft,
        text=lead + "".join(composed.pieces),
        citations=composed.citations,
        markers=tuple((a + len(lead), b + len(lead)) for a, b in composed.markers),
        emphasis=((told_at, told_at + len(short)),) if short else (),
        short=short,
    )


def opening_quotes(passages: Sequence[Passage], count: int) -> list[Quote]:
    """The first `count` sentences that tell something; those of one paragraph that follow one another as one quote.

    For one alone the title says which: an article may begin with a scene.
    """
    quotes: list[Quote] = []
    sentences = list(_sentences(passages))
    telling = [one for one in sentences if _tells(one.text) and not _is_corrected_there(one)] or sentences
    for quote in telling[:count] if count > 1 else _likest_its_title(telling[:_FIRST_FEW]):
        between = quote.passage.article.text[quotes[-1].end : quote.start] if quotes else "\n"
        if "\n" in between:
            quotes.append(quote)
        else:
            quotes[-1] = replace(quotes[-1], end=quote.end)
    return quotes


def _likest_its_title(sentences: Sequence[Quote]) -> Sequence[Quote]:
    """The first, or where it has no word of the title one of its passage that has several."""
    title = set(content_words(sentences[0].passage.article.title)) if sentences else set()
    shared = [len(title & set(content_words(one.text))) for one in sentences if one.passage is sentences[0].passage]
    most = (place for place, words in enumerate(shared) if words >= _OF_THE_TITLE and not shared[0])
    place = next(most, 0)
    return sentences[place : place + 1]


def _sentences(passages: Sequence[Passage]) -> Iterator[Quote]:
    """Each sentence once, although chunks share some."""
    end = 0
    for passage in passages:
        for a, b in sentence_spans(passage.text, passage.language) or ((0, len(passage.text)),):
            if a + passage.chunk.start >= end:
                end = b + passage.chunk.start
                yield Quote(passage, a + passage.chunk.start, end)


def _is_corrected_there(sentence: Quote) -> bool:
    """Whether it stands in a correction or update, which begins with what was wrong and is not what the article is."""
    held = (one for one in notices(sentence.passage.article.text) if one.kind != "retraction")
    return any(one.start <= sentence.start < one.end for one in held)


def _tells(sentence: str) -> bool:
    whole = len(sentence) >= _SHORTEST_SENTENCE and sentence.rstrip("\"”'’)*_")[-1:] in ".!?…"
    return whole and not _OF_THE_PAGE.match(sentence)


def _date(article: Article) -> tuple[str, str]:
    published = in_words(article.published)
    if not published:
        return f"“{article.title}” does not say when it was published.", ""
    changed = f", and changed last on {in_words(article.modified)}" if article.modified else ""
    return f"“{article.title}” is dated {day_in_words(article.published, article.published_from)}{changed}.", published


def _author(article: Article) -> tuple[str, str]:
    names = _listed(article.authors)
    outlet = f", {article.source}" if article.source else ""
    if not names:
        carried = f"; it is from {article.source}" if article.source else ""
        return f"“{article.title}” names no author{carried}.", ""
    return f"“{article.title}” is by {names}{outlet}.", names


def _outlet(article: Article) -> tuple[str, str]:
    if not article.source:
        return f"“{article.title}” does not name its outlet.", ""
    return f"“{article.title}” is from {article.source}.", article.source


_TELLERS: Mapping[Wanted, Callable[[Article], tuple[str, str]]] = {
    "date": _date,
    "author": _author,
    "outlet": _outlet,
}


def library_text(library: Library, filters: Filters) -> str:
    """How much the library holds, of which outlets and days, and its newest articles; within `filters`, how many."""
    newest = library.articles(filters=filters, order="published", limit=_LISTED)
    if filters:
        held = {0: "no article", 1: "one article"}.get(newest.total, f"{newest.total:,} articles")
        parts = [f"Within the chosen dates and sources the library holds {held}."]
    else:
        parts = _holdings(library.coverage())
    if newest.articles:
        lines = "\n".join(f"- {describe(one)}" for one in newest.articles)
        parts.append(f"{'The newest' if newest.total > _LISTED else 'These are'}:\n\n{lines}")
    return " ".join(parts)


def topic_text(topic: str, found: OnTopic, filters: Filters) -> str:
    """How many articles mention `topic`, and which: those that do so in their title or opening come first."""
    lead = "Within the chosen dates and sources, " if filters else ""
    number = len(found.about) + len(found.mention)
    if not number:
        text = f"{lead}no article holds every word of “{topic}”."
        return _capital(text) + _list("The nearest", found.nearest)
    # One word that an article holds it mentions; several may stand far apart in it.
    verb = "mention{}" if len(set(content_words(topic))) == 1 else "hold{} every word of"
    count = f"one article {verb.format('s')}" if number == 1 else f"{number:,} articles {verb.format('')}"
    text = _capital(f"{lead}{'' if found.all_seen else 'at least '}{count} “{topic}”.")
    return text + _list("In title or opening", found.about) + _list("Further down", found.mention)


def _list(heading: str, articles: Sequence[Article]) -> str:
    lines = [f"- {describe(one)}" for one in articles[:_LISTED_ON_TOPIC]]
    more = len(articles) - _LISTED_ON_TOPIC
    lines += [f"- and {more:,} more"] if more > 0 else []
    return f"\n\n{heading}:\n\n" + "\n".join(lines) if lines else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _holdings(coverage: Sequence[SourceCoverage]) -> list[str]:
    counts = [f"{one.source} {one.articles:,}" for one in coverage if one.source]
    more = " and others" if len(counts) > _LISTED else ""
    by_outlet = f"By outlet: {', '.join(counts[:_LISTED])}{more}."
    return [describe_coverage(coverage), *([by_outlet] if len(counts) > 1 else [])]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
