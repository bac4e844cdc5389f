"""Questions that the library's own articles answer: to begin with, and to go on with after an answer.

They are made from sentences of the articles by a few plain patterns and never name anything that no article says.
The patterns know English only; articles in other languages give no questions.
"""

import hashlib
import json
import logging
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from core.calendar import DAYS, MONTHS
from core.errors import DatelineError
from core.iteration import in_turn
from core.types import Article, Filters
from core.words import content_words
from qa.assistant import Assistant
from vectorstore.interface import ArticlePage, Library

log = logging.getLogger(__name__)
SHOWN = 4
# Seconds that the first page ever opened waits for its questions.
PATIENCE = 3.0
_ARTICLES = 24
_MAX_CHARS = 200
_NAME = "starters"
# A key of the latest articles, and the questions that they answer.
_Known = tuple[str, tuple[str, ...]]
_WORD = r"[A-Z][a-zà-ÿ]+(?:['’-][A-Za-zà-ÿ]+)*"
_PERSON = rf"{_WORD}(?: (?:de|van|von|der|al|bin|el))? {_WORD}"
# "…,” said Aino Bressel" and "Aino Bressel, who leads it, says": speech is what readers ask for most.
_SPEECH = re.compile(
    rf"[”\"],? (?:said|says)(?: (?:the )?[a-z][a-z' ’,-]{{0,40}}?)? ({_PERSON})\b"
    rf"|(?:^|[.!?”\"]\s+)({_PERSON})(?:, [^,.“”\"\n]{{4,60}},)? (?:said|says)\b",
    re.MULTILINE,
)
_SUBJECT = r"(?:^|[.!?”\"-] )The ((?:[A-Za-zà-ÿ'’-]+ ){1,7}?)"
# "The repair cost 41 million crowns." -> "How much did the repair cost?"
_COST = re.compile(
    rf"{_SUBJECT}(cost|will cost|would cost|costs) (?:about |some |up to |around )?[$€£]?\d", re.MULTILINE
)
_COST_VERBS = {"cost": "did", "costs": "does", "will cost": "will", "would cost": "would"}
# "The new bridge will open on 3 May." -> "When will the new bridge open?"
_WHEN = re.compile(
    rf"{_SUBJECT}(?:will|is to|are to) (open|begin|close|end|start|return|reopen|sail) (?:again )?(?:on|in|at|by)\b",
    re.MULTILINE,
)
# "the Port Ansel storm barrier": a name with the thing it names.
_THING = re.compile(rf"\b[Tt]he ({_WORD}(?: {_WORD})?(?: [a-z]{{4,}}){{1,2}})\b")
_NOT_PEOPLE = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr|Professor|The|Office|Council|Agency|Authority|Station|Union|Party|Court|Company|Works|Bank|Club|Ministry|Institute"
    r"|University|Museum|Police|Association|Group|Marine|Regional|National|City|Town)\b"
)
_TITLE_QUESTION = re.compile(
    r"^(?:who|what|when|where|why|how|which|did|does|is|are|will|can)\b.{8,90}\?$", re.IGNORECASE
)


def questions_of(article: Article) -> Iterator[str]:
    """Questions that `article` answers, the most telling first; none longer than a button holds."""
    return (question for question in _questions(article) if len(question) <= _MAX_CHARS)


def _questions(article: Article) -> Iterator[str]:
    if _TITLE_QUESTION.match(article.title):
        yield article.title
    for match in _COST.finditer(article.text):
        if match[1].split()[-1] not in ("to", "may", "could", "might", "not"):
            yield f"How much {_COST_VERBS[match[2]]} the {match[1].strip()} cost?"
    for match in _WHEN.finditer(article.text):
        yield f"When will the {match[1].strip()} {match[2]}?"
    topic = _topic(article)
    yield from (f"What do the articles say about the {thing}?" for thing in _things(article))
    for person in _speakers(article):
        about = f" about {topic}" if topic and not set(topic.split()) & set(person.split()) else ""
        yield f"What did {person} say{about}?"
    if topic:
        yield f"What happened in {topic}?" if f"in {topic}" in article.text else f"What is known about {topic}?"


def follow_ups(articles: Sequence[Article], asked: Sequence[str], *, count: int = 3) -> tuple[str, ...]:
    """At most `count` further questions from `articles`, in turn, none of them asked before."""
    known = [set(content_words(question)) for question in asked]
    found: list[str] = []
    for question in in_turn([questions_of(article) for article in articles]):
        words = set(content_words(question))
        # A question with all the words of one before it is that question again, or nearly.
        if not any(earlier <= words or words <= earlier for earlier in known):
            found.append(question)
            known.append(words)
        if len(found) == count:
            break
    return tuple(found)


class Starters:
    """Starting questions of a library, tried out in the background; it remembers them until its latest articles change,
    so that a page which is opened again offers them at once.

    `give_way` is called before each trial, and may wait: for readers who are being answered.
    """

    def __init__(self, assistant: Assistant, *, give_way: Callable[[], None] = lambda: None) -> None:
        self._assistant = assistant
        self._give_way = give_way
        self._lock = threading.Lock()
        self._known = _read(assistant.library.remembered([_NAME]).get(_NAME, ""))
        self._ready = threading.Event()
        self._closed = threading.Event()

    def __call__(self) -> tuple[str, ...]:
        """The questions; they are waited for a little where they have never been tried out."""
        if not self._known[1]:
            self._ready.wait(PATIENCE)
        return self._known[1]

    def refresh(self) -> None:
        """Where the latest articles are others than before, try candidates out until SHOWN of them are answered."""
        with self._lock:
            if self._closed.is_set():
                return
            try:
                latest = self._assistant.library.articles(limit=_ARTICLES)
                key = _key(latest, tried_out=self._assistant.chat is None)
                if key != self._known[0]:
                    questions = self._answerable(latest)
                    if not self._closed.is_set():
                        self._known = (key, questions)
                        self._assistant.library.remember({_NAME: json.dumps(self._known)})
            finally:
                self._ready.set()

    def close(self) -> None:
        """Try no more of them out; the library may be closed afterwards."""
        self._closed.set()
        self._ready.set()
        with self._lock:  # the trial in hand is the last one
            pass

    def refresh_later(self) -> None:
        """`refresh` in a thread of its own, which never holds the page up."""
        threading.Thread(target=self._refresh_logged, name="starters", daemon=True).start()

    def _refresh_logged(self) -> None:
        try:
            self.refresh()
        except DatelineError:
            log.exception("no starting questions")

    def _answerable(self, latest: ArticlePage) -> tuple[str, ...]:
        found: list[str] = []
        for article in _spread(self._assistant.library, latest):
            candidates = _distinct(questions_of(article), found)
            question = next((one for one in candidates if self._answers(one, article)), None)
            if question:
                found.append(question)
            if len(found) == SHOWN:
                break
        return tuple(found)

    def _answers(self, question: str, article: Article) -> bool:
        if self._closed.is_set():
            return False
        if self._assistant.chat is not None:
            return True  # a language model would take minutes to try them all
        self._give_way()
        answer = self._assistant.ask(question, (), Filters())
        return not answer.refused and any(citation.article_id == article.id for citation in answer.citations)


def _read(remembered: str) -> _Known:
    try:
        key, questions = json.loads(remembered)
        return str(key), tuple(map(str, questions))
    except (ValueError, TypeError):  # nothing yet, or another version's
        return "", ()


def _key(latest: ArticlePage, *, tried_out: bool) -> str:
    """What changes when an article is added, revised or removed among the latest, or a chat model comes or goes: with
    one the questions are not tried out."""
    held = [(article.id, article.characters, article.added.isoformat()) for article in latest.articles]
    return hashlib.sha256(json.dumps((tried_out, latest.total, held)).encode()).hexdigest()


def _spread(library: Library, latest: ArticlePage) -> Iterator[Article]:
    """The latest articles, each next one from another outlet where there is one."""
    by_source: dict[str, list[str]] = {}
    for summary in latest.articles:
        by_source.setdefault(summary.source, []).append(summary.id)
    rows = max((len(ids) for ids in by_source.values()), default=0)
    for row in range(rows):
        for ids in by_source.values():
            if row < len(ids):
                yield library.article(ids[row])


def _distinct(questions: Iterator[str], taken: Sequence[str]) -> Iterator[str]:
    """At most three candidates that do not begin as one of `taken` does, so that the list is not all of one kind."""
    begun = [" ".join(question.split()[:3]) for question in taken]
    fresh = [question for question in questions if begun.count(" ".join(question.split()[:3])) < 2]
    yield from fresh[:3]


def _speakers(article: Article) -> list[str]:
    """People whose words the article quotes, the most quoted first."""
    names = Counter(match[1] or match[2] for match in _SPEECH.finditer(article.text))
    return [name for name, _ in names.most_common() if not _NOT_PEOPLE.search(name)]


def _things(article: Article) -> list[str]:
    """Named things that the article mentions more than once, the longest name of each."""
    counts = Counter(match[1] for match in _THING.finditer(article.text))
    return [thing for thing, count in counts.most_common(3) if count > 1]


def _topic(article: Article) -> str:
    """The name that the article says most often inside its sentences; empty where no name comes twice."""
    counts = Counter(re.findall(rf"(?<=[a-z,] )(?:{_PERSON}|{_WORD})", article.text))
    people = {part for name in _speakers(article) for part in name.split()}
    usable = {
        name: count
        for name, count in counts.items()
        if count > 1 and len(name) > 3 and name not in _CALENDAR and not people & set(name.split())
    }
    return max(usable, key=lambda name: (usable[name], len(name)), default="")


_CALENDAR = frozenset((*DAYS, *MONTHS, "Christmas", "Easter"))
