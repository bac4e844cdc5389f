"""Zip and tar archives as sources: what lies in them is read, and nothing gets out or unpacks without bound."""

import gzip
import io
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import IngestError
from core.types import Failure
from ingest import archives
from ingest.archives import Budget, SpentError, zip_members
from ingest.documents import RawFile, RawRow
from ingest.formats import media_type
from ingest.sources import SourceReader
from tests.ingest.parse import made

LIMIT = 100_000


def _zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]  # one of "w", "w:gz"
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _read(folder: Path, name: str, content: bytes) -> list[RawFile | RawRow | Failure]:
    (folder / name).write_bytes(content)
    return list(SourceReader([folder / name], max_bytes=LIMIT))  # type: ignore[arg-type]  # no Unchanged without addresses


def _told(folder: Path, found: list[RawFile | RawRow | Failure]) -> list[str]:
    """Origins of documents, origins and reasons of failures, without the folder."""
    told = [f"{one.source}: {one.reason}" if isinstance(one, Failure) else one.origin for one in found]
    return [one.removeprefix(f"{folder}/") for one in told]


FILES = {
    "news/a.txt": b"It rained.",
    "news/b.md": b"---\ntitle: Snow\n---\nIt snowed.",
    "dump.jsonl": b'{"text": "One."}\n{"text": "Two."}\n',
    ".hidden/c.txt": b"It hailed.",
    "__MACOSX/news/a.txt": b"nothing",
    "LICENSE": b"Permission is granted",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.zip", _zip(FILES)),
        ("x.tar", _tar(FILES)),
        ("x.tar.gz", _tar(FILES, "w:gz")),
        ("x.dat", _zip(FILES)),
        ("x.zip.gz", gzip.compress(_zip(FILES))),
    ],
)
def test_what_lies_in_an_archive_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    assert _told(tmp_path, _read(tmp_path, name, content)) == [
        f"{name}!news/a.txt",
        f"{name}!news/b.md",
        f"{name}!dump.jsonl:1",
        f"{name}!dump.jsonl:2",
    ]


def test_a_member_has_one_id_for_as_long_as_it_keeps_its_place(tmp_path: Path) -> None:
    first = _read(tmp_path, "x.zip", _zip({"a.txt": b"It rained.", "b/a.txt": b"It snowed."}))
    again = _read(tmp_path, "x.zip", _zip({"b/a.txt": b"It snowed again."}))

    ids = [one.article_id for one in [*first, *again] if isinstance(one, RawFile)]
    assert len(set(ids)) == 2
    assert ids[1] == ids[2]


def test_an_archive_in_an_archive_is_read(tmp_path: Path) -> None:
    inner = _zip({"a.txt": b"It rained."})

    assert _told(tmp_path, _read(tmp_path, "x.tar", _tar({"in.zip": inner}))) == ["x.tar!in.zip!a.txt"]


def test_archives_nest_three_deep_at_most(tmp_path: Path) -> None:
    content = _zip({"a.txt": b"It rained."})
    for _ in range(4):
        content = _zip({"in.zip": content, "b.txt": b"It snowed."})

    assert _told(tmp_path, _read(tmp_path, "x.zip", content)) == [
        "x.zip!in.zip!in.zip!in.zip: is an archive in more than 3 others",
        "x.zip!in.zip!in.zip!b.txt",
        "x.zip!in.zip!b.txt",
        "x.zip!b.txt",
    ]


@pytest.mark.parametrize("pack", [_zip, _tar])
def test_names_that_point_elsewhere_are_only_names(tmp_path: Path, pack) -> None:
    (tmp_path / "in").mkdir()
    content = pack({"../../escaped.txt": b"It rained.", "/absolute.txt": b"It snowed."})

    found = _read(tmp_path / "in", "x.zip", content)

    assert [one.content for one in found if isinstance(one, RawFile)] == [b"It rained.", b"It snowed."]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "x.zip"]


def test_links_and_devices_of_a_tar_are_left_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/hostname"
            archive.addfile(entry)

    assert _told(tmp_path, _read(tmp_path, "x.tar", packed.getvalue())) == [
        "x.tar: is an archive without files to read"
    ]


@pytest.mark.parametrize("pack", [_zip, _tar])
def test_a_bad_member_is_named_and_the_others_read(tmp_path: Path, pack) -> None:
    content = pack({"a.txt": b"", "b.txt": b"x" * (LIMIT + 1), "c.bin": b"\0\1\2", "d.txt": b"It rained."})

    assert _told(tmp_path, _read(tmp_path, "x.arc", content)) == [
        "x.arc!a.txt: is empty",
        "x.arc!b.txt: is larger than 100,000 bytes unpacked; raise DATELINE_MAX_FILE_MB",
        "x.arc!c.bin: is binary, not text",
        "x.arc!d.txt",
    ]


def test_a_member_that_is_broken_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    content = bytearray(_zip({"a.txt": b"It rained all day long.", "b.txt": b"It snowed."}))
    content[40] ^= 0xFF  # in the packed words of a.txt: 30 bytes of header and 5 of name come first

    found = _told(tmp_path, _read(tmp_path, "x.zip", bytes(content)))

    assert "a.txt: is broken in its archive" in found[0]
    assert found[1] == "x.zip!b.txt"


def test_a_bomb_in_an_archive_is_named(tmp_path: Path) -> None:
    content = _zip({"bomb.txt": b"a" * 20_000_000, "b.txt": b"It rained."})

    found = _told(tmp_path, _read(tmp_path, "x.zip", content))

    assert len(content) < 30_000
    assert "bomb.txt: is larger than 100,000 bytes" in found[0]
    assert found[1] == "x.zip!b.txt"


def test_an_archive_that_unpacks_without_end_is_stopped() -> None:
    # Ten files, each within its limit: together more than this archive may unpack to.
    content = _zip({f"{n}.txt": b"a" * 1000 for n in range(10)})
    budget = Budget(max_bytes=2500)

    members = (one for one in zip_members(io.BytesIO(content), "x.zip", budget) if not isinstance(one, Failure))

    with pytest.raises(SpentError, match="unpacks to more than 2,500 bytes"):
        sum(len(member.stream.read()) for member in members)


def test_an_archive_of_too_many_files_is_stopped() -> None:
    content = _zip({f"{n}.txt": b"a" for n in range(5)})

    with pytest.raises(SpentError, match="more than 3 files"):
        list(zip_members(io.BytesIO(content), "x.zip", Budget(1000, max_members=3)))


def _zip64(content: bytes) -> bytes:
    """The archive with the end records of zip64, beside which the older one says that it holds nothing."""
    start, end = content.index(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    (count,) = struct.unpack("<H", content[end + 10 : end + 12])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, end - start, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    return content[:end] + record + locator + b"PK\x05\x06" + bytes(18)


def test_a_small_zip64_archive_is_read(tmp_path: Path) -> None:
    assert _told(tmp_path, _read(tmp_path, "x.zip", _zip64(_zip({"a.txt": b"It rained."})))) == ["x.zip!a.txt"]


@pytest.mark.parametrize("form", [bytes, _zip64])
def test_a_directory_that_is_too_large_to_hold_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(archives, "_MAX_DIRECTORY_BYTES", 200)
    content = form(_zip({f"{n}.txt": b"It rained." for n in range(4)}))  # 4 times 46 bytes and a name of 5: 204

    assert "too many files" in _told(tmp_path, _read(tmp_path, "x.zip", content))[0]
    with pytest.raises(IngestError, match="too many files"):
        media_type(Path("x.zip"), content)


def test_a_large_member_that_is_not_packed_is_read_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MAX_DIRECTORY_BYTES", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", b"a" * 500_000)

    members = zip_members(packed, "x.zip", Budget(1_000_000))

    assert [len(one.stream.read(500_001)) for one in members if not isinstance(one, Failure)] == [500_000]


def test_a_tar_header_that_claims_to_be_huge_is_stopped(tmp_path: Path) -> None:
    # A long-name header of 50 MB, which tarfile would read into memory whole.
    entry = tarfile.TarInfo("long")
    entry.type, entry.size = tarfile.GNUTYPE_LONGNAME, 50_000_000
    content = gzip.compress(entry.tobuf(tarfile.GNU_FORMAT) + b"a" * 50_000_000)

    assert "header that is too long" in _told(tmp_path, _read(tmp_path, "x.tar.gz", content))[0]


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    content = bytearray(_zip({"a.txt": b"It rained."}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert "is encrypted" in _told(tmp_path, _read(tmp_path, "x.zip", bytes(content)))[0]


def test_a_gzip_file_that_unpacks_to_nothing_but_lines_is_stopped(tmp_path: Path) -> None:
    # 12 MB of blank lines in 12 kB: no row is too long, and there could be any number of them.
    lines = (b" " * 999 + b"\n") * 12_000
    found = _read(tmp_path, "x.jsonl.gz", gzip.compress(b'{"text": "One."}\n' + lines))

    assert isinstance(found[0], RawRow)
    assert "unpacks to more than 200 times its size" in _told(tmp_path, found)[-1]


def test_a_truncated_archive_is_named(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"It rained for {n} days."}) + "\n" for n in range(1000)).encode()

    assert "broken zip archive" in _told(tmp_path, _read(tmp_path, "x.zip", _zip({"a.jsonl": rows})[:-500]))[0]
    assert _told(tmp_path, _read(tmp_path, "x.tar", _tar({"a.jsonl": rows})[:9000])) == [
        "x.tar!a.jsonl: is broken in its archive: unexpected end of data",
        "x.tar: is a broken tar archive: unexpected end of data",
    ]


def test_headers_that_lead_to_further_headers_break_one_archive_only(tmp_path: Path) -> None:
    entry = tarfile.TarInfo("long")
    entry.type, entry.size = tarfile.GNUTYPE_LONGNAME, 1
    chained = (entry.tobuf(tarfile.GNU_FORMAT) + b"a" + bytes(511)) * 900
    content = _zip({"chained.tar": chained + _tar({"a.txt": b"It rained."}), "b.txt": b"It snowed."})

    assert _told(tmp_path, _read(tmp_path, "x.zip", content)) == [
        "x.zip!chained.tar: is nested too deeply to be read",
        "x.zip!b.txt",
    ]


def test_a_member_whose_name_is_no_utf_8_is_named_so_that_it_can_be_printed(tmp_path: Path) -> None:
    found = _read(tmp_path, "x.tar", _tar({"caf\udce9.jpg": b"\xff\xd8\xff", "caf\udce9.txt": b"It rained."}))

    assert [one.partition(": ")[0] for one in _told(tmp_path, found)] == ["x.tar!caf\\xe9.jpg", "x.tar!caf\\xe9.txt"]


def test_a_book_that_is_too_large_is_named_and_not_taken_apart(tmp_path: Path) -> None:
    book = zipfile.ZipFile(io.BytesIO(made.epub()))
    files = {name: book.read(name) for name in book.namelist()} | {"cover.jpg": random.Random(1).randbytes(LIMIT)}

    assert _told(tmp_path, _read(tmp_path, "x.epub", made.zipped(files, stored="mimetype"))) == [
        "x.epub: is larger than 100,000 bytes unpacked; raise DATELINE_MAX_FILE_MB"
    ]


@pytest.mark.parametrize("packed", [_zip, _tar])
def test_what_a_browser_saved_beside_a_page_in_an_archive_is_left_out(
    tmp_path: Path, packed: Callable[[dict[str, bytes]], bytes]
) -> None:
    names = ("in/Story_files/f.txt", "in/Story.html", "in/Story_files/ads/saved_resource.html", "in/Other_files/a.txt")
    found = _read(tmp_path, "x", packed(dict.fromkeys(names, b"<p>It rained.</p>")))

    assert _told(tmp_path, found) == ["x!in/Story.html", "x!in/Other_files/a.txt"]
    assert [one.content for one in found if isinstance(one, RawFile)] == [b"<p>It rained.</p>"] * 2
