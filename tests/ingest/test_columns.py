"""Dumps whose columns have other names, and Parquet."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import SettingsError
from core.types import Failure
from ingest import parquet
from ingest.columns import NAME_TEXT, Columns, read_mapping
from ingest.documents import RawRow
from ingest.sources import SourceReader

LIMIT = 10_000


def _values(path: Path, mapping: str = "") -> list[Any]:
    """Values of each row, or the reason why it failed."""
    columns = read_mapping(mapping) if mapping else Columns()
    found = SourceReader([path], max_bytes=LIMIT, columns=columns)
    return [one.values if isinstance(one, RawRow) else one.reason for one in found if isinstance(one, RawRow | Failure)]


def test_a_mapped_column_is_the_field_and_what_had_its_name_is_not(tmp_path: Path) -> None:
    row = {"text": "A teaser.", "story": "It rained.", "day": "2026-03-06", "published": "2020-01-01", "views": 3}
    (tmp_path / "x.jsonl").write_text(json.dumps(row))

    assert _values(tmp_path / "x.jsonl", "text=story, date=day") == [
        {"story": "It rained.", "day": "2026-03-06", "views": 3, "text": "It rained.", "date": "2026-03-06"}
    ]


def test_a_mapped_column_may_lie_in_an_object(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"article": {"body": "It rained.", "tags": []}}))

    (values,) = _values(tmp_path / "x.jsonl", "text=article.body,title=article.head.line")

    assert (values["text"], values["title"]) == ("It rained.", None)


def test_csv_is_read_by_its_mapped_columns(tmp_path: Path) -> None:
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows([["kop", "verhaal"], ["Rain", "It rained; then it stopped."]])
    (tmp_path / "x.csv").write_text(table.getvalue())

    (values,) = _values(tmp_path / "x.csv", "text=verhaal,title=kop")

    assert (values["title"], values["text"]) == ("Rain", "It rained; then it stopped.")


def test_a_table_without_the_mapped_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("title,text\nRain,It rained.\n")

    assert _values(tmp_path / "x.csv", "text=body") == [
        f"has no column for the text (body): it has title, text; {NAME_TEXT}"
    ]


@pytest.mark.parametrize("mapping", ["body", "text=", "=body", "colour=red", "text=a,,date=b"])
def test_a_mapping_that_cannot_be_used_is_wrong_use(mapping: str) -> None:
    with pytest.raises(SettingsError, match="--map"):
        read_mapping(mapping)


def _parquet(path: Path, columns: dict[str, list[Any]], **options: Any) -> Path:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(columns), path, **options)
    return path


def test_parquet_rows_are_read_with_what_they_say_about_an_article(tmp_path: Path) -> None:
    path = _parquet(
        tmp_path / "x.parquet",
        {
            "id": [7, 8],
            "title": ["Rain", None],
            "text": ["It rained.", "It snowed."],
            "published": [dt.date(2026, 3, 6), None],
            "authors": [["M. Olt", "K. Rae"], []],
            "embedding": [[0.5] * 100, [0.5] * 100],
        },
    )

    assert _values(path) == [
        {"id": 7, "title": "Rain", "text": "It rained.", "published": "2026-03-06", "authors": ["M. Olt", "K. Rae"]},
        {"id": 8, "title": None, "text": "It snowed.", "published": None, "authors": []},
    ]


def test_parquet_is_read_by_its_mapped_columns(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "x.parquet", {"body": ["It rained."], "text": ["A teaser."]})

    (values,) = _values(path, "text=body")

    assert values["text"] == "It rained."


def test_parquet_without_a_text_column_is_named(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "x.parquet", {"a": [1]})

    assert _values(path) == [f"has no column for the text (text, body, content): it has a; {NAME_TEXT}"]


def test_a_parquet_row_over_the_limit_is_named_and_the_next_one_read(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "x.parquet", {"text": ["a" * (LIMIT + 1), "b"]})

    assert _values(path) == ["row is longer than 10000 bytes; raise DATELINE_MAX_FILE_MB", {"text": "b"}]


@pytest.mark.parametrize("cut", [slice(0, 200), slice(0, -8)])
def test_broken_parquet_is_named(tmp_path: Path, cut: slice) -> None:
    path = _parquet(tmp_path / "x.parquet", {"text": [f"It rained for {n} days." for n in range(100)]})
    path.write_bytes(path.read_bytes()[cut])

    (reason,) = _values(path)

    assert "broken Parquet file" in reason


def test_parquet_rows_that_share_a_long_text_are_read_one_at_a_time(tmp_path: Path) -> None:
    import pyarrow

    path = _parquet(tmp_path / "x.parquet", {"text": ["a" * 200_000] * 50}, dictionary_pagesize_limit=1 << 20)
    reader = iter(SourceReader([path], max_bytes=1_000_000))
    held = pyarrow.total_allocated_bytes()

    next(reader)

    # The text in its row and among the values of its page; 50 rows at once would be 10 MB.
    assert pyarrow.total_allocated_bytes() - held < 2_000_000


def test_a_parquet_column_that_unpacks_without_bound_is_named(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "x.parquet", {"text": ["a" * 11_000_000]}, compression="zstd")

    assert _values(path) == ["unpacks to more than 200 times its size"]


def test_a_parquet_column_of_endless_lists_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MAX_LISTED", 10)
    path = _parquet(tmp_path / "x.parquet", {"text": ["It rained."], "authors": [["M. Olt"] * 11]})

    assert _values(path) == ["has a column authors of lists with over 10 values; write smaller row groups"]


def test_parquet_categories_count_only_where_a_row_has_them(tmp_path: Path) -> None:
    import pyarrow

    texts = pyarrow.array([f"{n:05}" for n in range(3000)]).dictionary_encode()  # 15,000 characters, over the limit
    path = _parquet(tmp_path / "x.parquet", {"text": texts})

    assert _values(path)[2999] == {"text": "02999"}
