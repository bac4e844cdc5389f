"""Which file an article was last taken from, so that the articles of a file or folder can be removed.

Noted beside the catalogue, in what the library remembers. What an earlier version took in is noted when its file is
read again, changed or not; until then only files that are one article each are known, by their ids.
"""

import os
import re
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from ingest.files import FoundFile, display, find_files, in_home, is_address
from ingest.identity import file_id
from vectorstore.interface import Library

_ENDS = re.compile("[!:]|$")  # behind a file's name stand what lies in it, "!story.txt", and its row, ":3"


def note_origins(library: Library, files: Set[str], taken: Sequence[tuple[str, str]]) -> None:
    """Note from which of `files`, by their origins, the articles were taken: (origin, article id). Others are left."""
    places = {_name(id_): _in_full(file) for origin, id_ in taken if (file := _file_of(origin, files))}
    noted = library.remembered(list(places))
    if new := {name: place for name, place in places.items() if noted.get(name) != place}:
        library.remember(new)


def articles_from(library: Library, source: str, held: Sequence[str]) -> tuple[str, ...]:
    """Those of `held`, ids of articles, that came from the file, from below the folder or from what the pattern
    `source` matches."""
    if is_address(source) or not source:
        return ()
    files = [found for found in find_files([source]) if isinstance(found, FoundFile)]
    places = {_in_full(file.origin) for file in files} | {_in_full(display(in_home(source)))}
    ids = {file_id(file.path) for file in files}
    noted = library.remembered([_name(article_id) for article_id in held])
    return tuple(one for one in held if one in ids or _is_below(noted.get(_name(one)), places))


def forget_origins(library: Library, article_ids: Sequence[str]) -> None:
    """Note nothing any more of articles that are gone."""
    gone: Mapping[str, None] = dict.fromkeys(map(_name, article_ids))
    if gone:
        library.remember(gone)


def _file_of(origin: str, files: Set[str]) -> str | None:
    ends = [found.start() for found in _ENDS.finditer(origin)]
    return next((origin[:end] for end in reversed(ends) if origin[:end] in files), None)


def _is_below(place: str | None, places: Set[str]) -> bool:
    return place is not None and any(str(one) in places for one in (Path(place), *Path(place).parents))


def _in_full(file: str) -> str:
    # Not resolved: what lies in a folder may be a link that leads elsewhere.
    return os.path.abspath(file)  # noqa: PTH100 -- Path's resolves


def _name(article_id: str) -> str:
    return f"origin:{article_id}"
