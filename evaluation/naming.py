"""Articles as a test set names them -> their ids: a person names a file by its name, and its id is made of that."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import TestSetError
from evaluation.corpus import article_ids, corpus_files
from evaluation.gold import named_articles
from evaluation.questions import Question
from vectorstore.interface import Library

Naming = Callable[[str], str]
"""An article's name in a test set -> its id; a name that means no article, or several, stays as it is."""

_MADE = re.compile(r"(.+)-[0-9a-f]{12}")
"""An id that was made of a name (see `ingest/identity.py`)."""


def files_by_name(sources: Sequence[Path]) -> Naming:
    """Files of a corpus by their bare names, for test sets that name articles by what a person sees."""
    from ingest.identity import bare_name, file_id

    ids = {bare_name(path): file_id(path.resolve()) for path in corpus_files(sources)}
    return lambda name: ids.get(name, name)


def ids_by_name(ids: Iterable[str]) -> Naming:
    """Articles of which no more than `ids` is known, by the names that those were made of.

    >>> ids_by_name(["bridge-opens-0123456789ab", "doc-7"])("Bridge opens")
    'bridge-opens-0123456789ab'
    """
    from ingest.identity import slug

    held = frozenset(ids)
    made: defaultdict[str, list[str]] = defaultdict(list)
    for one in held:
        if match := _MADE.fullmatch(one):
            made[match[1]].append(one)

    def id_of(name: str) -> str:
        found = made.get(slug(name), []) if name and name not in held else []
        return found[0] if len(found) == 1 else name

    return id_of


def renamed(questions: Iterable[Question], id_of: Naming) -> tuple[Question, ...]:
    """`questions` with their gold articles named by `id_of`."""
    return tuple(
        replace(
            question,
            gold_doc_ids=tuple(map(id_of, question.gold_doc_ids)),
            gold_passage_doc_ids=tuple(map(id_of, question.gold_passage_doc_ids)),
        )
        for question in questions
    )


def named_as_held(questions: Sequence[Question], library: Library) -> tuple[Question, ...]:
    """`questions` with their gold articles named by their ids in `library`.

    Raises TestSetError where it holds none of them: every question would count as not found.
    """
    found = tuple(questions)
    if _unheld(found, library):
        found = renamed(found, ids_by_name(article_ids(library)))
    named = named_articles(found)
    if named and _unheld(found, library) == named:
        raise TestSetError(
            f"none of the {len(named)} articles that this test set names ({min(named)}, ...) is in the library, by its "
            "id or as the only file of its name; give --corpus with the articles it is about, or another --data-dir"
        )
    return found


def _unheld(questions: Collection[Question], library: Library) -> frozenset[str]:
    named = named_articles(questions)
    return named - library.content_hashes(sorted(named)).keys()
