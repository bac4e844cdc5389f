"""Articles of a test run: which files, under which hash, and a library of their own that is built once and kept.

A library is kept under a key made of the files, the embedding model and the code that cuts articles, so that a second
run on the same articles embeds nothing.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import TestSetError
from core.settings import PROJECT, Settings
from core.types import Article, IngestReport
from evaluation.questions import hash_of_files
from evaluation.results import replace_text
from vectorstore.interface import Library

CACHE = PROJECT / "evaluation" / "runs" / "libraries"
_READY = "ready.json"
_CUTTING = ("ingest", "core/sentences.py")
"""Where the code lies that turns sources into chunks."""

_PAGE = 500


@dataclass(frozen=True, slots=True)
class BuiltLibrary:
    """A library for a run. `report` is None where it stood ready."""

    data_dir: Path
    corpus_hash: str
    report: IngestReport | None


def corpus_files(sources: Sequence[Path]) -> tuple[Path, ...]:
    """Every file in `sources`, folders walked without what is hidden in them, in a fixed order.

    Raises TestSetError where a source does not exist or holds no files.
    """
    files: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(path for path in source.rglob("*") if path.is_file() and not _hidden(path, source))
            if not inside:
                raise TestSetError(f"{source}: holds no files")
            files += inside
        elif source.is_file():
            files.append(source)
        else:
            raise TestSetError(f"{source}: there is no such file or folder for --corpus")
    return tuple(files)


def _hidden(path: Path, source: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(source).parts)


def build_library(sources: Sequence[Path], settings: Settings, *, cache: Path = CACHE) -> BuiltLibrary:
    """The library of `sources`, from `cache` where it was finished before; an interrupted build is continued.

    Raises LibraryError or ModelError.
    """
    from ingest import add

    files = corpus_files(sources)
    corpus_hash = hash_of_files(files)
    # File names belong to the key because articles from files are named by their path.
    names = json.dumps([str(path.resolve()) for path in files])
    key = "\n".join((corpus_hash, names, settings.embedding_model, code_hash(*_CUTTING)))
    folder = cache / hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    data_dir = folder / "library"
    report = None
    # What could not be read is tried and named again each time: the reason may have been mended.
    if _ready(folder / _READY).get("failed", True):
        report = add(list(sources), data_dir=data_dir, settings=settings.model_copy(update={"data_dir": data_dir}))
    # Written anew each time: the libraries used last are looked at first.
    ready = {"corpus_hash": corpus_hash, "failed": len(report.failed) if report else 0}
    replace_text(folder / _READY, json.dumps(ready) + "\n")
    return BuiltLibrary(data_dir, corpus_hash, report)


def kept_libraries(corpus_hash: str, cache: Path = CACHE) -> tuple[Path, ...]:
    """Folders of the finished libraries in `cache` of the files that `corpus_hash` stands for, last used first."""
    ready = sorted(cache.glob(f"*/{_READY}"), key=lambda path: path.stat().st_mtime, reverse=True)
    return tuple(path.parent / "library" for path in ready if _corpus_of(path) == corpus_hash)


def _corpus_of(ready: Path) -> str:
    return str(_ready(ready).get("corpus_hash", ""))


def _ready(path: Path) -> Mapping[str, Any]:
    kept: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return kept


def library_hash(library: Library) -> str:
    """SHA-256 over the ids and contents of all articles in `library`, whatever their order; "" where it holds none."""
    held = sorted(library.content_hashes(article_ids(library)).items())
    return hashlib.sha256(json.dumps(held).encode()).hexdigest() if held else ""


def article_ids(library: Library) -> tuple[str, ...]:
    """The ids of all articles in `library`."""
    ids: list[str] = []
    # Oldest first, so that an article that is added meanwhile moves no other to another page.
    while page := library.articles(order="added", descending=False, offset=len(ids), limit=_PAGE).articles:
        ids += (one.id for one in page)
    return tuple(ids)


def write_corpus(articles: Sequence[Article], folder: Path) -> Path:
    """`articles` (those that a SQuAD or BEIR set brings along) as a corpus file named by its content, in `folder`."""
    rows = [json.dumps({"doc_id": one.id, "title": one.title, "text": one.text}) for one in articles]
    content = "".join(f"{row}\n" for row in rows)
    path = folder / f"corpus-{hashlib.sha256(content.encode()).hexdigest()[:16]}.jsonl"
    if not path.is_file():
        replace_text(path, content)
    return path


def code_hash(*places: str) -> str:
    """SHA-256 over the Python files and prompts in `places`, which are relative to the project."""
    return hash_of_files(path for place in places for path in _code_files(PROJECT / place))


def _code_files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    yield from sorted((*place.rglob("*.py"), *place.rglob("*.yaml")))
