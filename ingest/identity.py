"""Article ids for what brings none of its own.

A file's id is `<name>-<12 hex digits>`: its name made safe to type, and the SHA-256 of its resolved path, so that one
file has one id however its path is written, and a changed file replaces its earlier revision. The path itself is not
in it. A library keeps its ids when it moves; the same files taken in from another place are other articles.
"""

import hashlib
import os
import re
from pathlib import Path

_DIGITS = 12  # 48 bits: a million files of one name collide with a chance below 1 in 500
_MAX_SLUG = 60


def file_id(path: Path) -> str:
    """The id of the file at `path`: resolved (absolute, without symbolic links), or what stands for its place."""
    return f"{slug(bare_name(path))}-{_digest(os.fsencode(path))}"


def row_id(name: str, url: str | None, title: str, text: str) -> str:
    """The id of a row without one: by its address, or else by its own content.

    Without an address a changed row is a new article, because nothing says that it is the old one.
    """
    key = url or f"{title}\n{text}"
    # A lone surrogate is refused with its reason later; the id must not fail before that.
    return f"{slug(title or name)}-{_digest(key.encode('utf-8', 'surrogatepass'))}"


def bare_name(path: Path) -> str:
    """The file's name without its extension, and without `.gz` before that.

    >>> bare_name(Path("a/bridge-opens.txt.gz"))
    'bridge-opens'
    """
    name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    return name.removesuffix(suffix(Path(name)))


def suffix(path: Path) -> str:
    """The extension as written, or "" where what follows the last dot is no extension ("No. 7", "v1.2").

    >>> suffix(Path("news.MD")), suffix(Path("St. Mary"))
    ('.MD', '')
    """
    found = path.suffix
    return found if re.fullmatch(r"\.[A-Za-z][A-Za-z0-9]{0,9}", found) else ""


def slug(name: str) -> str:
    """`name` in lower case with everything but letters and digits as single hyphens.

    >>> slug("Bridge opens (2nd try)")
    'bridge-opens-2nd-try'
    """
    words = re.sub(r"[\W_]+", "-", name.lower()).strip("-")
    return words[:_MAX_SLUG].rstrip("-") or "article"


def _digest(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:_DIGITS]
