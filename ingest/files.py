"""Files of the sources that a user names: folders are walked, in order of name, each file once."""

import glob
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.types import Failure

# What folders of articles carry about themselves; named outright, such a file is taken in like any other.
_NOT_ARTICLES = re.compile(r"(?:copying|licen[cs]e)(?:\.md|\.txt)?", re.IGNORECASE)
# The folder that a browser saves beside a page, for its pictures, scripts and frames; Windows knows the same endings.
_BESIDE_PAGE = re.compile(
    r"(?:[._]files|-Dateien|_fichiers|_archivos|-filer|_bestanden|_file|_ficheiros|_arquivos|_pliki|_tiedostot|_soubory"
    r"|_elemei|_dosyalar|_datoteke|_fitxers|_failid|_fails|_bylos|_fajlovi|_fitxategiak)(?=/|$)"
)
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_SITE = re.compile(r"www\.|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file. `path` is resolved; `origin` is the path as the user would write it; `size` in bytes."""

    path: Path
    origin: str
    size: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is no file: an http(s) address, or standard input."""

    origin: str


def find_files(sources: Sequence[str | Path]) -> Iterator[FoundFile | Elsewhere | Failure]:
    """Files of `sources` in the order given, folders recursively without hidden files and licences, each file once.

    Links are followed; what was met before under another name, as in a loop of links, is left out. Names that are no
    files but patterns, such as `news/**/*.md`, stand for what they match.
    """
    walk = _Walk()
    for source in dict.fromkeys(sources):
        if is_address(source) or source == STANDARD_INPUT:
            yield Elsewhere(str(source) if is_address(source) else "standard input")
            continue
        if source == "":
            yield Failure("", "is an empty name")
            continue
        if not _can_be_a_name(source):
            yield Failure(ascii(str(source)), "is not a valid file name")
            continue
        for path in _matching(in_home(source)):
            met_before, repeated = walk.met, os.path.realpath(path) in walk.seen
            yield from walk.visit(path)
            if walk.met == met_before and not repeated:
                yield Failure(display(path), "holds no files")


def _can_be_a_name(source: str | Path) -> bool:
    try:
        return b"\0" not in os.fsencode(source)
    except UnicodeEncodeError:
        return False


def is_address(source: str | Path) -> bool:
    """Whether a source that somebody names is an http(s) address."""
    return _WEB_ADDRESS.match(str(source)) is not None


def in_home(source: str | Path) -> Path:
    """The path that a source names, with `~` and `~user` as that folder; `~` before what is no user is a name."""
    return Path(os.path.expanduser(source))  # noqa: PTH111 -- Path's raises there


def is_pattern(source: str | Path) -> bool:
    """Whether a source that somebody names is no file but a pattern such as `*.md`."""
    return not os.path.lexists(source) and _PATTERN.search(str(source)) is not None


def _matching(path: Path) -> list[Path]:
    """What a pattern matches, hidden files left out; `path` itself where it is there, is no pattern or matches none."""
    if not is_pattern(path):
        return [path]
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] or [path]  # noqa: PTH207 -- see visit


def display(path: Path | str) -> str:
    """The path for people and JSON, also where its bytes are no UTF-8.

    >>> display("caf\\udce9.jpg")
    'caf\\\\xe9.jpg'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class _Walk:
    """One walk over all sources. `seen` holds resolved paths; `met` counts everything that was found, also again."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.met = 0

    def visit(self, path: Path) -> Iterator[FoundFile | Failure]:
        waiting = [path]  # a list of its own rather than recursion: folders may nest deeper than the stack
        while waiting:
            path = waiting.pop()
            try:
                # The os functions throughout: Path's raise on loops of links and folders that cannot be entered.
                status = os.stat(path)  # noqa: PTH116 -- as said above
                if stat.S_ISDIR(status.st_mode):
                    waiting += self._entries_last_first(path)
                    continue
            except (OSError, ValueError) as error:
                self.met += 1
                yield Failure(display(path), _reason(error, path))
                continue
            self.met += 1
            if not stat.S_ISREG(status.st_mode):
                yield Failure(display(path), "is neither a file nor a folder")
            elif self._is_new(path):
                yield FoundFile(Path(os.path.realpath(path)), display(path), status.st_size)

    def _entries_last_first(self, folder: Path) -> list[Path]:
        if not self._is_new(folder):
            return []
        names = set(os.listdir(folder))  # noqa: PTH208 -- see visit
        wanted = (name for name in names if is_wanted(name) and not is_of_page(name, names.__contains__))
        return [folder / name for name in sorted(wanted, reverse=True)]

    def _is_new(self, path: Path) -> bool:
        resolved = os.path.realpath(path)
        new = resolved not in self.seen
        self.seen.add(resolved)
        return new


def is_wanted(name: str) -> bool:
    """Whether a file or folder of that name in a folder or archive is taken in.

    Not what is hidden, what Word has open (`~$...`), and licences.
    """
    return not name.startswith((".", "~$")) and not _NOT_ARTICLES.fullmatch(name)


def is_of_page(path: str, is_there: Callable[[str], bool]) -> bool:
    """Whether `path` is or lies in what a browser has saved beside a page: `Story_files` beside `Story.html`.

    `is_there` tells of a path, written as `path` is, whether something has it.

    >>> is_of_page("a/Story_files/f.txt", {"a/Story.html"}.__contains__), is_of_page("a_files", lambda _: False)
    (True, False)
    """
    pages = (path[: found.start()] for found in _BESIDE_PAGE.finditer(path))
    return any(is_there(page + ending) for page in pages for ending in (".html", ".htm", ".xhtml"))


def _reason(error: OSError | ValueError, path: Path) -> str:
    if isinstance(error, FileNotFoundError):
        name = display(path.as_posix())
        return "no such file or folder" + (f"; for a web address write https://{name}" if _SITE.match(name) else "")
    return f"cannot be opened: {(error.strerror if isinstance(error, OSError) else None) or error}"
