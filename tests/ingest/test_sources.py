"""Files, folders and dumps as sources; bad ones are named and stop nothing."""

import csv
import gzip
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.types import Failure
from ingest import dumps
from ingest.documents import RawFile, RawRow, Unchanged
from ingest.sources import SourceReader

LIMIT = 10_000


def _read(*sources: str | Path, max_bytes: int = LIMIT) -> list[RawFile | RawRow | Failure]:
    found = SourceReader(sources, max_bytes=max_bytes)
    return [one for one in found if not isinstance(one, Unchanged)]


def _names(*sources: str | Path) -> list[str]:
    return [Path(found.source if isinstance(found, Failure) else found.origin).name for found in _read(*sources)]


def _reason(*sources: str | Path) -> str:
    (failure,) = _read(*sources)
    assert isinstance(failure, Failure)
    return failure.reason


def _rows(path: Path, **options: int) -> list[Mapping[str, object] | str]:
    """Values of each row, or the reason why it failed."""
    return [found.reason if isinstance(found, Failure) else found.values for found in _read(path, **options)]  # type: ignore[union-attr]  # rows only


def _write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_folder_is_read_in_order_with_subfolders_and_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.md", "a/1.txt", ".hidden.txt", ".git/x.txt", "LICENSE"):
        _write(tmp_path / name, "It rained.")

    assert _names(tmp_path) == ["1.txt", "2.md", "b.txt"]


def test_only_the_licence_of_a_folder_is_left_out(tmp_path: Path) -> None:
    for name in ("COPYING", "licence.md", "License.txt", "license.text", "license-fees-rise.txt", "notice.txt"):
        _write(tmp_path / name, "It rained.")

    assert _names(tmp_path) == ["license-fees-rise.txt", "license.text", "notice.txt"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    _write(tmp_path / "a" / "x.txt", "It rained.")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")

    assert [type(found) for found in _read(tmp_path)] == [RawFile, Failure]


def test_one_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.txt", "It rained.")
    (tmp_path / "y.txt").symlink_to(path)

    assert _names(tmp_path, path) == ["x.txt"]


def test_a_file_has_one_id_however_its_path_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "in" / "Bridge opens.txt", "It opened.")
    monkeypatch.chdir(tmp_path)

    ways = ("in", "in/Bridge opens.txt", "../" + tmp_path.name + "/in", tmp_path / "in" / "Bridge opens.txt")
    ids = {found.article_id for way in ways for found in _read(way) if isinstance(found, RawFile)}

    assert len(ids) == 1
    assert ids.pop().startswith("bridge-opens-")


def test_files_of_one_name_in_two_folders_have_two_ids(tmp_path: Path) -> None:
    paths = [_write(tmp_path / folder / "x.txt", "It rained.") for folder in "ab"]

    assert len({found.article_id for found in _read(*paths) if isinstance(found, RawFile)}) == 2


def test_files_of_one_key_have_one_id(tmp_path: Path) -> None:
    paths = [_write(tmp_path / folder / "x.txt", "It rained.") for folder in "ab"]

    found = SourceReader(paths, max_bytes=LIMIT, key=lambda path: Path("upload") / path.name)

    assert len({one.article_id for one in found if isinstance(one, RawFile)}) == 1


def test_a_standard_input_that_is_closed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert list(SourceReader(["-"], max_bytes=1000)) == [Failure("standard input", "is closed")]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    assert _read(tmp_path / "none.txt") == [Failure(str(tmp_path / "none.txt"), "no such file or folder")]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    assert _reason(tmp_path) == "holds no files"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open everything")
def test_a_folder_without_permission_is_named_and_the_rest_read(tmp_path: Path) -> None:
    _write(tmp_path / "shut" / "x.txt", "It rained.")
    _write(tmp_path / "y.txt", "It rained.")
    (tmp_path / "shut").chmod(0)
    try:
        assert _read(tmp_path)[0] == Failure(str(tmp_path / "shut"), "cannot be opened: Permission denied")
        assert _names(tmp_path) == ["shut", "y.txt"]
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert _reason(tmp_path / "pipe.txt") == "is neither a file nor a folder"


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    assert _reason(_write(tmp_path / "x.txt", "")) == "is empty"


def test_a_file_over_the_limit_is_named(tmp_path: Path) -> None:
    assert "larger than 10,000 bytes" in _reason(_write(tmp_path / "x.txt", "a" * (LIMIT + 1)))


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    (found,) = _read(_write(tmp_path / "x.txt", "a" * LIMIT))

    assert isinstance(found, RawFile)


def test_gzip_that_unpacks_over_the_limit_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(b"a" * 50_000_000)

    assert len(packed) < 100_000
    assert "larger than 10,000 bytes" in _reason(_write(tmp_path / "x.txt.gz", packed))


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    (found,) = _read(_write(tmp_path / "x.txt", gzip.compress(b"It rained.")))

    assert isinstance(found, RawFile)
    assert found.content == b"It rained."


def test_truncated_gzip_is_named(tmp_path: Path) -> None:
    packed = gzip.compress(os.urandom(5000).hex().encode())

    assert "broken gzip" in _reason(_write(tmp_path / "x.txt.gz", packed[:-100]))


def test_garbled_gzip_is_named(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"It rained. " * 500))
    packed[20:30] = b"\xff" * 10

    assert "broken gzip" in _reason(_write(tmp_path / "x.txt.gz", bytes(packed)))


def test_a_gz_file_that_is_no_gzip_is_named(tmp_path: Path) -> None:
    assert _reason(_write(tmp_path / "x.txt.gz", "It rained.")) == "is named .gz but is not a gzip file"


def test_rows_in_a_text_file_are_told_by_content(tmp_path: Path) -> None:
    assert _rows(_write(tmp_path / "x.txt", '{"text": "It rained."}\n')) == [{"text": "It rained."}]


def test_front_matter_in_a_text_file_is_told_by_content(tmp_path: Path) -> None:
    (found,) = _read(_write(tmp_path / "x.txt", "---\ntitle: Rain\n---\nIt rained."))

    assert isinstance(found, RawFile)
    assert found.media_type == "text/markdown"


def test_jsonl_names_its_bad_lines_and_reads_the_others(tmp_path: Path) -> None:
    lines = ['{"text": "One."}', "", "{broken", "[1]", '{"text": "Zwei \xe4"}', '{"text": "Five."}']
    content = "\n".join(lines).encode("latin-1")

    found = _read(_write(tmp_path / "x.jsonl", content))

    assert [f"{one.source}" for one in found if isinstance(one, Failure)] == [
        f"{tmp_path / 'x.jsonl'}:{number}" for number in (3, 4, 5)
    ]
    assert [one.values["text"] for one in found if isinstance(one, RawRow)] == ["One.", "Five."]


def test_jsonl_may_be_gzipped_and_begin_with_a_mark(tmp_path: Path) -> None:
    content = gzip.compress(b'\xef\xbb\xbf{"text": "One."}\n{"text": "Two."}')

    assert _rows(_write(tmp_path / "x.jsonl.gz", content)) == [{"text": "One."}, {"text": "Two."}]


def test_rows_before_a_break_in_gzip_are_read(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({"text": os.urandom(200).hex()}).encode() + b"\n" for _ in range(1000))

    found = _read(_write(tmp_path / "x.jsonl.gz", gzip.compress(lines)[:150_000]))

    assert len(found) > 100
    assert isinstance(found[-1], Failure)
    assert "broken gzip" in found[-1].reason


def test_a_row_over_the_limit_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    long, short = json.dumps({"text": "a" * LIMIT}), json.dumps({"text": "b"})

    rows = _rows(_write(tmp_path / "x.jsonl", f"{long}\n{short}"))

    assert rows == ["row is longer than 10000 bytes; raise DATELINE_MAX_FILE_MB", {"text": "b"}]


def test_a_json_row_of_too_many_values_is_named_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumps, "_MAX_VALUES", 10)
    many = json.dumps({"text": "a", "tags": [{}] * 20})

    assert _rows(_write(tmp_path / "x.jsonl", f'{many}\n{{"text": "b"}}')) == ["has 10 values or more", {"text": "b"}]


def test_a_dump_may_be_larger_than_the_limit(tmp_path: Path) -> None:
    row = json.dumps({"text": "a" * 1000})

    assert len(_rows(_write(tmp_path / "x.jsonl", f"{row}\n" * 50))) == 50


def test_deeply_nested_json_is_named(tmp_path: Path) -> None:
    rows = _rows(_write(tmp_path / "x.jsonl", "[" * 5000 + "\n" + '{"text": "b"}'))

    assert "is not JSON" in str(rows[0])
    assert rows[1] == {"text": "b"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_under_its_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            [["title", "text"], ["Rain; sun", 'He said "no",\n\nthen left.']]
        )

    assert _rows(path) == [{"title": "Rain; sun", "text": 'He said "no",\n\nthen left.'}]


def test_csv_rows_are_named_by_their_line(tmp_path: Path) -> None:
    found = _read(_write(tmp_path / "x.csv", 'text\n"a\nb"\nc\n'))

    assert [one.origin for one in found if isinstance(one, RawRow)] == [f"{tmp_path / 'x.csv'}:{n}" for n in (2, 4)]


def test_csv_fields_may_be_long(tmp_path: Path) -> None:
    text = "word " * 100_000

    assert _rows(_write(tmp_path / "x.csv", f"text\n{text}\n"), max_bytes=1_000_000) == [{"text": text}]


def test_csv_of_windows_1252_is_read(tmp_path: Path) -> None:
    text = "Le café de l'été a été fermé à Zürich. Nous sommes désolés, a déclaré le maire de la ville."

    assert _rows(_write(tmp_path / "x.csv", f'text\n"{text}"\n'.encode("cp1252"))) == [{"text": text}]


def test_csv_without_a_text_column_is_named(tmp_path: Path) -> None:
    assert "has no column for the text" in _reason(_write(tmp_path / "x.csv", "a,b\n1,2\n"))


def test_a_csv_row_with_too_many_values_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    assert _rows(_write(tmp_path / "x.csv", "title,text\na,b,c\nd,e\n")) == [
        "has 3 values for 2 columns",
        {"title": "d", "text": "e"},
    ]


def test_a_quote_that_is_never_closed_does_not_swallow_the_file_unnoticed(tmp_path: Path) -> None:
    rows = _rows(_write(tmp_path / "x.csv", 'text\nfirst\n"second\nthird\n'))

    assert rows[0] == {"text": "first"}
    assert "is not a CSV row" in str(rows[1])


def test_a_csv_record_over_the_limit_is_named_however_short_its_lines_are(tmp_path: Path) -> None:
    # 9 characters a line: the limit is passed in about the thousandth.
    content = 'text\nfirst\n"second' + "\nIt rained" * 2000 + '"\nthird\n'

    rows = _rows(_write(tmp_path / "x.csv", content))

    assert rows[0] == {"text": "first"}
    assert "the row that begins in line 3 is longer than 10000 characters" in str(rows[1])
    assert len(rows) == 2


def test_many_short_csv_records_are_no_long_one(tmp_path: Path) -> None:
    assert len(_rows(_write(tmp_path / "x.csv", "text\n" + '"It\nrained."\n' * 2000))) == 2000


def test_a_csv_record_of_too_many_values_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "_MAX_VALUES", 10)

    rows = _rows(_write(tmp_path / "x.csv", 'text,title\n"a' + '\n","' * 20 + '"\n'))

    assert rows == ["cannot be read further: the row that begins in line 2 has 10 values or more; close its quotes"]


def test_bytes_read_grow_to_the_total(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "It rained.")
    _write(tmp_path / "b.jsonl", '{"text": "One."}\n{"text": "Two."}\n')
    reader = SourceReader([tmp_path], max_bytes=LIMIT)

    seen = [reader.read_bytes for _ in reader]

    assert seen == sorted(seen)
    assert reader.read_bytes == reader.total_bytes == 10 + 34


def test_a_pattern_stands_for_what_it_matches(tmp_path: Path) -> None:
    for name in ("2026/a.txt", "2026/in/b.md", "2026/c.md", ".hidden/d.md"):
        _write(tmp_path / name, "It rained.")

    assert _names(f"{tmp_path}/**/*.md") == ["c.md", "b.md"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    _write(tmp_path / "a[1].txt", "It rained.")
    _write(tmp_path / "a1.txt", "It snowed.")

    assert _names(tmp_path / "a[1].txt") == ["a[1].txt"]


def test_a_pattern_without_matches_is_named(tmp_path: Path) -> None:
    assert _reason(f"{tmp_path}/*.md") == "no such file or folder"
