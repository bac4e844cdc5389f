"""A message (EML, or one of an mbox) -> Article: newsletters, and articles that somebody sent.

`Subject` is the title, `Date` the day it was published, the sender its source. Attachments are left out.
"""

import datetime as dt
import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from lxml import etree

from core.errors import IngestError
from core.types import Article
from ingest.dates import parse_date
from ingest.documents import RawFile
from ingest.encoding import decode, decode_page
from ingest.metadata import file_article
from ingest.parse.blocks import block_text
from ingest.parse.html import load_page

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
_SIGNATURE = re.compile(r"^-- \n.*\Z", re.MULTILINE | re.DOTALL)


def parse_mail(raw: RawFile) -> Article:
    """The article in a message. Raises IngestError where there is none."""
    # A message that is broken inside raises nearly anything out of the standard library's reader of headers.
    try:
        message = message_from_bytes(raw.content, policy=policy.default)
        text = _text(message, raw.origin)
        values = _stated(message)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise IngestError(f"is a message that cannot be read: {type(error).__name__}: {error}") from error
    return file_article(raw, text, values, date_from="email")


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
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset("") or ""
    if kind == "html":
        return decode_page(content, charset, origin)
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(content, origin)
