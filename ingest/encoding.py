"""Bytes to text: UTF-8, what a byte order mark says, or a guess that is logged; no silent replacement characters."""

import codecs
import logging
import re

from core.errors import IngestError

log = logging.getLogger(__name__)

# The longer marks first: UTF-32 LE begins with the mark of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What articles are really found in. Against all that Python knows, short Latin text is taken for Baltic DOS or, in
# pairs of bytes, for Chinese.
_GUESSED = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]+?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_SEVEN_BITS = ("iso2022", "hz")  # Japanese, Chinese and Korean in ASCII's bytes: always UTF-8 too, and then nonsense
_GUESS_FROM_BYTES = 1 << 18
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(content: bytes, origin: str) -> str:
    """The text of `content`, without a byte order mark.

    Raises IngestError where the bytes are no text, or no encoding can be told for them.
    """
    encoding = encoding_of(content, origin, whole=True)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise IngestError(f"is not valid {error.encoding} at byte {error.start}; convert it to UTF-8") from error


def decode_page(content: bytes, charset: str, origin: str) -> str:
    """The text of a web page or message, whose `charset` its sender may have named and whose `<meta>` may name another.

    A byte order mark wins; then UTF-8 where the bytes are that, because pages are often declared to be something else
    but hardly anything else is UTF-8 by chance, unless it is written in seven bits; then what is declared; then a
    guess. Raises IngestError as `decode`.
    """
    if marked_encoding(content):
        return decode(content, origin)
    stated = [charset, *(name.decode("ascii") for name in _DECLARED.findall(content[:8192]))]
    declared = list(filter(None, map(_as_browsers_take_it, stated)))
    of_seven_bits = [name for name in declared if name.startswith(_SEVEN_BITS)]
    is_utf8 = _decoded(content, "utf-8") is not None
    for name in of_seven_bits if is_utf8 else declared:
        if (text := _decoded(content, name)) is not None:
            return text
    return decode(content, origin)


def _as_browsers_take_it(charset: str) -> str | None:
    """The codec for a declared charset: Windows-1252 for what calls itself Latin-1 or ASCII (WHATWG Encoding, 4.2)."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}.get(
        name, name
    )


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):  # LookupError: a codec that makes no text, such as "zip"
        return None


def encoding_of(content: bytes, origin: str, *, whole: bool = False) -> str:
    """Name of the encoding of `content`, which unless `whole` may be cut off in mid-character.

    Raises IngestError as `decode` does.
    """
    if marked := marked_encoding(content):
        return marked
    if is_binary(content):
        raise IngestError("is binary, not text")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
    except UnicodeDecodeError:
        return _guess(content[:_GUESS_FROM_BYTES], origin)
    return "utf-8"


def marked_encoding(content: bytes) -> str | None:
    """The encoding that a byte order mark names, None without one."""
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def is_binary(content: bytes) -> bool:
    """Whether `content`, which carries no byte order mark, holds a NUL or more than 1% of other control characters."""
    head = content[:65536]
    return b"\0" in head or len(_CONTROL.findall(head)) * 100 > len(head)


def _guess(content: bytes, origin: str) -> str:
    """The likeliest encoding by charset-normalizer, Windows-1252 first among equals as browsers take it."""
    from charset_normalizer import from_bytes

    matches = from_bytes(content, cp_isolation=_GUESSED)
    best = matches.best()
    equals = [match for match in matches if best and (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    # No coherence means that the letters look like no known language: then a choice among several readings would be
    # arbitrary, and put wrong letters into quotes.
    if best is None or (best.coherence <= 0 and len(equals) > 1):
        raise IngestError("is not UTF-8 and its encoding cannot be determined; convert it to UTF-8")
    fitting = {encoding for match in equals for encoding in match.could_be_from_charset}
    encoding = "cp1252" if "cp1252" in fitting else best.encoding
    log.warning("encoding guessed: source=%s encoding=%s", origin, encoding)
    return encoding
