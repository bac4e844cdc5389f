"""Which media type a file has. Its content decides where it can, its name where several fit."""

import re
from pathlib import Path

from core.errors import IngestError
from ingest.documents import CSV, JSONL, MARKDOWN, TEXT
from ingest.encoding import encoding_of
from ingest.identity import suffix

HEAD_BYTES = 65536

_BY_SUFFIX = {
    ".csv": CSV,
    ".tsv": CSV,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".json": JSONL,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": TEXT,
    ".text": TEXT,
    "": TEXT,
}
TAKEN = "plain text, Markdown, JSONL and CSV, each also as .gz"
_REFUSED = (
    (re.compile(rb"%PDF-"), "a PDF file"),
    (re.compile(rb"PK\x03\x04"), "a zip archive or office document"),
    (re.compile(rb"\x89PNG|GIF8|\xff\xd8\xff"), "an image"),
    (re.compile(rb"\{\\rtf"), "an RTF document"),
    (re.compile(rb"BZh\d|\xfd7zXZ|7z\xbc\xaf"), "an archive"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE), "a web page"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml"), "an XML file"),
)
_JSON_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]*"\s*:')


def media_type(path: Path, head: bytes) -> str:
    """The media type of the file `path`, whose unpacked content begins with `head` (HEAD_BYTES of it, if it has them).

    Raises IngestError for what is not read, saying what it is.
    """
    for signature, kind in _REFUSED:
        if signature.match(head):
            raise IngestError(f"is {kind}; taken are {TAKEN}")
    ending = suffix(Path(path.name[:-3] if path.name.lower().endswith(".gz") else path.name)).lower()
    if ending not in _BY_SUFFIX:
        encoding_of(head, str(path))  # "is binary" says more than "unknown file type"
        raise IngestError(f"unknown file type {ending}; taken are {TAKEN}")
    named = _BY_SUFFIX[ending]
    if ending == ".json":
        _check_json_lines(head)
    if named == TEXT and _JSON_OBJECT.match(head) and _first_line_is_whole_object(head):
        return JSONL
    if named == TEXT and re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[\w-]+:", head):
        return MARKDOWN
    return named


def _check_json_lines(head: bytes) -> None:
    if not (_JSON_OBJECT.match(head) and _first_line_is_whole_object(head)):
        raise IngestError("is JSON of another shape; write one object with the article's fields on each line (JSONL)")


def _first_line_is_whole_object(head: bytes) -> bool:
    """Whether the first line ends as an object does, or is longer than `head`, as a long article's row is."""
    line, newline, _ = head.lstrip().partition(b"\n")
    return line.rstrip().endswith(b"}") or (not newline and len(head) >= HEAD_BYTES)
