"""The project's own question rows, one JSON object a line (see docs/evaluation.md)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator, model_validator

from core.types import Turn
from evaluation.formats.text_files import json_lines
from evaluation.questions import BadRow, Question, TestSet

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


# Keys of other forms that say what one of ours says.
_NEARLY = {
    "answer": "answers",
    "gold_answer": "answers",
    "gold_answers": "answers",
    "gold_passage": "gold_passages",
    "gold_doc_id": "gold_doc_ids",
}


class _TurnRow(BaseModel):
    question: _Words
    answer: str = ""


class _QuestionRow(BaseModel):
    model_config = ConfigDict(extra="ignore")

    qid: _Words
    question: _Words
    answers: list[str] = []
    answerable: bool | None = None
    gold_doc_ids: list[str] = []
    gold_passages: list[str] = []
    gold_passage_doc_ids: list[str] = []
    evidence_mode: Literal["any", "all"] = "any"
    answers_mode: Literal["any", "all"] = "any"
    type: str = ""
    history: list[_TurnRow] = []
    standalone: _Words | None = None
    checked: bool = True

    @model_validator(mode="before")
    @classmethod
    def _refuse_near_keys(cls, row: object) -> object:
        """A row whose answers are taken for an unknown key would be one that no article answers."""
        for name in _NEARLY.keys() & (row if isinstance(row, Mapping) else {}).keys():
            raise ValueError(f'"{name}" is not a key of a row; write "{_NEARLY[name]}", a list')
        return row

    @field_validator("answers")
    @classmethod
    def _without_empty(cls, answers: list[str]) -> list[str]:
        return [answer.strip() for answer in answers if answer.strip()]

    @model_validator(mode="after")
    def _gold_agrees(self) -> "_QuestionRow":
        if not self.checked:
            raise ValueError('not checked yet: see that it is right, then set "checked" to true')
        gold = self.answers or self.gold_doc_ids or self.gold_passages
        if self.answerable is False and gold:
            raise ValueError("answerable is false, but answers or gold articles are given")
        if self.answerable is True and not gold:
            raise ValueError("answerable is true, but neither answers nor gold articles are given")
        if self.gold_passage_doc_ids and len(self.gold_passage_doc_ids) != len(self.gold_passages):
            raise ValueError("gold_passage_doc_ids and gold_passages differ in length")
        return self


def question_from_row(row: Mapping[str, object]) -> Question:
    """The question that `row` describes. Raises ValueError naming every wrong field in one line."""
    try:
        checked = _QuestionRow.model_validate(row)
    except ValidationError as error:
        raise ValueError("; ".join(_explain(problem["loc"], problem["msg"]) for problem in error.errors())) from error
    has_gold = bool(checked.answers or checked.gold_doc_ids or checked.gold_passages)
    return Question(
        qid=checked.qid,
        question=checked.question,
        answers=tuple(checked.answers),
        answerable=has_gold if checked.answerable is None else checked.answerable,
        gold_doc_ids=tuple(checked.gold_doc_ids),
        gold_passages=tuple(checked.gold_passages),
        gold_passage_doc_ids=tuple(checked.gold_passage_doc_ids) or ("",) * len(checked.gold_passages),
        evidence_mode=checked.evidence_mode,
        answers_mode=checked.answers_mode,
        type=checked.type,
        history=tuple(Turn(turn.question, turn.answer) for turn in checked.history),
        standalone=checked.standalone,
    )


def read(path: Path) -> TestSet:
    """All rows of the JSONL file `path`; rows that are not JSON, break the contract or repeat a `qid` are bad."""
    rows = ((f"{path.name}:{number}", value) for number, value in json_lines(path))
    return collect_rows(rows)


def collect_rows(rows: Iterable[tuple[str, object]]) -> TestSet:
    """A test set of `(place, row)` pairs; `place` names a bad row to the reader."""
    questions: dict[str, Question] = {}
    bad: list[BadRow] = []
    for place, row in rows:
        try:
            question = question_from_row(_as_mapping(row))
            if question.qid in questions:
                raise ValueError(f'qid "{question.qid}" is already used by an earlier row')
        except ValueError as error:
            bad.append(BadRow(place, str(error)))
        else:
            questions[question.qid] = question
    return TestSet(tuple(questions.values()), bad_rows=tuple(bad))


def _as_mapping(row: object) -> Mapping[str, object]:
    if isinstance(row, ValueError):
        raise row
    if not isinstance(row, Mapping):
        raise ValueError(f"not a JSON object but a {type(row).__name__}")
    return row


def _explain(location: tuple[int | str, ...], message: str) -> str:
    field = ".".join(str(part) for part in location)
    plain = message.removeprefix("Value error, ")
    return f"{field}: {plain}" if field else plain
