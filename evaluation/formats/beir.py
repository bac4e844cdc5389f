"""BEIR folders: `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv`, each may be gzipped. Retrieval only: no answers.

Source of the form: Thakur et al. 2021, BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of IR Models.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from core.errors import TestSetError
from core.types import Article
from evaluation.formats.contract import collect_rows
from evaluation.formats.text_files import json_lines, open_text
from evaluation.questions import BadRow, TestSet


def read(folder: Path) -> TestSet:
    """The queries of `folder` that have a relevant document, and its corpus as articles.

    Judgements come from `qrels/test.tsv` where there is one, else from the only file in `qrels/`. Queries without
    judgements belong to another split and are passed over.
    """
    bad: list[BadRow] = []
    relevant = _judgements(_qrels_file(folder), bad)
    rows = collect_rows(_queries(_one_of(folder, "queries.jsonl"), relevant))
    articles = tuple(_articles(_one_of(folder, "corpus.jsonl"), bad))
    return TestSet(rows.questions, articles, (*bad, *rows.bad_rows))


def _one_of(folder: Path, name: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise TestSetError(f"{folder}: a BEIR folder holds {name} (or {name}.gz)")


def _qrels_file(folder: Path) -> Path:
    files = sorted((folder / "qrels").glob("*.tsv*"))
    test = [file for file in files if file.name.startswith("test.")]
    chosen = test or files
    if len(chosen) != 1:
        raise TestSetError(f"{folder}: qrels/ must hold test.tsv or one single .tsv file, it holds {len(files)}")
    return chosen[0]


def _judgements(path: Path, bad: list[BadRow]) -> Mapping[str, list[str]]:
    relevant: defaultdict[str, list[str]] = defaultdict(list)
    with open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.split()
            if number == 1 and cells and not cells[-1].lstrip("-").isdigit():
                continue
            if len(cells) != 3 or not cells[2].lstrip("-").isdigit():
                bad.append(
                    BadRow(f"{path.name}:{number}", "not a query, a document and a whole number, separated by tabs")
                )
            elif int(cells[2]) > 0:
                relevant[cells[0]].append(cells[1])
    return relevant


def _queries(path: Path, relevant: Mapping[str, list[str]]) -> Iterator[tuple[str, object]]:
    for number, row in json_lines(path):
        place = f"{path.name}:{number}"
        if not isinstance(row, dict):
            yield place, row
        elif not {"_id", "text"} <= row.keys():
            yield place, ValueError("_id or text is missing")
        elif str(row["_id"]) in relevant:
            gold = relevant[str(row["_id"])]
            yield place, {"qid": str(row["_id"]), "question": row["text"], "answerable": True, "gold_doc_ids": gold}


def _articles(path: Path, bad: list[BadRow]) -> Iterator[Article]:
    for number, row in json_lines(path):
        if isinstance(row, dict) and {"_id", "text"} <= row.keys():
            yield Article(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
        else:
            problem = str(row) if isinstance(row, ValueError) else "_id or text is missing"
            bad.append(BadRow(f"{path.name}:{number}", problem))
