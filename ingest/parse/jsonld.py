"""What a page says about its article in schema.org's terms, as JSON-LD.

Publishers write it for search engines, so it is what they care most to get right; but a page may carry the same for
the articles it links to, and then nothing is taken unless one of them is told apart as the page's own.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

Node = Mapping[str, object]

_MAX_SCRIPT_CHARS = 2_000_000
_MAX_NODES = 2_000
_ARTICLE = re.compile(r"(?:\w*(?:Article|BlogPosting|Blog_?Post|Posting)|Report|Review)$")
_WRAPPED = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def article_node(tree: etree._Element, *, addresses: Sequence[str], titles: Sequence[str]) -> Node:
    """The node of the page's own article, empty where the page has none or several that cannot be told apart.

    `addresses` are those of the page and `titles` its headlines: what picks one of several.
    """
    nodes = list(_nodes(tree))
    articles = [node for node in nodes if _is_of(node, _ARTICLE)]
    if len(articles) > 1:
        own = [node for node in articles if _addresses(node) & {_plain(address) for address in addresses}]
        own = own or [node for node in articles if _folded(text_of(node.get("headline"))) in map(_folded, titles)]
        articles = _merged(own)
    if articles:
        return _with_names(articles[0], nodes)
    pages = [node for node in nodes if _is_of(node, re.compile(r"WebPage$")) and node.get("datePublished")]
    return _with_names(pages[0], nodes) if len(pages) == 1 else {}


def _with_names(node: Node, nodes: Sequence[Node]) -> Node:
    """`node` with its people and publisher in full, where it only refers to other nodes of the page."""
    by_id = {value["@id"]: value for value in nodes if isinstance(value.get("@id"), str) and value.get("name")}
    return {key: _in_full(value, by_id) if key in {"author", "publisher"} else value for key, value in node.items()}


def _in_full(value: object, by_id: Mapping[object, Node]) -> object:
    if isinstance(value, list):
        return [_in_full(entry, by_id) for entry in value[:_MAX_NODES]]
    reference = value.get("@id") if isinstance(value, Mapping) and not value.get("name") else None
    return by_id.get(reference, value) if isinstance(reference, str) else value


def text_of(value: object) -> str:
    """A value as one line: of a list its first, of an object its name; "" of anything else.

    >>> text_of([{"@type": "Person", "name": "Jo &amp; Ann"}])
    'Jo & Ann'
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("@value") or ""
    # Some systems escape twice, once for HTML and once for the script that is no HTML.
    return " ".join(html.unescape(html.unescape(value)).split()) if isinstance(value, str) else ""


def names_of(value: object) -> Iterator[str]:
    """The names in a value that may be one person, several, or names alone."""
    for entry in value if isinstance(value, list) else [value]:
        if name := text_of(entry):
            yield name


def _nodes(tree: etree._Element) -> Iterator[Node]:
    count = 0
    for script in tree.iter("script"):
        if str(script.get("type", "")).split(";")[0].strip().lower() != "application/ld+json":
            continue
        waiting: list[object] = [_loaded(script.text or "")]
        while waiting and count < _MAX_NODES:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting[:0] = value[:_MAX_NODES]
            elif isinstance(value, dict):
                count += 1
                yield value
                waiting += [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]


def _loaded(script: str) -> object:
    """The script's value, None where it is none; what is often wrong with these scripts is mended."""
    if len(script) > _MAX_SCRIPT_CHARS:
        return None
    bare = _WRAPPED.sub("", script).strip()
    for text in (bare, _TRAILING_COMMA.sub(r"\1", bare), html.unescape(bare)):
        try:
            return json.loads(text, strict=False)  # line ends inside strings are the commonest fault
        except (ValueError, RecursionError):
            continue
    return None


def _is_of(node: Node, wanted: re.Pattern[str]) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and wanted.search(kind.rpartition("/")[2]) for kind in listed)


def _addresses(node: Node) -> set[str]:
    found = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    found += [value.get("@id") or value.get("url") for value in found if isinstance(value, Mapping)]
    return {_plain(value) for value in found if isinstance(value, str)} - {""}


def _merged(nodes: Sequence[Node]) -> list[Node]:
    """`nodes`, which stand for one article, as one; none where they differ in what matters."""
    days = {str(node["datePublished"])[:10] for node in nodes if node.get("datePublished")}
    if len(days) > 1 or not nodes:
        return []
    merged: dict[str, object] = {}
    for node in nodes:
        merged = {**node, **merged}
    return [merged]


def _plain(address: str) -> str:
    """An address without what may differ between two of one page."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address.strip()).rstrip("/").lower()


def _folded(title: str) -> str:
    return re.sub(r"\W+", " ", title).strip().casefold()
