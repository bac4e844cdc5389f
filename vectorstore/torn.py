"""Signs of torn index files that can be seen from outside, without opening the index: sizes, ranges and checksums.

The layouts are those of chromadb 1.5 (its fork of hnswlib, `saveIndex`) and tantivy 0.27 (a checksum at the end of
every segment file).
"""

import json
import logging
import pickle
import struct
import zlib
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

# version, offset of level 0, capacity, count, record size, label offset, data offset, top level, entry point,
# M of upper levels, of level 0, M, multiplier, ef_construction
_HEADER = struct.Struct("<i6QiI3QdQ")
_TANTIVY_MAGIC = 1337


class _Header(NamedTuple):
    version: int
    level0: int
    capacity: int
    records: int
    record_bytes: int
    label: int
    data: int
    top: int
    entry: int
    m_upper: int
    m_level0: int
    m: int
    multiplier: float
    ef_construction: int


def torn_graph(folder: Path) -> str:
    """What is wrong with the graph files of the Chroma folder, "" where nothing is.

    A folder without graph files is in order: all its vectors are still in Chroma's log.
    """
    for header in folder.glob("*/header.bin"):
        try:
            _check_graph(header.parent)
        except (OSError, ValueError, struct.error, pickle.UnpicklingError, EOFError, KeyError, IndexError) as error:
            log.warning("dense index is torn: folder=%s finding=%s", header.parent, error)
            return str(error) or type(error).__name__
    return ""


def _check_graph(folder: Path) -> None:
    header = _Header(*_HEADER.unpack((folder / "header.bin").read_bytes()))
    count = header.records
    level0 = (folder / "data_level0.bin").stat().st_size
    _require(
        level0 == header.capacity * header.record_bytes or level0 == count * header.record_bytes,
        "size of data_level0.bin",
    )
    _require((folder / "length.bin").stat().st_size >= 4 * count, "size of length.bin")
    metadata = folder / "index_metadata.pickle"
    if metadata.exists():
        with metadata.open("rb") as stream:
            added = _PlainUnpickler(stream).load()
        _require(len(added["id_to_label"]) <= count <= added["total_elements_added"], "count in index_metadata.pickle")
    if count:
        records = np.memmap(folder / "data_level0.bin", dtype=np.uint8, mode="r")[: count * header.record_bytes]
        _check_records(records.reshape(count, header.record_bytes), header)
        _check_links((folder / "link_lists.bin").read_bytes(), header)


def _check_records(records: NDArray[np.uint8], header: _Header) -> None:
    """Every record: at most M0 neighbours, all of them existing ones, a vector that is finite and not zero."""
    _require(header.entry < header.records, "entry point")
    for start in range(0, header.records, 10_000):
        part = records[start : start + 10_000]
        degree = part[:, :2].copy().view("<u2")[:, 0]
        _require(int(degree.max()) <= header.m_level0, "number of neighbours")
        neighbours = part[:, 4 : 4 + 4 * header.m_level0].copy().view("<u4")
        used = np.arange(header.m_level0) < degree[:, np.newaxis]
        _require(not (neighbours[used] >= header.records).any(), "neighbours")
        vectors = part[:, header.data : header.label].copy().view("<f4")
        norms = np.linalg.norm(vectors, axis=1)
        _require(bool(np.isfinite(norms).all() and (norms > 0).all()), "vectors")


def _check_links(content: bytes, header: _Header) -> None:
    """One length and that many bytes of links for every record."""
    position = 0
    per_level = 4 * header.m_upper + 4
    for _ in range(header.records):
        (size,) = struct.unpack_from("<I", content, position)
        _require(size % per_level == 0, "link_lists.bin")
        position += 4 + size
    _require(position == len(content), "length of link_lists.bin")


class _PlainUnpickler(pickle.Unpickler):
    """Reads dictionaries, lists, texts and numbers, and nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} does not belong here")


def torn_segments(folder: Path) -> str:
    """What is wrong with the tantivy files under `folder`, "" where nothing is."""
    for index in ("chunks", "articles"):
        try:
            _check_segments(folder / index)
        except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
            log.warning("lexical index is torn: folder=%s finding=%s", folder / index, error)
            return str(error) or type(error).__name__
    return ""


def _check_segments(folder: Path) -> None:
    segments = {
        entry["segment_id"].replace("-", "") for entry in json.loads((folder / "meta.json").read_bytes())["segments"]
    }
    for path in folder.iterdir():
        if path.name.split(".")[0] in segments:
            with path.open("rb") as stream:
                _check_footer(stream, path.name)


def _check_footer(stream: IO[bytes], name: str) -> None:
    content = stream.read()
    length, magic = struct.unpack("<II", content[-8:])
    _require(magic == _TANTIVY_MAGIC and length + 8 <= len(content), f"end of {name}")
    footer = json.loads(content[-8 - length : -8])
    _require(zlib.crc32(content[: -8 - length]) == footer["crc"], f"checksum of {name}")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
