"""Runs that are interrupted, that fail in places, and that ask several questions at once."""

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import ModelError, TestSetError
from core.types import Answer, Turn
from evaluation import evaluate, read_test_set
from evaluation.predictions import line_of, prediction_from_row, read_predictions
from evaluation.questions import Question
from evaluation.runner import predictions, run_questions
from tests.evaluation.makers import FERRY, MILL, answer, cite, prediction, question

QUESTIONS = [question(str(i), question=f"Question {i}?") for i in range(5)]


class Recorder:
    """A system that remembers what it was asked, and breaks off where told."""

    def __init__(self, *, stop_at: str = "", fail_at: str = "") -> None:
        self.asked: list[str] = []
        self.stop_at, self.fail_at = stop_at, fail_at

    def __call__(self, asked: str) -> Answer:
        self.asked.append(asked)
        if asked == self.stop_at:
            raise KeyboardInterrupt
        if asked == self.fail_at:
            raise ModelError("no reply")
        return answer(passages=[(FERRY, 0, 60)])


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_questions(QUESTIONS, Recorder(stop_at="Question 3?"), tmp_path, run={})
    with (tmp_path / "predictions.jsonl").open("a") as file:
        file.write('{"qid": "3", "ques')
    second = Recorder()
    found = run_questions(QUESTIONS, second, tmp_path, run={})
    assert second.asked == ["Question 3?", "Question 4?"]
    assert [one.qid for one in found] == ["0", "1", "2", "3", "4"]
    assert read_predictions(tmp_path / "predictions.jsonl") == found


def test_a_failing_question_is_recorded_and_asked_again_next_time(tmp_path: Path) -> None:
    found = run_questions(QUESTIONS, Recorder(fail_at="Question 1?"), tmp_path, run={})
    assert [one.error for one in found] == ["", "ModelError: no reply", "", "", ""]
    second = Recorder()
    found = run_questions(QUESTIONS, second, tmp_path, run={})
    assert second.asked == ["Question 1?"]
    assert not any(one.error for one in found)


def test_another_run_may_not_go_on_in_the_same_folder(tmp_path: Path) -> None:
    run_questions(QUESTIONS, Recorder(), tmp_path, run={"model": "a", "limit": 1})
    with pytest.raises(TestSetError, match="other model"):
        run_questions(QUESTIONS, Recorder(), tmp_path, run={"model": "b", "limit": 1})


def test_workers_ask_at_once_and_the_file_keeps_the_order_of_the_questions(tmp_path: Path) -> None:
    meeting = threading.Barrier(2, timeout=20)

    def ask(asked: str) -> Answer:
        if asked in {"Question 0?", "Question 1?"}:
            meeting.wait()
        return answer()

    progress: list[tuple[int, int]] = []
    run_questions(
        QUESTIONS, ask, tmp_path, run={}, workers=2, on_progress=lambda done, total: progress.append((done, total))
    )
    rows = [json.loads(line) for line in (tmp_path / "predictions.jsonl").read_text().splitlines()]
    assert [row["qid"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert progress[0] == (0, 5)
    assert progress[-1] == (5, 5)


def test_history_goes_only_to_systems_that_take_it_and_the_standalone_form_is_asked_too() -> None:
    asked = question(history=(Turn("Which ship?", "The ferry."),), standalone="How many goats on the ferry?")
    heard: list[tuple[str, Sequence[Turn]]] = []

    def talker(text: str, history: Sequence[Turn] = ()) -> Answer:
        heard.append((text, history))
        return answer(passages=[(FERRY, 0, 60)])

    (found,) = predictions([asked], talker)
    assert heard == [("How many goats?", asked.history), ("How many goats on the ferry?", ())]
    assert found.standalone_passages is not None
    assert next(iter(predictions([asked], Recorder()))).error == ""


def test_a_prediction_survives_its_row() -> None:
    whole = prediction(
        citations=(cite(FERRY, "Nobody complained."),),
        stages={"read": 0.25},
        tokens={"input": 3},
        cost_usd=0.000075,
        unsupported=((1, 2),),
    )
    assert prediction_from_row(json.loads(line_of(whole))) == whole


def test_the_page_of_a_citation_survives_its_row() -> None:
    whole = prediction(citations=(replace(cite(FERRY, "Nobody complained."), page=3),))
    assert prediction_from_row(json.loads(line_of(whole))) == whole


def test_the_row_begins_with_the_keys_of_the_contract_in_their_order() -> None:
    keys = list(json.loads(line_of(prediction())))
    contract = ["qid", "question", "answer", "refused", "reason", "citations", "passages", "seconds", "stages", "model"]
    assert keys[: len(contract)] == contract


def test_a_lone_surrogate_in_an_answer_does_not_end_the_run() -> None:
    line = line_of(prediction(answer="broken \ud800"))
    assert json.loads(line)["answer"] == "broken \ud800"
    line.encode("utf-8")


def gold(article_id: str, passage: str) -> dict[str, list[str]]:
    return {"gold_doc_ids": [article_id], "gold_passages": [passage]}


def test_any_callable_can_be_measured_and_unseen_gold_articles_count_as_missed() -> None:
    rows = [
        {"qid": "1", "question": "goats?", "answers": ["42 goats"], **gold("ferry", "It carried 42 goats.")},
        {"qid": "2", "question": "mill?", "answers": ["Friday"], **gold("mill", "The old mill burned on Friday.")},
    ]
    measured = evaluate(rows, Recorder())
    assert measured.scorecard.value("passage.hit@1") == 0.5
    assert measured.scorecard.value("answer.contained") == 0.5
    assert measured.metrics["counts"]["questions"] == 2
    assert evaluate(rows, Recorder(), articles=[MILL]).scorecard.value("passage.hit@1") == 0.5


def test_a_system_over_files_is_measured_by_their_names(caplog: pytest.LogCaptureFixture) -> None:
    held = replace(FERRY, id="goats-at-sea-0123456789ab")
    rows = [{"qid": "1", "question": "goats?", "answers": ["42 goats"], **gold("goats-at-sea", "It carried 42 goats.")}]
    measured = evaluate(rows, lambda _: answer(passages=[(held, 0, 60)]))
    assert measured.scorecard.value("passage.hit@1") == measured.scorecard.value("article.hit@1") == 1
    assert measured.metrics["counts"]["gold_articles_unknown"] == 0
    assert not caplog.records
    missed = evaluate(rows, lambda _: answer(passages=[(MILL, 0, 12)]))
    assert missed.metrics["counts"]["gold_articles_unknown"] == 1
    assert "no gold article was retrieved" in caplog.text


def test_a_test_set_may_be_given_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"qid": "1", "question": "goats?", "answers": ["42 goats"]}) + "\n")
    for form in (path, str(path), read_test_set(str(path)).questions):
        assert evaluate(form, Recorder()).scorecard.value("answer.contained") == 1
    with path.open("a") as file:
        file.write('{"qid": "2"}\n')
    with pytest.raises(TestSetError, match=r"set\.jsonl:2: .*question"):
        evaluate(path, Recorder())


def test_a_row_that_is_no_question_is_named() -> None:
    with pytest.raises(TestSetError, match=r"row 2: .*question"):
        evaluate([Question("1", "Who?"), {"qid": "2"}], Recorder())
