"""Articles, and an assistant that answers about them from a script, for tests of the page alone."""

import datetime as dt
import re
import threading
from collections.abc import Iterator, Sequence

from core.errors import DatelineError
from core.types import (
    Answer,
    AnswerReady,
    Article,
    Chunk,
    Citation,
    Event,
    Filters,
    Passage,
    PassagesFound,
    TextDelta,
    Turn,
)
from qa.asking import Limits
from tests.fakes import MemoryLibrary, WordEmbeddings

QUAY = Article(
    id="quay",
    title="Tarn Quay opens again after the flood",
    source="The Tarn Herald",
    published=dt.date(2026, 4, 18),
    url="https://herald.example/quay",
    section="Harbour",
    text=(
        "Tarn Quay opened to ships on Friday, nine weeks after the flood.\n\n"
        "The repair\n\n"
        "The repair cost 41 million crowns. Harbour master Ida Solberg called it money well spent.\n\n"
        "“We count ships again, not sandbags,” said Ida Solberg.\n\n"
        "The town expects 300 ships before winter.\n\n"
        "A second wall is planned for next year."
    ),
)
MARKET = Article(
    id="market",
    title="Fish market counts its losses",
    source="Coast Weekly",
    published=dt.date(2026, 2, 20),
    url="https://coast.example/market",
    text=(
        "The fish market of Tarn Quay lost a third of its stalls in the flood.\n\n"
        "Traders put the damage at 38 million crowns.\n\n"
        "The town hall doubts the figure."
    ),
)
NOTES = Article(id="notes", title="Notes from the reading room", text="The reading room of Tarn is open on Mondays.")


def passage(article: Article, quote: str, rank: int = 1) -> Passage:
    """The passage of `article` that is `quote`."""
    start = article.text.index(quote)
    return Passage(Chunk(f"{article.id}-{start}", article.id, start, start + len(quote)), article, 1 / rank, rank)


def cite(number: int, article: Article, quote: str) -> Citation:
    """The citation of `quote`, which must stand in `article`."""
    start = article.text.index(quote)
    return Citation(
        number,
        article.id,
        article.title,
        article.source,
        article.published,
        article.url,
        start,
        start + len(quote),
        quote,
    )


def marks(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of every `[n]` in `text`."""
    return tuple(match.span() for match in re.finditer(r"\[\d\]", text))


class FakeAssistant:
    """Answers by the first script whose key stands in the question; a script may wait for `go_on` in the middle."""

    def __init__(self, library: MemoryLibrary, scripts: dict[str, Answer | DatelineError]) -> None:
        self.library = library
        self.scripts = scripts
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.chat = None
        self.embedder = WordEmbeddings()
        self.limits = Limits()
        self.go_on = threading.Event()
        self.go_on.set()

    def stream(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Iterator[Event]:
        self.asked.append((question, tuple(history), filters))
        script = next((answer for key, answer in self.scripts.items() if key in question), refusal(question))
        if isinstance(script, DatelineError):
            raise script
        yield PassagesFound(script.passages)
        words = script.text.split(" ")
        for place, word in enumerate(words):
            if place == len(words) // 2:
                self.go_on.wait(20)
            yield TextDelta(word + (" " if place < len(words) - 1 else ""))
        yield AnswerReady(
            Answer(**{name: getattr(script, name) for name in Answer.__dataclass_fields__} | {"question": question})
        )

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters = Filters()) -> Answer:
        for event in self.stream(question, history, filters):
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError


def refusal(question: str) -> Answer:
    """What is said where nothing was found."""
    near = passage(QUAY, "The town expects 300 ships before winter.")
    return Answer(question, "The articles do not tell. The nearest is about Tarn Quay.", passages=(near,), refused=True)


REPAIR = "The repair cost 41 million crowns."
DAMAGE = "Traders put the damage at 38 million crowns."
SAID = f"{REPAIR} [1] {DAMAGE} [2]"
ANSWER = Answer(
    question="",
    text=SAID,
    markers=marks(SAID),
    citations=(cite(1, QUAY, REPAIR), cite(2, MARKET, DAMAGE)),
    passages=(
        passage(QUAY, REPAIR),
        passage(MARKET, DAMAGE, 2),
        passage(QUAY, "The town expects 300 ships before winter.", 3),
    ),
    seconds={"retrieve": 0.02, "read": 0.11, "total": 0.14},
    emphasis=((16, 33),),
)
