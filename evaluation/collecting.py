"""Readers' feedback -> question rows that a person can check and add to a test set."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from evaluation.metrics.normalise import normalised, without_markers
from prompts.loader import load_prompt
from qa.refusal import refusals
from vectorstore.interface import Feedback


def rows_from_feedback(feedback: Iterable[Feedback], known: Sequence[str] = ()) -> tuple[dict[str, Any], ...]:
    """One row a question, made of its newest feedback; questions in `known` are left out.

    A correction becomes the gold answer, and so does an answer that was found good; where that says that the articles
    do not tell, the question is unanswerable. Without either, `answers` stays empty for the person who checks. All rows
    are marked `"checked": false`.
    """
    newest = {normalised(one.question): one for one in feedback}
    seen = {normalised(question) for question in known}
    refused = refusals(load_prompt("answer").phrases["refusal"])
    return tuple(_row(one, refused) for key, one in newest.items() if key and key not in seen)


def _row(feedback: Feedback, refused: tuple[str, ...]) -> dict[str, Any]:
    good = feedback.verdict > 0
    rightly_refused = good and not feedback.correction.strip() and feedback.answer.startswith(refused)
    said = without_markers(feedback.answer).strip() if good and not rightly_refused else ""
    answer = feedback.correction.strip() or said
    name = hashlib.sha256(normalised(feedback.question).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return {
        "qid": f"feedback-{name}",
        "question": feedback.question,
        "answers": [answer] if answer else [],
        "answerable": not rightly_refused,
        "gold_doc_ids": list(feedback.article_ids) if good and not rightly_refused else [],
        "gold_passages": [],
        "evidence_mode": "any",
        "type": "feedback",
        "checked": False,
        "verdict": feedback.verdict,
        "answer_given": feedback.answer,
        "given": feedback.given.isoformat() if feedback.given else None,
    }
