"""Article ids for what brings none of its own.

A file's id is `<name>-<12 hex digits>`: its name made safe to type, and the SHA-256 of its resolved path, so that one
file has one id however its path is written, and a changed file replaces its earlier revision. The path itself is not
in it. A library keeps its ids when it moves; the same files taken in from another place are other articles. A web
page's id is made the same way of its address, without what says nothing about the page: scheme, `www.`, fragment, and
the parameters by which visits are counted.
"""

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_DIGITS = 12  # 48 bits: a million files of one name collide with a chance below 1 in 500
_MAX_SLUG = 60
_COUNTED = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|_ga|cmpid|ocid", re.IGNORECASE)
# Names under which one site serves the same page once more.
_SAME_SITE = re.compile(r"(?:www\d?|amp|m|mobile)\.")


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


def page_id(address: str, canonical: str | None = None) -> str:
    """The id of the page read at the http(s) `address`: that of the address it calls `canonical`, if of the same site.

    A page of another site can't take the place of an article that is not its own.

    >>> page_id("http://www.example.org/bridge-opens?utm_source=x#top") == page_id("https://example.org/bridge-opens")
    True
    """
    if canonical and same_site(address, canonical):
        address = canonical
    key = _address_key(address)
    path = PurePosixPath(unquote(urlsplit(address).path))
    return f"{slug(bare_name(Path(path.name)) if path.name else key.partition('/')[0])}-{_digest(key.encode())}"


def same_site(address: str, other: str) -> bool:
    """Whether two addresses are of one host, but for `www.`, `m.` and the like.

    >>> same_site("https://amp.example.org/a", "https://www.example.org/a"), same_site("https://a.org", "https://b.org")
    (True, False)
    """
    first, second = _host(address), _host(other)
    return bool(first) and _SAME_SITE.sub("", first, count=1) == _SAME_SITE.sub("", second, count=1)


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").rstrip(".") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _address_key(address: str) -> str:
    parts = urlsplit(address)
    default = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(default).removeprefix("www.")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in pairs if not _COUNTED.fullmatch(pair[0])])
    return f"{host}{parts.path or '/'}" + (f"?{query}" if query else "")


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
