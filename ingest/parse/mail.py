"""A message (EML, or one of an mbox) -> Article: newsletters, and articles that somebody sent.

`Subject` is the title, `Date` the day it was published, the sender its source. Attachments are left out.
A page that a browser has saved as one file (MHTML) is a message in form only, and is read as the page it holds.
"""

import datetime as dt
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime

from lxml import etree

from core.errors import IngestError
from core.types import Article
from ingest.dates import parse_date
from ingest.documents import HTML, RawFile
from ingest.encoding import decode_page
from ingest.metadata import file_article, web_address
from ingest.parse.blocks import block_text
from ingest.parse.html import load_page, parse_html

_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
_MIN_PLAIN_CHARS = 200
# Lines about the newsletter rather than of it.
_HOUSEKEEPING = re.compile(
    r"view (?:this )?(?:email |message )?in (?:your |a )?browser|unsubscribe"
    r"|manage (?:your )?(?:preferences|subscription)|update your preferences|you(?:'re| are) receiving this"
    r"|having trouble viewing|im browser ansehen|abbestellen|se désabonner",
    re.IGNORECASE,
)
_MAX_HOUSEKEEPING_CHARS = 200
_SNAPSHOT = "Snapshot-Content-Location"
_SIGNATURE = re.compile(r"^-- \n.*\Z", re.MULTILINE | re.DOTALL)


def parse_mail(raw: RawFile) -> Article:
    """The article in a message. Raises IngestError where there is none."""
    # A message that is broken inside raises nearly anything out of the standard library's reader of headers.
    try:
        message = message_from_bytes(raw.content, policy=policy.default)
        page = _saved_page(message, raw)
        text = "" if page else _text(message, raw.origin)
        values = _stated(message)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise IngestError(f"is a message that cannot be read: {type(error).__name__}: {error}") from error
    return parse_html(page) if page else file_article(raw, text, values, date_from="email")


def _saved_page(message: EmailMessage, raw: RawFile) -> RawFile | None:
    """The page in what a browser has saved, None for a message: its header tells of the saving, not of the page."""
    _, sender = parseaddr(str(message.get("From", "")))
    if _SNAPSHOT not in message and not sender.startswith("Saved by "):
        return None
    part = message.get_body(("html",))
    if part is None:
        raise IngestError("is a saved page without the page")
    stated = message.get(_SNAPSHOT) or part.get("Content-Location") or message.get("Content-Location")
    hints = {**raw.hints, "charset": part.get_content_charset("") or ""}
    address = raw.url or web_address(str(stated or "").strip())
    return replace(raw, media_type=HTML, content=_payload(part), url=address, hints=hints)


def _stated(message: EmailMessage) -> dict[str, object]:
    name, address = parseaddr(str(message.get("From", "")))
    return {
        "title": _PREFIX.sub("", " ".join(str(message.get("Subject", "")).split())),
        "date": _day(str(message.get("Date", ""))),
        "source": " ".join(name.split()) or address.rpartition("@")[2],
        "url": str(message.get("Archived-At", "")).strip("<> "),
        "language": str(message.get("Content-Language", "")).partition(",")[0].partition("-")[0],
    }


def _day(stated: str) -> dt.date | None:
    """The day as the sender's clock had it."""
    try:
        return parsedate_to_datetime(stated).date()
    except ValueError:
        return parse_date(stated)


def _text(message: EmailMessage, origin: str) -> str:
    """The plain part, unless it is a mere notice beside the HTML part."""
    plain, page = _part(message, "plain", origin), _part(message, "html", origin)
    text = _SIGNATURE.sub("", plain.replace("\r\n", "\n"))
    if page and len(text.strip()) < _MIN_PLAIN_CHARS:
        from_page = block_text(_body(page))
        text = from_page if len(from_page) > len(text.strip()) else text
    return "\n".join(line.rstrip() for line in text.split("\n") if not _is_housekeeping(line)).strip()


def _body(page: str) -> etree._Element:
    tree = load_page(page)
    body = tree.find(".//body")
    return tree if body is None else body


def _is_housekeeping(line: str) -> bool:
    return len(line) <= _MAX_HOUSEKEEPING_CHARS and _HOUSEKEEPING.search(line) is not None


def _part(message: EmailMessage, kind: str, origin: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    return decode_page(_payload(part), part.get_content_charset("") or "", origin)


def _payload(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
