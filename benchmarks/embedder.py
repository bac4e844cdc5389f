"""The run times of the embedder side by side: `python -m benchmarks.embedder [--corpus FILE] [--chunks N]`.

Every form of the packaged model that this machine can run, and torch in fp32 as the tutorials use it, embed the same
chunks in turn, several rounds; printed are ratios to torch and the cosine to it. Run it alone on a quiet machine.
"""

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from core.settings import PROJECT
from models.candidates import build, export_onnx, supported_candidates
from models.embedder import open_embedder
from models.embedder_prepared import PreparedEncoder, load_tokenizer, open_network
from models.packaged import packaged_folder
from models.prepare import cosines
from models.runtimes import Floats
from models.sample_texts import sample_paragraphs

Encode = Callable[[Sequence[str]], Floats]
REFERENCE = "torch-fp32"
CHUNK_CHARS = 1000
ROUNDS = 3
QUESTION = "How many boats lie in the harbour of Ostmere?"


def chunks_of(corpus: Path | None, count: int) -> list[str]:
    """`count` chunks of about 1,000 characters from a JSONL corpus, or the invented paragraphs where none is given."""
    if corpus is None:
        paragraphs = sample_paragraphs()
        return [paragraphs[number % len(paragraphs)] for number in range(count)]
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        pieces = (text[at : at + CHUNK_CHARS] for text in texts for at in range(0, len(text), CHUNK_CHARS))
        return list(islice(pieces, count))


def encoders(scratch: Path, threads: int) -> dict[str, Encode]:
    """Each form by name, ready to encode; the reference first."""
    source = packaged_folder()
    found: dict[str, Encode] = {REFERENCE: open_embedder(str(source), threads=threads).encode}
    onnx = scratch / "fp32.onnx"
    export_onnx(source, onnx)
    for candidate in supported_candidates():
        folder = scratch / candidate.name
        folder.mkdir()
        path = build(candidate, onnx, folder)
        network = open_network(path, candidate.runtime, candidate.precision, threads=threads)
        found[candidate.name] = PreparedEncoder(network, load_tokenizer(source / "tokenizer.json")).encode
    return found


def seconds_of(encode: Encode, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    encode(texts)
    return time.perf_counter() - started


def measure(found: Mapping[str, Encode], chunks: Sequence[str]) -> list[str]:
    """Table rows: chunks/s, ratio to the reference (median over rounds run in turn), one question, cosine."""
    reference = found[REFERENCE](chunks)
    close = {name: cosines(encode(chunks), reference) for name, encode in found.items()}
    # In turn, so that whatever else slows the machine down slows all of them.
    rounds = [{name: seconds_of(encode, chunks) for name, encode in found.items()} for _ in range(ROUNDS)]
    rows = [
        "| form | chunks/s | times torch | one question, ms | cosine mean | p5 | min |",
        "|---" * 7 + "|",
    ]
    for name, encode in found.items():
        seconds = statistics.median(one[name] for one in rounds)
        ratio = statistics.median(one[REFERENCE] / one[name] for one in rounds)
        question_ms = 1000 * statistics.median(seconds_of(encode, [QUESTION]) for _ in range(30))
        low = np.percentile(close[name], 5)
        rows.append(
            f"| {name} | {len(chunks) / seconds:.1f} | {ratio:.2f} | {question_ms:.1f} "
            f"| {close[name].mean():.5f} | {low:.5f} | {close[name].min():.5f} |"
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embedder", description=__doc__)
    default = PROJECT.parent / "shared" / "data" / "news-2022" / "corpus.jsonl.gz"
    parser.add_argument("--corpus", type=Path, default=default if default.is_file() else None, help="JSONL with `text`")
    parser.add_argument("--chunks", type=int, default=400, help="how many chunks to embed")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of each run time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = encoders(Path(scratch), options.threads)
        print("\n".join(measure(found, chunks_of(options.corpus, options.chunks))))


if __name__ == "__main__":
    main()
