"""Documents that are zip archives of XML (DOCX, ODT, EPUB), opened with limits and without entities."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from core.errors import IngestError

MAX_FILES = 10_000
MAX_UNPACKED_BYTES = 400_000_000
_MAX_RATIO = 400  # XML packs to a fortieth; a bomb to a thousandth
_PARSER_LIMITS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Package:
    """The files of a package by their names. Reading raises IngestError."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def xml(self, name: str) -> etree._Element:
        """The root of the XML file `name`, without entities: none is resolved, and a document type is refused."""
        content = self.read(name)
        try:
            tree = etree.fromstring(content, etree.XMLParser(**_PARSER_LIMITS))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise IngestError(f"is broken: {name} inside it is not XML: {error}") from error
        if tree is None:
            raise IngestError(f"is broken: {name} inside it is empty")
        if tree.getroottree().docinfo.internalDTD is not None and _has_entities(tree):
            raise IngestError(f"declares XML entities in {name}, which are not read")
        return tree

    def read(self, name: str) -> bytes:
        if name not in self._names:
            raise IngestError(f"is broken: {name} is missing inside it")
        return self._archive.read(name)


@contextmanager
def opened_package(content: bytes) -> Iterator[Package]:
    """The package `content`. Raises IngestError for one that is broken, locked or unpacks without bound."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
            yield Package(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        # ValueError: offsets outside the file, names that are no Unicode
        raise IngestError(f"is a broken file: {error}") from error
    except RuntimeError as error:  # what zipfile raises where a password is asked for
        raise IngestError("is locked with a password; save it without one") from error


def _check(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    unpacked = sum(file.file_size for file in files)
    if len(files) > MAX_FILES or unpacked > MAX_UNPACKED_BYTES:
        raise IngestError(f"unpacks to {unpacked:,} bytes in {len(files):,} files, which is more than is read")
    for file in files:
        if file.file_size > 1_000_000 and file.file_size > _MAX_RATIO * max(1, file.compress_size):
            raise IngestError(f"unpacks without bound: {file.filename[:80]!r} inside it")


def _has_entities(tree: etree._Element) -> bool:
    dtd = tree.getroottree().docinfo.internalDTD
    return dtd is not None and next(dtd.iterentities(), None) is not None
