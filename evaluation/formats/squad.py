"""SQuAD 1.1 and 2.0 JSON files: every paragraph is an article, the sentence that holds the answer its gold passage.

Source of the form: Rajpurkar et al. 2016 (SQuAD), Rajpurkar et al. 2018 (SQuAD 2.0).
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.errors import TestSetError
from core.sentences import sentence_at
from core.types import Article
from evaluation.formats.contract import collect_rows
from evaluation.formats.text_files import open_text
from evaluation.questions import TestSet


def read(path: Path) -> TestSet:
    """All questions of the SQuAD file `path`, with its paragraphs as articles.

    Bad rows are named by their place in the file, as "dev.json: data[3].paragraphs[1].qas[2]".
    """
    with open_text(path) as file:
        try:
            content = json.load(file)
        except (ValueError, RecursionError) as error:  # the latter where it is nested too deeply
            raise TestSetError(f"{path}: not JSON ({error})") from error
    if not isinstance(content, dict) or not isinstance(content.get("data"), list):
        raise TestSetError(f'{path}: a SQuAD file has a list under "data"; question rows belong in a .jsonl file')
    articles: dict[str, Article] = {}
    rows = collect_rows((f"{path.name}: {place}", row) for place, row in _rows(content["data"], articles))
    return TestSet(rows.questions, tuple(articles.values()), rows.bad_rows)


def _rows(data: list[Any], articles: dict[str, Article]) -> Iterator[tuple[str, object]]:
    for i, page in enumerate(data):
        paragraphs = page.get("paragraphs") if isinstance(page, dict) else None
        if not isinstance(paragraphs, list):
            yield f"data[{i}]", ValueError("no list of paragraphs")
            continue
        for j, paragraph in enumerate(paragraphs):
            place = f"data[{i}].paragraphs[{j}]"
            if not isinstance(paragraph, dict) or not isinstance(paragraph.get("context"), str):
                yield place, ValueError("no context")
                continue
            article = _article(str(page.get("title", "")), paragraph["context"])
            articles[article.id] = article
            qas = paragraph.get("qas", [])
            if not isinstance(qas, list):
                yield place, ValueError("no list of questions")
                continue
            for k, qa in enumerate(qas):
                yield f"{place}.qas[{k}]", _contract_row(qa, article)


def _article(title: str, context: str) -> Article:
    # Named by its content, so that a paragraph that stands twice is one article.
    name = hashlib.sha256(context.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Article(f"squad-{name}", title.replace("_", " "), context)


def _contract_row(qa: Any, article: Article) -> object:
    try:
        impossible = bool(qa.get("is_impossible", False))
        answers = [] if impossible else qa["answers"]
        starts = {int(answer["answer_start"]): answer["text"] for answer in answers}
        for start, text in starts.items():
            if article.text[start : start + len(text)] != text:
                return ValueError(f'answer "{text}" is not at character {start} of its paragraph')
        spans = sorted({sentence_at(article.text, start, start + len(text)) for start, text in starts.items()})
        return {
            "qid": qa["id"],
            "question": qa["question"],
            "answers": list(dict.fromkeys(answer["text"] for answer in answers)),
            "answerable": not impossible,
            "gold_doc_ids": [] if impossible else [article.id],
            "gold_passages": [article.text[start:end] for start, end in spans],
            "gold_passage_doc_ids": [article.id] * len(spans),
        }
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        return ValueError(f"not a SQuAD question ({error!r})")
