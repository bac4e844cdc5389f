"""Broken documents of every format among good ones: nothing crashes, nothing hangs, every failure is named.

    python -m benchmarks.mutations [--inputs 2000] [--seed 1] [--timeout 5]

Each input is a good document changed at random: bytes flipped, cut off, cut out, repeated, spliced with another one,
packed into archives within archives, re-encoded, or given a line of 10 MB. They are written to a folder beside good
articles in batches and taken in as `python -m ingest` does, with parsing in processes, into a library in memory. Prints
a row for each batch and, last, what must hold; exit code 1 where it does not:

    crashes 0, hangs 0, failures without a reason 0, good articles missing 0
"""

import argparse
import gzip
import io
import logging
import random
import re
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.types import Failure, IngestReport
from ingest.pipeline import Ingest
from ingest.sources import SourceReader
from ingest.workers import ParserLimits
from tests.ingest.fakes import CountingEmbedder, RecordingLibrary
from tests.ingest.parse import made

BATCH = 100
MAX_BYTES = 20_000_000
GOOD = 5  # beside each batch
LONG_LINE = 10_000_000
# A run with one document at its limit after another takes so long; what takes longer hangs.
SPARE_S = 60


def jsonl() -> bytes:
    row = b'{"doc_id": "r%d", "text": "It rained in Averton on day %d.", "date": "2026-03-06"}\n'
    return b"".join(row % (number, number) for number in range(5))


def csv() -> bytes:
    row = b'c%d,Rain,"It rained, ""a lot"", on day %d."\n'
    return b"doc_id,title,text\n" + b"".join(row % (number, number) for number in range(5))


def parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    content = io.BytesIO()
    table = pyarrow.table({"doc_id": ["p1", "p2"], "text": ["It rained in Averton.", "Snow fell on Skarn."]})
    pyarrow.parquet.write_table(table, content)
    return content.getvalue()


def mbox() -> bytes:
    begin = b"From jo@echo.example Fri Mar  6 09:12:45 2026\n"
    return b"".join(begin + made.mail(Message_ID=f"<{number}@x>") + b"\n" for number in range(3))


def archive() -> bytes:
    return made.zipped({f"{name.rpartition('/')[2]}.bin": make() for name, make in made.ONE_ARTICLE.items()})


def tar() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as packed:
        for name, make in made.ONE_ARTICLE.items():
            member = tarfile.TarInfo(f"{name.rpartition('/')[2]}.bin")
            member.size = len(make())
            packed.addfile(member, io.BytesIO(make()))
    return content.getvalue()


def warc() -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + made.html()
    fields = {
        "WARC-Type": "response",
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Date": "2026-03-06T09:00:00Z",
        "WARC-Target-URI": "https://echo.example/a",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(body)),
    }
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    return head.encode() + body + b"\r\n\r\n"


SEEDS: Mapping[str, Callable[[], bytes]] = {
    **{name.rpartition("/")[2].rpartition(".")[2]: make for name, make in made.ONE_ARTICLE.items()},
    "jsonl": jsonl,
    "csv": csv,
    "parquet": parquet,
    "mbox": mbox,
    "zip": archive,
    "tgz": tar,
    "warc": warc,
}
ENDINGS = (
    *("", ".txt", ".md", ".html", ".pdf", ".docx", ".jsonl", ".csv", ".eml", ".zip", ".gz", ".json", ".epub", ".mbox"),
)


def flipped(content: bytes, chosen: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chosen.choice((1, 5, 50, 500))):
        changed[chosen.randrange(len(changed))] = chosen.randrange(256)
    return bytes(changed)


def cut_off(content: bytes, chosen: random.Random) -> bytes:
    return content[: chosen.randrange(len(content))]


def cut_out(content: bytes, chosen: random.Random) -> bytes:
    start = chosen.randrange(len(content))
    return content[:start] + content[start + chosen.randrange(1, 1 + len(content) // 2) :]


def repeated(content: bytes, chosen: random.Random) -> bytes:
    start = chosen.randrange(len(content))
    piece = content[start : start + chosen.choice((1, 20, 300))]
    return content[:start] + piece * chosen.choice((2, 50, 5000)) + content[start:]


def spliced(content: bytes, chosen: random.Random) -> bytes:
    other = SEEDS[chosen.choice(list(SEEDS))]()
    return content[: chosen.randrange(len(content))] + other[chosen.randrange(len(other)) :]


def nested(content: bytes, chosen: random.Random) -> bytes:
    for _ in range(chosen.randrange(1, 12)):
        content = gzip.compress(content) if chosen.random() < 0.3 else made.zipped({"inner.bin": content})
    return content


def re_encoded(content: bytes, chosen: random.Random) -> bytes:
    encoding = chosen.choice(("utf-16", "utf-16-le", "utf-32", "utf-7", "cp1252", "shift_jis", "koi8_r", "cp037"))
    return content.decode("latin-1").encode(encoding, "replace")


def with_a_long_line(content: bytes, chosen: random.Random) -> bytes:
    at = chosen.randrange(len(content))
    return (
        content[:at]
        + chosen.choice((b"x", b"It rained. ", b"\0", b"<b>", b"((", b"\xe9")) * (LONG_LINE // 10)
        + content[at:]
    )


MUTATIONS: Sequence[tuple[Callable[[bytes, random.Random], bytes], int]] = (
    *((flipped, 30), (cut_off, 15), (cut_out, 12), (repeated, 12), (spliced, 12), (nested, 8), (re_encoded, 10)),
    (with_a_long_line, 1),
)


@dataclass
class Score:
    """What all batches together did."""

    inputs: int = 0
    crashes: int = 0
    hangs: int = 0
    unnamed: int = 0
    missing: int = 0
    articles: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def write_batch(folder: Path, numbers: range, seed: int) -> None:
    for number in numbers:
        chosen = random.Random(f"{seed} {number}")
        content = chosen.choice(list(SEEDS.values()))()
        for _ in range(chosen.choice((1, 1, 1, 2, 3))):
            ((mutate, _),) = chosen.choices(MUTATIONS, [weight for _, weight in MUTATIONS])
            content = mutate(content, chosen) or b"x"
        (folder / f"m{number:05}{chosen.choice(ENDINGS)}").write_bytes(content)
    for number in range(GOOD):
        kind = list(made.ONE_ARTICLE)[(numbers.start // BATCH + number) % len(made.ONE_ARTICLE)]
        (folder / f"good-{number}").write_bytes(made.ONE_ARTICLE[kind]())


def take_in(folder: Path, timeout_s: int) -> IngestReport:
    reader = SourceReader([folder], max_bytes=MAX_BYTES)
    limits = ParserLimits(timeout_s=timeout_s)
    return Ingest(RecordingLibrary(), CountingEmbedder(), parser_limits=limits).run(reader)


def run_batch(score: Score, numbers: range, seed: int, timeout_s: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_batch(folder, numbers, seed)
        begun = time.perf_counter()
        try:
            report = take_in(folder, timeout_s)
        except Exception as error:  # noqa: BLE001 -- to find any is what this is for
            score.crashes += 1
            print(f"CRASH in inputs {numbers.start}-{numbers.stop}: {type(error).__name__}: {error}")
            return
    seconds = time.perf_counter() - begun
    late = sum("took longer" in failure.reason for failure in report.failed)
    score.inputs += len(numbers)
    score.hangs += seconds > SPARE_S + late * timeout_s
    score.articles += len(report.added)
    score.unnamed += sum(not is_named(failure) for failure in report.failed)
    score.missing += GOOD - sum(article_id.startswith("good-") for article_id in report.added)
    score.reasons.update(re.sub(r"\d+", "0", failure.reason.partition(":")[0])[:60] for failure in report.failed)
    outcome = f"{len(report.added)} articles, {len(report.failed)} failed, {seconds:.1f} s"
    print(f"inputs {numbers.start}-{numbers.stop}: {outcome}", flush=True)


def is_named(failure: Failure) -> bool:
    """Whether the failure says which input and what is wrong with it."""
    return bool(failure.source.strip() and len(failure.reason.strip()) >= len("is empty"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=int, default=5, help="seconds for one document")
    parser.add_argument("--reasons", action="store_true", help="print how often each reason was given")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    score = Score()
    begun = time.perf_counter()
    for start in range(0, arguments.inputs, BATCH):
        run_batch(score, range(start, min(start + BATCH, arguments.inputs)), arguments.seed, arguments.timeout)
    if arguments.reasons:
        for reason, count in score.reasons.most_common():
            print(f"{count:6} {reason}")
    print(
        f"{score.inputs} inputs in {time.perf_counter() - begun:.0f} s, {score.articles} articles and "
        f"{score.reasons.total()} failures: crashes {score.crashes}, hangs {score.hangs}, "
        f"failures without a reason {score.unnamed}, good articles missing {score.missing}"
    )
    return 1 if score.crashes or score.hangs or score.unnamed or score.missing else 0


if __name__ == "__main__":
    sys.exit(main())
