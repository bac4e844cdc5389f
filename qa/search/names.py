"""Names that a question holds: what an article tells that never mentions them is told of somebody else.

"How many people did Storm Ilse injure?" is not answered by the storm before, where the library knows of both.
"""

import re
from collections.abc import Iterator, Sequence

from core.calendar import DAYS, MONTHS
from core.types import Article, Evidence, Passage
from qa.search.finding import Reading
from qa.search.preferring import only_those

# Behind another word, so that the capital is the name's own. Of several words the last tells most ("Storm Ilse").
_NAME = re.compile(r"(?<=[\w,;:] )(?:[A-Z][^\W\d_]*[a-z][ -])*(?P<last>[A-Z][^\W\d_]*[a-z])")
_NO_NAMES = frozenset((*MONTHS, *DAYS))
# "Tavoria" and "Tavorian" have all but the ending in common.
_SHORTEST, _ENDING = 4, 3
# Longer questions tell a story, of which an answering article need not hold every name.
_MOST_WORDS = 20


def by_names(reading: Reading) -> Reading:
    """`reading`, where its best words are in an article without a name that the question holds and that the title of
    another one found has: told by those of articles with the name that are nearly as likely, or doubted.
    """
    names = tuple(_known(reading.meaning.text, reading.found.passages))

    def fits(found: Evidence) -> bool:
        text = _whole(found.passage.article)
        return all(name.search(text) for name in names)

    return only_those(reading, fits)


def _known(question: str, passages: Sequence[Passage]) -> Iterator[re.Pattern[str]]:
    """How each name of `question` that titles hold is found in a text."""
    if len(question.split()) > _MOST_WORDS:
        return
    titles = "\n".join(dict.fromkeys(passage.article.title for passage in passages))
    for match in _NAME.finditer(question):
        name = match["last"]
        form = re.compile(rf"\b{re.escape(name[: max(_SHORTEST, len(name) - _ENDING)])}", re.IGNORECASE)
        if len(name) >= _SHORTEST and name not in _NO_NAMES and form.search(titles):
            yield form


def _whole(article: Article) -> str:
    return f"{article.title}\n{article.source or ''}\n{article.text}"
