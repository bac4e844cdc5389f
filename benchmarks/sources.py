"""What it takes to read a large source, of whatever kind: rows per second, and memory that does not grow with it.

    python -m benchmarks.sources --mb 1000

Makes the same invented rows as JSONL, as gzip, in a zip archive, as CSV, and as Parquet of one row group, and reads
each in a process of its own without storing anything. `peak` is that process's largest resident size, `before` its size
with everything imported. All are equally large when unpacked.
"""

import argparse
import csv
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

_THIS = (sys.executable, "-m", "benchmarks.sources")
_MAX_BYTES = 50_000_000
_ROW_WORDS = 600
_KINDS = ("jsonl", "jsonl.gz", "zip", "csv", "parquet")


def rows(megabytes: int) -> Iterator[dict[str, str]]:
    """Invented articles of about 4 kB each, `megabytes` of them together; the same ones each time."""
    chance = random.Random(5)
    words = [f"w{number:05d}" for number in range(20_000)]
    texts = [" ".join(chance.choices(words, k=_ROW_WORDS)) for _ in range(500)]
    written = number = 0
    while written < megabytes * 1_000_000:
        text = f"Article {number}. {texts[number % len(texts)]}"
        yield {"doc_id": str(number), "text": text}
        written += len(text)
        number += 1


def make(path: Path, megabytes: int) -> None:
    lines = (json.dumps(row) + "\n" for row in rows(megabytes))
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as out:
            out.writelines(lines)
    elif path.suffix == ".gz":
        with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as packed:
            packed.writelines(lines)
    elif path.suffix == ".zip":
        archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        with archive, archive.open("dump.jsonl", "w", force_zip64=True) as member:
            member.writelines(line.encode() for line in lines)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, ["doc_id", "text"])
            table.writeheader()
            table.writerows(rows(megabytes))
    else:
        _make_parquet(path, megabytes)


def _make_parquet(path: Path, megabytes: int) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.Table.from_pylist(list(rows(megabytes)))
    pyarrow.parquet.write_table(table, path, row_group_size=len(table), use_dictionary=False)


def read(path: Path) -> None:
    """Print one line of JSON: what reading `path` took."""
    from ingest.documents import RawRow
    from ingest.sources import SourceReader

    before = _peak_mb()
    begun = time.perf_counter()
    count = sum(isinstance(found, RawRow) for found in SourceReader([path], max_bytes=_MAX_BYTES))
    print(json.dumps({"rows": count, "s": time.perf_counter() - begun, "before": before, "peak": _peak_mb()}))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=100, help="size of each source unpacked, in MB")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        return read(arguments.read)
    if arguments.make:
        return make(arguments.make, arguments.mb)
    print(f"{'source':10} {'MB stored':>9} {'rows':>8} {'rows/s':>8} {'before, MB':>10} {'peak, MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for kind in _KINDS:
            path = Path(folder) / f"dump.{kind}"
            subprocess.run([*_THIS, "--make", str(path), "--mb", str(arguments.mb)], check=True)
            done = subprocess.run([*_THIS, "--read", str(path)], check=True, stdout=subprocess.PIPE)
            took = json.loads(done.stdout)
            stored = path.stat().st_size / 1e6
            rate = took["rows"] / took["s"]
            print(
                f"{kind:10} {stored:9.0f} {took['rows']:8} {rate:8.0f} {took['before']:10.0f} {took['peak']:9.0f}",
                flush=True,
            )
            path.unlink()
    return None


if __name__ == "__main__":
    main()
