"""Candidate questions from articles: by rules, or by a chat model whose answers must stand in the passage.

Every row is marked `"checked": false`, and a test set refuses such rows until a person has looked at them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.calendar import MONTHS
from core.sentences import sentence_spans
from core.types import Article
from qa.chat import defused

if TYPE_CHECKING:
    from models.chat import ChatModel

_GAP = "____"
_WORDS = range(8, 45)
"""Sentences shorter than this say too little for a question, longer ones too much."""

_NAME = r"[A-Z][\w’'-]+(?: (?:(?:of|de|van|von|der|la|le|al) )?[A-Z][\w’'-]+)*"
_MONTH = f"(?:{'|'.join(MONTHS)})"
_DATE = rf"\b(?:\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?|{_MONTH} \d{{4}})\b"
_UNIT = "(?:million|billion|per cent|percent|metres|kilometres|crowns|euros|dollars|years|people)"
_FIGURE = rf"(?<![\w.,])[$€£]?\d(?:[\d,.]*\d)?(?: {_UNIT})?(?!\w)%?"
_RULES = (
    ("date", re.compile(_DATE)),
    ("figure", re.compile(_FIGURE)),
    ("name", re.compile(rf"(?<=[a-z,] )(?:{_NAME})")),
)
_QUOTE = r"[\"“](?P<quote>[^\"”]{30,})[,.!?]?[\"”]"
_SPEAKER = (
    re.compile(rf"{_QUOTE},? (?:said|says|added|told \w+) (?:the [a-z ]+, )?(?P<name>{_NAME})"),
    re.compile(rf"(?P<name>{_NAME}) (?:said|says|added)[,:]? {_QUOTE}"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A drafted question whose answer stands in `article.text[start:end]`."""

    article: Article
    start: int
    end: int
    question: str
    answer: str
    type: str

    def row(self) -> dict[str, Any]:
        """As a question row that a person still has to check."""
        return {
            "qid": f"draft-{self.article.id}-{self.start}-{self.type}",
            "question": self.question,
            "answers": [self.answer],
            "answerable": True,
            "gold_doc_ids": [self.article.id],
            "gold_passages": [self.article.text[self.start : self.end]],
            "gold_passage_doc_ids": [self.article.id],
            "evidence_mode": "any",
            "type": f"draft-{self.type}",
            "checked": False,
        }


def draft_by_rules(article: Article) -> Iterator[Candidate]:
    """At most one candidate a sentence: who said a quote, or else the sentence with a date, figure or name left out."""
    for start, end in sentence_spans(article.text):
        sentence = article.text[start:end]
        if "\n" in sentence or len(sentence.split()) not in _WORDS:
            continue
        found = _who_said(sentence) or _cloze(sentence)
        if found:
            yield Candidate(article, start, end, *found)


def _who_said(sentence: str) -> tuple[str, str, str] | None:
    for pattern in _SPEAKER:
        match = pattern.search(sentence)
        if match:
            return f"Who said: “{match['quote'].strip(' ,')}”?", match["name"], "speaker"
    return None


def _cloze(sentence: str) -> tuple[str, str, str] | None:
    for kind, pattern in _RULES:
        match = pattern.search(sentence)
        if match:
            gapped = sentence[: match.start()] + _GAP + sentence[match.end() :]
            return f"What belongs in the gap? {gapped}", match[0], kind
    return None


def draft_by_model(article: Article, passages: Iterator[tuple[int, int]], chat: "ChatModel") -> Iterator[Candidate]:
    """One candidate a passage (start, end); none where the reply breaks the form or answers in words of its own.

    Raises ModelError where the model fails.
    """
    from models.chat_stream import stream_text
    from prompts.loader import load_prompt

    prompt = load_prompt("draft_questions").template()
    for start, end in passages:
        passage = article.text[start:end]
        messages = prompt.format_messages(title=defused(article.title), passage=defused(passage))
        found = parsed_reply("".join(stream_text(chat, messages)), passage)
        if found:
            yield Candidate(article, start, end, *found, "model")


def parsed_reply(reply: str, passage: str) -> tuple[str, str] | None:
    """Question and answer of a model's `reply`; None where either is missing or the answer is not words of `passage`.

    >>> parsed_reply("Question: Who sang?\\nAnswer: Ida Holt", "On Sunday Ida Holt sang.")
    ('Who sang?', 'Ida Holt')
    """
    fields = dict(re.findall(r"^\s*(Question|Answer):\s*(.+?)\s*$", reply, re.MULTILINE))
    question, answer = fields.get("Question", ""), fields.get("Answer", "").strip(' ."“”')
    grounded = bool(answer) and answer in passage and answer not in question
    return (question, answer) if question.endswith("?") and grounded else None
