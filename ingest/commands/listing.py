"""What the library holds: its state, lists, removal, and all of it as JSONL."""

import argparse
import dataclasses
import gzip
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.errors import ArticleNotFoundError, LibraryError
from core.settings import Settings
from core.terminal import ALL_WELL, FAILED, escaped, json_line
from core.types import Article
from ingest.commands.shared import say
from ingest.exchange import row_of
from ingest.files import in_home, is_address
from ingest.kept import forget_sources, kept_sources
from ingest.opening import opened
from ingest.origins import articles_from, forget_origins
from vectorstore.interface import ArticleSummary, Library

_PAGE = 500
_STAY = "the articles from it stay"
# Said of a file or folder; see ingest/origins.py.
_NOT_KNOWN = "no article is known to come from it; one that an earlier version added is, once it has been added again"


def status(settings: Settings, _: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest status`."""
    with opened(settings=settings) as parts:
        found = dataclasses.asdict(parts.library.status())
        sources = [one.source for one in kept_sources(parts.library)]
    if arguments.json:
        say(json.dumps({**found, "indexes": dict(found["indexes"]), "sources": sources}))
    else:
        for name, value in found.items():
            say(f"{name.replace('_', ' '):16} {_readable(value)}")
        for source in sources:
            say(f"{'source':16} {escaped(source)}")
    return ALL_WELL


def _readable(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {state}" for name, state in value.items())
    return escaped(str(value))


def list_articles(settings: Settings, words: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest list [QUERY]`."""
    with opened(settings=settings) as parts:
        found = list(_summaries(parts.library, words[0] if words else ""))
    if arguments.json:
        say(json.dumps([dataclasses.asdict(summary) for summary in found], default=str))
    else:
        for summary in found:
            day = summary.published.isoformat() if summary.published else "-" * 10
            say(escaped(f"{summary.id}  {day}  {summary.source or '-'}  {summary.title}"))
    return ALL_WELL


def _summaries(library: Library, query: str) -> Iterator[ArticleSummary]:
    offset = 0
    while (page := library.articles(query=query, offset=offset, limit=_PAGE)).articles:
        yield from page.articles
        offset += len(page.articles)


def remove(settings: Settings, words: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest remove ID_OR_SOURCE...`; sources are forgotten, and the articles of their files removed."""
    with opened(settings=settings) as parts:
        found = _found(parts.library, words)
        forgotten = forget_sources(parts.library, words)
        gone = tuple(dict.fromkeys(one for ids in found.values() for one in ids))
        removed = parts.library.remove(gone)
        forget_origins(parts.library, gone)
    missing = [word for word, ids in found.items() if not ids and word not in forgotten]
    if arguments.json:
        say(json.dumps({"removed": gone, "missing": missing, "forgotten": forgotten}))
        return FAILED if missing else ALL_WELL
    for word in missing:
        why = _NOT_KNOWN if os.path.lexists(in_home(word)) else "the library holds no such article"
        say(f"failed: {escaped(word)}: {why}")
    for source in forgotten:
        say(f"forgotten: {escaped(source)}{'' if found[source] else f'; {_left_of(source)}'}")
    if gone or missing:
        say(f"removed {removed}")
    return FAILED if missing else ALL_WELL


def _found(library: Library, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of each word the article it is the id of, or those that came from the file or folder it names."""
    found: dict[str, tuple[str, ...]] = {word: (word,) if _holds(library, word) else () for word in words}
    if not all(found.values()):
        held = [summary.id for summary in _summaries(library, "")]
        found |= {word: articles_from(library, word, held) for word, ids in found.items() if not ids}
    return found


def _left_of(source: str) -> str:
    return _STAY if is_address(source) else _NOT_KNOWN


def forget(settings: Settings, words: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest forget SOURCE...`: `refresh` reads it no more, its articles stay."""
    with opened(settings=settings) as parts:
        forgotten = forget_sources(parts.library, words)
    missing = [word for word in dict.fromkeys(words) if word not in forgotten]
    if arguments.json:
        say(json.dumps({"forgotten": forgotten, "missing": missing}))
        return FAILED if missing else ALL_WELL
    for source in missing:
        say(f"failed: {escaped(source)}: is not a source of this library; `status` lists them")
    for source in forgotten:
        say(f"forgotten: {escaped(source)}; {_STAY}")
    return FAILED if missing else ALL_WELL


def _holds(library: Library, article_id: str) -> bool:
    try:
        library.article(article_id)
    except ArticleNotFoundError:
        return False
    return True


def export(settings: Settings, words: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest export [FILE]`: a row an article, in order of their ids."""
    count = 0
    path = Path(words[0]) if words else None
    with opened(settings=settings) as parts, _written_to(path) as out:
        for article in _articles(parts.library):
            out.write(json_line(row_of(article)) + "\n")
            count += 1
        if not count and path and path.is_file() and path.stat().st_size:
            raise LibraryError(f"The library {settings.data_dir} holds no articles; {path} stays as it is.")
    if path:
        say(json.dumps({"exported": count}) if arguments.json else f"exported {count}")
    return ALL_WELL


def _articles(library: Library) -> Iterator[Article]:
    last = ""
    while some := library.articles_after(last):
        yield from some
        last = some[-1].id


@contextmanager
def _written_to(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there only once it is whole."""
    if path is None:
        # UTF-8 whatever the terminal: the rows are data.
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # always a TextIOWrapper here
        yield sys.stdout
        return
    path = path.resolve()  # a link goes on pointing where it does
    if path.exists() and not path.is_file():
        raise LibraryError(f"{path} is not a file that can be replaced; leave FILE out to write to standard output.")
    part = path.with_name(f".{path.name}.part")
    try:
        with _opened(part, packed=path.suffix == ".gz") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _opened(path: Path, *, packed: bool) -> TextIO:
    if packed:
        return gzip.open(path, "wt", encoding="utf-8", newline="\n")
    return path.open("w", encoding="utf-8", newline="\n")
