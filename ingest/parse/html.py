"""Web page -> Article: the body as trafilatura finds it, the rest by what the page states about itself."""

import logging
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from core.errors import IngestError
from core.language import detect_language
from core.types import Article
from ingest.datelines import head_lines
from ingest.documents import RawFile
from ingest.encoding import decode_page
from ingest.identity import page_id, same_site
from ingest.metadata import file_article, web_address
from ingest.parse.blocks import block_text, lines_of
from ingest.parse.jsonld import Node, article_node, names_of, text_of
from ingest.parse.page_dates import page_dates
from ingest.parse.page_kept import with_all_text
from ingest.parse.page_layout import PageLayout
from ingest.parse.page_marks import drop_marks
from ingest.parse.page_posts import part_to_read
from ingest.parse.page_titles import headlines, page_titles, site_in_title

log = logging.getLogger(__name__)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_BYLINE = re.compile(r"(?:by|von|par|por|di|door)\s+(?P<names>[^|·•–—(\d]{3,80})", re.IGNORECASE)
# Words with a capital letter, and the small ones between them.
_NAME = re.compile(
    r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:(?:de|del|van|von|der|da|dos|la|bin|al)\s+)*[^\W\d_a-z][\w.'’-]*){0,4}"
)
_AND = re.compile(r"\s*(?:,|;|\band\b|&|\bund\b|\bet\b|\by\b)\s*")
_MAX_LINES = 400
_MIN_CHARS = 40  # less is a menu or a notice about cookies


def parse_html(raw: RawFile) -> Article:
    """The article of a web page. Raises IngestError where the page holds none."""
    tree = load_page(decode_page(raw.content, raw.hints.get("charset", ""), raw.origin))
    drop_marks(tree)
    declared = _declared_language(tree)
    address, others = _addresses(tree, raw.url)
    site = _named(tree, "og:site_name", "application-name")
    node = article_node(tree, addresses=[*others, *([raw.url] if raw.url else [])], titles=headlines(tree))
    publisher = text_of(node.get("publisher"))
    titles = page_titles(tree, node, sites=[site, publisher, _host(address)])
    layout = PageLayout(tree, titles)
    head = _lines_under(titles, tree, layout)
    text = _without_headline(_body(tree, layout), titles)
    dates = page_dates(
        tree, node, layout, language=declared, addresses=[*others, raw.url or ""], head=head, text=text, hints=raw.hints
    )
    values: dict[str, object] = {
        "title": titles[0] if titles else "",
        "date": dates.published,
        "modified": dates.modified,
        "source": site or publisher or raw.hints.get("source") or _host(address) or site_in_title(tree, titles),
        "authors": _authors(tree, node, head),
        "url": address,
        "section": text_of(node.get("articleSection")) or _named(tree, "article:section", "parsely-section"),
        # Systems declare the language of their template; the text itself knows better, where it is long enough.
        "language": detect_language(text) or declared.partition("-")[0],
    }
    article_id = page_id(raw.url, address) if raw.url else ""
    return file_article(raw, text, values, date_from=dates.published_from, article_id=article_id)


def load_page(text: str) -> etree._Element:
    """The tree of a page without its comments. Raises IngestError where there is nothing in it."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        # Text with a declaration of its encoding is not taken: what it says is no longer so.
        return html.document_fromstring(_XML_DECLARATION.sub("", _CONTROL.sub("", text)), parser=parser)
    except (etree.LxmlError, AssertionError) as error:  # lxml asserts on some documents without any element
        raise IngestError(f"is not HTML that can be read: {error}") from error


def _body(tree: etree._Element, layout: PageLayout) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(with_all_text(part_to_read(tree, layout)), include_comments=False, include_formatting=False)
    text = block_text(found.body) if found is not None and not isinstance(found, dict) else ""
    if len(text) < _MIN_CHARS:
        raise IngestError("holds no article that can be told from the page around it")
    return text


def _without_headline(text: str, titles: Sequence[str]) -> str:
    """`text` without its first line where that is the headline, which the article has as its title."""
    first, _, rest = text.partition("\n")
    return rest.lstrip() if rest.strip() and first.casefold() in {title.casefold() for title in titles} else text


def _lines_under(titles: Sequence[str], tree: etree._Element, layout: PageLayout) -> tuple[str, ...]:
    """The short lines that stand between the headline and the first paragraph: byline, dates, standfirst."""
    body = tree.find(".//body")
    lines = list(lines_of(block_text(tree if body is None else body, layout.is_aside_part)))[:_MAX_LINES]
    folded = {title.casefold() for title in titles}
    at = next((number for number, line in enumerate(lines) if line.casefold() in folded), None)
    return () if at is None else head_lines("\n".join(lines[at + 1 :]))


def _declared_language(tree: etree._Element) -> str:
    root = tree if tree.tag == "html" else tree.find(".//html")
    stated = (root.get("lang") or root.get("xml:lang") or "") if root is not None else ""
    code = (stated or _named(tree, "og:locale", "content-language")).strip().lower().replace("_", "-")
    return code if re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", code) else ""


def _addresses(tree: etree._Element, fetched: str | None) -> tuple[str, list[str]]:
    """The page's own address, and all that it gives for itself; those of another site than `fetched` are not believed.

    Without `fetched`, as in a saved page, the page's word is all there is.
    """
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    stated = [*links, _named(tree, "og:url")]
    given = (web_address(_joined(fetched or "", address.strip())) for address in stated if address)
    own = [address for address in given if address and (not fetched or _is_own(address, fetched))]
    return (own[0] if own else fetched or ""), own


def _is_own(address: str, fetched: str) -> bool:
    """Whether a page read at `fetched` may call `address` its own: the same site, and not merely its front page."""
    return same_site(fetched, address) and (
        bool(urlsplit(address).path.strip("/")) or not urlsplit(fetched).path.strip("/")
    )


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _authors(tree: etree._Element, node: Node, head: Sequence[str]) -> list[str]:
    from trafilatura.metadata import extract_author

    if names := list(names_of(node.get("author"))) or list(_meta_authors(tree)):
        return names
    for line in head:
        if byline := _BYLINE.match(line):
            return [name[0] for part in _AND.split(byline["names"]) if (name := _NAME.match(part))]
    found = extract_author(tree)
    return [found] if found else []


def _meta_authors(tree: etree._Element) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if name in {"author", "article:author", "parsely-author", "dc.creator", "citation_author"}:
            content = (meta.get("content") or "").strip()
            if content and not web_address(content):  # article:author is often the address of a profile
                yield content


def _named(tree: etree._Element, *names: str) -> str:
    """The content of the first of `names` that the page's `<meta>` elements carry, "" without any."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("http-equiv") or "").strip().lower()
        if name in names and (content := " ".join((meta.get("content") or "").split())):
            found.setdefault(name, content)
    return next((found[name] for name in names if name in found), "")
