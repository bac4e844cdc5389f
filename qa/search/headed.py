"""Answers to "What are the recommendations of the brief?": what stands under the heading, or the line, of that name.

The network reads a passage without its heading, so that it is sure of no list of which only the heading says what it
lists. That a heading is asked for is told from its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.headings import Section, sections
from core.sentences import sentence_spans
from core.types import Article, Passage
from core.words import WORD, content_words, stem
from models.confidence import VOUCHED
from qa.questions.several import asks_for_list
from qa.quoting.lists import lists_in, whole_list
from qa.quoting.quotes import Quote
from qa.search.finding import SURE, Reading

_LEAD = re.compile(r"^[^\w\n]*([^\n:]{3,60}):[^\w\n]*$", re.MULTILINE)
# "And its drawbacks?" on a line by itself; a paragraph follows.
_QUESTION_LINE = re.compile(r"^[^\w\n]*([^\n?]{3,80})\?[^\w\n]*\n\s*(?=\S)", re.MULTILINE)
_NUMBER = re.compile(r"(?:\d+[.)]?)+\s+")
# What a question calls an article, which need not call itself so; and what it asks for with.
_KINDS = frozenset(
    content_words(
        "article author brief document essay guide interview letter list name name memo minutes paper piece release"
        " report review story study text contain include main key given give listed made make stated"
    )
)
_SENTENCES = 4
# How far from a passage its heading, and the end of its list, are sought, in characters.
_AROUND = 1500
_NAME = re.compile(r"\d|[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The content words of a question; `names` are those with a figure or a capital letter."""

    words: frozenset[str]
    names: frozenset[str]

    def named_by(self, heading: str, article: Article) -> int:
        """How many words the heading and what the article is of name; 0 where `heading` is not asked for, or something
        that the article does not speak of.

        A rival's flaws are not those of the thing reviewed, though the review names it: names stand in the title.
        """
        words, about = _stems(_NUMBER.sub("", heading)), _about(article)
        if not words or not words <= self.words or words <= about | _KINDS:
            return 0
        rest = self.words - words - _KINDS
        told = rest <= about | _stems(article.text) and rest & self.names <= about
        return len(words) + len(rest & about) if told and (rest & about or not rest) else 0


def by_heading(reading: Reading) -> Reading:
    """`reading`, answered by what stands under the heading that is asked for.

    Where it is sure already, only by a list, and where its answer lies elsewhere in the same article.
    """
    question = reading.meaning.text
    if reading.sides or reading.mentions or not asks_for_list(question):
        return reading
    found = _headed(_asked(question), reading.found.passages)
    _, quote = max(found, key=lambda one: one[0], default=(0, None))
    if quote is None or (reading.confidence >= SURE and not _is_better(quote, reading)):
        return reading
    return replace(reading, confidence=max(reading.confidence, VOUCHED), mentions=(quote,))


def _is_better(quote: Quote, reading: Reading) -> bool:
    best = reading.found.evidence[0]
    within = quote.start <= best.start and best.end <= quote.end
    return quote.complete and best.passage.article.id == quote.passage.article.id and not within


def _asked(question: str) -> _Asked:
    words = _stems(question)
    names = (match.group() for match in WORD.finditer(question) if _NAME.search(match.group()))
    return _Asked(words, words & {stem(name) for name in names})


def _headed(asked: _Asked, passages: Sequence[Passage]) -> Iterator[tuple[int, Quote]]:
    """What stands under the headings and lines that are `asked` for, with how many words these name."""
    for passage in passages:
        for section in (*_sections_of(passage), *_questions_of(passage)):
            if named := asked.named_by(section.heading or "", passage.article):
                yield from ((named, quote) for quote in _under_heading(passage, section))
        for lead in _LEAD.finditer(passage.text):
            if named := asked.named_by(lead[1], passage.article):
                yield from ((named, quote) for quote in _under_lead(passage, passage.chunk.start + lead.end()))


def _sections_of(passage: Passage) -> Iterator[Section]:
    """The sections that a passage is of, told from what stands around it: an article may be a novel."""
    text, chunk = passage.article.text, passage.chunk
    begin = text.rfind("\n\n", 0, max(0, chunk.start - _AROUND)) + 1
    for one in sections(text[begin : chunk.end + _AROUND]):
        start, end = one.start + begin, one.end + begin
        if start < chunk.end and chunk.start < end:
            yield Section(one.heading, start, end)


def _questions_of(passage: Passage) -> Iterator[Section]:
    """The questions in lines of their own that a passage answers, each with the paragraph or list under it."""
    text, chunk = passage.article.text, passage.chunk
    for line in _QUESTION_LINE.finditer(text, max(0, chunk.start - _AROUND), chunk.end):
        listed = next(
            (end for start, end in lists_in(text, line.end(), line.end() + _AROUND) if start == line.end()), 0
        )
        end = listed or text.find("\n\n", line.end())
        section = Section(line[1], line.end(), end if end >= 0 else len(text))
        if chunk.start < section.end:
            yield section


def _under_heading(passage: Passage, section: Section) -> Iterator[Quote]:
    """The only list of a section; without any its beginning."""
    text, start = passage.article.text, section.start
    lists = lists_in(text, start, section.end, passage.language)
    if len(lists) == 1:
        yield from _whole(passage, *lists[0])
    elif not lists and not text.startswith("|", start):
        yield Quote(passage, start, _end_of_beginning(text[start : section.end], passage.language) + start)


def _under_lead(passage: Passage, end: int) -> Iterator[Quote]:
    """The list that the line announces which ends at `end`."""
    text = passage.article.text
    start = text.rfind("\n", 0, end) + 1
    for first, last in lists_in(text, start, end + _AROUND, passage.language)[:1]:
        if first < end:
            yield from _whole(passage, first, last)


def _whole(passage: Passage, start: int, end: int) -> Iterator[Quote]:
    """The list at [start, end) to its end, unless that is far away."""
    if found := whole_list(passage.article.text, start, end, passage.language):
        yield Quote(passage, start, found[1], complete=True)


def _end_of_beginning(section: str, language: str) -> int:
    paragraph = section.partition("\n\n")[0]
    return sentence_spans(paragraph, language)[:_SENTENCES][-1][1]


def _about(article: Article) -> frozenset[str]:
    """What an article is of and by: the words of its title, outlet, authors and year."""
    year = article.published.year if article.published else ""
    return _stems(f"{article.title} {article.source} {' '.join(article.authors)} {year}")


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_words(text))
