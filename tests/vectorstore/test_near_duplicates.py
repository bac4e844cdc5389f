"""How well copies are found among real articles; `python -m benchmarks.near_duplicates` measures it on more of them."""

from pathlib import Path

import pytest

from benchmarks.near_duplicates import EDITS, clusters, judge, made, own_repeats, read_articles, stored


@pytest.mark.slow
def test_copies_as_outlets_make_them_are_found_and_hardly_anything_else(shared: Path, tmp_path: Path) -> None:
    originals = read_articles(shared / "data" / "news-2022" / "corpus.jsonl.gz")
    copies = made(originals, copied=40, seed=3)
    stored(copies, tmp_path)
    quality = judge(copies, clusters(tmp_path), own_repeats(originals))
    assert sum(quality.made.values()) == 40 * len(EDITS)
    assert quality.precision >= 0.98
    assert quality.recall >= 0.95
