"""Test sets: questions with their gold answers and gold passages, read from any of the known forms.

A bad row is named with where it stands and left out; it never ends the reading. The forms are those of
`evaluation/formats/`: the project's own rows (JSONL, may be gzipped), SQuAD 1.1 and 2.0, BEIR folders, CSV.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import TestSetError
from core.types import Article, Turn

Mode = Literal["any", "all"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a test set.

    `gold_passages` are word-for-word pieces of the articles `gold_passage_doc_ids` (same length, "" where the row does
    not say which). `evidence_mode` "any": each gold passage alone suffices; "all": every one is needed.
    `answers_mode` says the same of `answers`: variants of one answer, or parts of it. `standalone` is the question as
    it would be asked without `history`.
    """

    qid: str
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool = True
    gold_doc_ids: tuple[str, ...] = ()
    gold_passages: tuple[str, ...] = ()
    gold_passage_doc_ids: tuple[str, ...] = ()
    evidence_mode: Mode = "any"
    answers_mode: Mode = "any"
    type: str = ""
    history: tuple[Turn, ...] = ()
    standalone: str | None = None


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: `place` as "questions.jsonl:17", and what is wrong with it."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


@dataclass(frozen=True, slots=True)
class TestSet:
    """Questions, the articles the set itself carries (SQuAD, BEIR; else none), and the rows left out."""

    __test__ = False  # pytest would otherwise try to collect a class of this name

    questions: tuple[Question, ...]
    articles: tuple[Article, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    content_hash: str = ""


def read_test_set(source: Path | str) -> TestSet:
    """The test set at `source`: a `.jsonl` or `.csv` file (may end in `.gz`), a SQuAD `.json`, or a BEIR folder.

    Raises TestSetError where the form is unknown or not a single row is usable.
    """
    from evaluation.formats import beir, contract, csv_rows, squad

    path = Path(source)
    name = path.name.removesuffix(".gz")
    if not path.exists():
        raise TestSetError(f"{path}: there is no such file or folder")
    if path.is_dir():
        found = beir.read(path)
    elif name.endswith(".jsonl"):
        found = contract.read(path)
    elif name.endswith(".json"):
        found = squad.read(path)
    elif name.endswith(".csv"):
        found = csv_rows.read(path)
    else:
        raise TestSetError(f"{path}: give a .jsonl, .csv or SQuAD .json file (each may be .gz) or a BEIR folder")
    if not found.questions:
        first = f"; {found.bad_rows[0]}" if found.bad_rows else ""
        raise TestSetError(f"{path}: no usable question ({len(found.bad_rows)} bad rows{first})")
    return TestSet(found.questions, found.articles, found.bad_rows, hash_of_files(_files_of(path)))


def hash_of_files(paths: Iterable[Path]) -> str:
    """SHA-256 over the contents of `paths`, in the order given; names do not count."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files_of(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
