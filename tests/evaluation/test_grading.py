"""Grading a run, with a judge that says what the test wants."""

import importlib.util
import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.errors import ArticleNotFoundError, TestSetError
from core.settings import load_settings
from core.types import Article
from evaluation import evaluate
from evaluation.cli import main
from evaluation.commands.compare import compare
from evaluation.corpus import kept_libraries
from evaluation.grading.graded import (
    Grade,
    ToGrade,
    answered,
    figures_of,
    grade,
    one_after_the_other,
    require_same_judge,
    to_grade,
    write_grades,
)
from evaluation.grading.passages import passage_texts, texts_from
from evaluation.metrics.graded import CORRECT, FAITHFULNESS, RELEVANCE
from evaluation.predictions import Prediction
from evaluation.reporting.grades import show_grades
from evaluation.results import GRADED, GRADES
from tests.evaluation.makers import FERRY, MILL, answer, prediction, question, span, unanswerable
from tests.fakes import MemoryLibrary
from tests.models.openai_server import ChatHandler, serving, whole_reply

Judged = tuple[Mapping[str, float], str]
TEXTS = {"1": ("It carried 42 goats.",), "2": ("The old mill burned on Friday.",)}


class Judge:
    """Gives every answer half; fails on those of `failing`. Keeps what it was shown."""

    def __init__(self, *failing: str) -> None:
        self.failing = failing
        self.shown: list[str] = []

    def __call__(self, item: ToGrade) -> tuple[Mapping[str, float], str]:
        self.shown.append(item.answer)
        return ({}, "no verdict") if item.answer in self.failing else ({FAITHFULNESS: 0.5, RELEVANCE: 1.0}, "")


def two() -> tuple[ToGrade, ...]:
    return items(prediction("1", answer="It carried 42 goats. [1]"), prediction("2", answer="On Friday. [2]"))


def items(*predictions: Prediction) -> tuple[ToGrade, ...]:
    return to_grade(predictions, TEXTS, [{"qid": "1", "answers": ["42"], "answers_mode": "all"}, {"qid": "2"}])


def test_an_answer_is_judged_without_its_markers_by_its_passages_and_gold_answers() -> None:
    first, second = two()
    assert first == ToGrade("1", "How many goats?", "It carried 42 goats.", TEXTS["1"], ("42",), "all")
    assert second == ToGrade("2", "How many goats?", "On Friday.", TEXTS["2"], (), "any")


def test_refusals_and_failures_are_not_graded() -> None:
    others = [
        prediction("3", refused=True),
        prediction("4", answer="", error="ModelError: gone"),
        prediction("5", answer=" "),
    ]
    assert [one.qid for one in answered([prediction("1"), *others])] == ["1"]


def test_what_is_graded_stays_and_what_failed_is_asked_again(tmp_path: Path) -> None:
    grade(two(), Judge("On Friday."), tmp_path, model="m")
    again = Judge()
    grades = grade(two(), again, tmp_path, model="m")
    assert again.shown == ["On Friday."]
    assert [one.error for one in grades] == ["", ""]


def test_a_torn_line_and_a_changed_answer_are_graded_again(tmp_path: Path) -> None:
    grade(two(), Judge(), tmp_path, model="m")
    with (tmp_path / GRADED).open("a") as file:
        file.write('{"qid": "1", "mod')
    changed = [two()[0], *items(prediction("2", answer="On Monday."))]
    again = Judge()
    grades = grade(changed, again, tmp_path, model="m")
    assert again.shown == ["On Monday."]
    assert [one.answer for one in grades] == ["It carried 42 goats.", "On Monday."]


def test_a_part_leaves_the_other_grades_where_they_are(tmp_path: Path) -> None:
    grade(two(), Judge(), tmp_path, model="m")
    assert len(grade(two()[:1], Judge(), tmp_path, model="m")) == 1
    again = Judge()
    assert len(grade(two(), again, tmp_path, model="m")) == 2
    assert again.shown == []


def test_workers_grade_at_once_and_grades_keep_the_order_of_the_answers(tmp_path: Path) -> None:
    meeting = threading.Barrier(2, timeout=20)

    def judge(_item: ToGrade) -> tuple[Mapping[str, float], str]:
        meeting.wait()
        return {FAITHFULNESS: 1.0}, ""

    grades = grade(two(), judge, tmp_path, model="m", workers=2)
    assert [one.qid for one in grades] == ["1", "2"]
    assert len((tmp_path / GRADED).read_text().splitlines()) == 2


def graded_run(folder: Path, *shares: float, judge: Mapping[str, str]) -> Path:
    """A finished run of as many questions as `shares`, which `judge` gave for faithfulness."""
    asked = [question(str(place)) for place in range(len(shares))]
    measured = evaluate(asked, lambda _: answer("42 goats", [(FERRY, 0, 60)]), out=folder)
    given = iter(shares)
    shown = to_grade(measured.predictions, {}, ())
    grades = grade(shown, lambda _: ({FAITHFULNESS: next(given)}, ""), folder, model=judge["model"])
    write_grades(folder, grades, judge=judge, refused=0)
    return folder


def test_the_report_of_a_run_shows_its_grades_in_place_of_earlier_ones(tmp_path: Path) -> None:
    def shown() -> str:
        show_grades(tmp_path)
        return (tmp_path / "report.html").read_text(encoding="utf-8")

    evaluate([question("0"), question("1")], lambda _: answer("42 goats", [(FERRY, 0, 60)]), out=tmp_path)
    assert "Graded by a chat model" not in shown()
    graded_run(tmp_path, 0.5, 0.25, judge={"model": "<m>"})
    assert shown() == shown()
    # The mean of .5 and .25.
    assert shown().count("Graded by a chat model") == 1
    assert "Answers to 2 of 2 questions, judged by &lt;m&gt;." in shown()
    assert re.search(r"Faithfulness.*?0\.375", shown(), re.DOTALL)


def test_a_run_that_is_measured_again_keeps_the_grades_in_its_report(tmp_path: Path) -> None:
    graded_run(tmp_path, 0.5, judge={"model": "m"})
    evaluate([question("0")], lambda _: answer("42 goats", [(FERRY, 0, 60)]), out=tmp_path)
    assert "Answers to 1 of 1 questions, judged by m." in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_grades_that_cannot_be_read_do_not_cost_a_run_its_report(tmp_path: Path) -> None:
    graded_run(tmp_path, 0.5, judge={"model": "m"})
    (tmp_path / GRADES).write_text("[1]")
    evaluate([question("0")], lambda _: answer("42 goats", [(FERRY, 0, 60)]), out=tmp_path)
    assert "judged by" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_comparison_pairs_the_grades_of_one_judge(tmp_path: Path) -> None:
    judge = {"model": "m", "library": "deepeval 4.3.1"}
    before = graded_run(tmp_path / "a", 0.0, 0.5, 0.5, judge=judge)
    after = graded_run(tmp_path / "b", 1.0, 0.5, judge=judge)
    # Questions 0 and 1 are graded in both: (0 + .5) / 2 and (1 + .5) / 2.
    said = compare(before, after, None)
    assert re.search(r"Faithfulness +0\.250 +0\.750 +\+0\.500", said)
    assert "2 answers are graded in both runs, by m." in said
    assert "Graded by a chat model" in (after / "comparison.html").read_text(encoding="utf-8")


def test_grades_of_different_judges_are_not_compared(tmp_path: Path) -> None:
    before = graded_run(tmp_path / "a", 0.0, judge={"model": "m", "library": "deepeval 4.3.1"})
    after = graded_run(tmp_path / "b", 1.0, judge={"model": "other", "library": "deepeval 4.3.1"})
    said = compare(before, after, None)
    assert "Faithfulness" not in said
    assert "Grades of A and B that are by different judges are not compared." in said


def test_grades_of_answers_that_have_changed_since_do_not_count(tmp_path: Path) -> None:
    before = graded_run(tmp_path / "a", 0.0, judge={"model": "m"})
    after = graded_run(tmp_path / "b", 1.0, judge={"model": "m"})
    evaluate([question("0")], lambda _: answer("a herd", [(FERRY, 0, 60)]), out=after)
    assert "Faithfulness" not in compare(before, after, None)


def test_damaged_grades_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    before = graded_run(tmp_path / "a", 0.0, judge={"model": "m"})
    (before / GRADES).write_text("[1]")
    with pytest.raises(TestSetError, match=r"graded\.json is damaged.*--fresh"):
        compare(before, before, None)


def test_what_a_grade_lacks_is_judged_and_what_it_has_stays(tmp_path: Path) -> None:
    grade(two(), Judge(), tmp_path, model="m")
    # The second has no gold answer, so that there is nothing to judge its correctness by.
    again = grade(two(), lambda _: ({CORRECT: 1.0}, ""), tmp_path, model="m", metrics={CORRECT})
    assert [one.values for one in again] == [
        {FAITHFULNESS: 0.5, RELEVANCE: 1.0, CORRECT: 1.0},
        {FAITHFULNESS: 0.5, RELEVANCE: 1.0},
    ]


def test_several_judges_are_heard_and_their_errors_told() -> None:
    right: Judged = ({CORRECT: 1.0}, "")
    both = one_after_the_other([lambda _: right, lambda _: ({}, "no verdict")])
    assert both(two()[0]) == ({CORRECT: 1.0}, "no verdict")


def test_grades_of_another_prompt_are_not_mixed(tmp_path: Path) -> None:
    graded_run(tmp_path, 1.0, judge={"model": "m", "library": "deepeval 4.3.1"})
    require_same_judge(tmp_path, {"model": "m", "prompt": "new"})
    with pytest.raises(TestSetError, match=r"another library.*--fresh"):
        require_same_judge(tmp_path, {"model": "m", "library": "deepeval 5"})


def test_grades_of_two_models_are_not_mixed(tmp_path: Path) -> None:
    grade(two(), Judge(), tmp_path, model="m")
    with pytest.raises(TestSetError, match=r"grades by m.*--fresh"):
        grade(two(), Judge(), tmp_path, model="other")


def test_the_means_are_over_what_could_be_graded(tmp_path: Path) -> None:
    grades = [
        Grade("1", "m", "a", {FAITHFULNESS: 1.0, RELEVANCE: 1.0}),
        Grade("2", "m", "b", {FAITHFULNESS: 0.5}, "no verdict"),
        Grade("3", "m", "c", {}, "no connection"),
    ]
    # Faithfulness (1 + .5) / 2 over two questions; relevance 1 over one.
    faithfulness, relevance = figures_of(grades)
    assert (faithfulness.value, faithfulness.questions) == (0.75, 2)
    assert faithfulness.interval is not None
    # Of two equally likely values the mean lies between them, and both ends are drawn in more than 2.5% of resamples.
    assert (faithfulness.interval.low, faithfulness.interval.high) == (0.5, 1.0)
    assert (relevance.value, relevance.questions) == (1.0, 1)
    write_grades(tmp_path, grades, judge={"model": "m"}, refused=4)
    document = json.loads((tmp_path / GRADES).read_text())
    assert document["counts"] == {"graded": 1, "failed": 2, "refused": 4}
    assert document["metrics"][FAITHFULNESS]["value"] == 0.75


def test_no_grades_are_no_figures() -> None:
    assert figures_of([]) == ()


def test_passages_are_slices_of_their_articles() -> None:
    asked = prediction("1", passages=(span("ferry", 25, 46), span("mill", 0, 12)))
    assert texts_from(MemoryLibrary(FERRY, MILL), [asked]) == {"1": (FERRY.text[25:46], "The old mill")}


@pytest.mark.parametrize("held", [MILL, Article("ferry", "Goats at sea", "Shorter.")])
def test_a_library_without_the_runs_articles_is_not_read_from(held: Article) -> None:
    with pytest.raises(ArticleNotFoundError):
        texts_from(MemoryLibrary(held), [prediction("1", passages=(span("ferry", 25, 46),))])


def test_kept_libraries_are_known_by_their_corpus(tmp_path: Path) -> None:
    for name, corpus in {"a": "x", "b": "y"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "ready.json").write_text(json.dumps({"corpus_hash": corpus}))
    (tmp_path / "unfinished").mkdir()
    assert kept_libraries("y", tmp_path) == (tmp_path / "b" / "library",)


def test_a_run_whose_articles_are_gone_says_so_and_makes_no_library(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "library")
    with pytest.raises(TestSetError, match="--data-dir"):
        passage_texts([], "x", settings, kept=tmp_path)
    assert not settings.data_dir.exists()


@pytest.mark.skipif(importlib.util.find_spec("deepeval") is not None, reason="deepeval is installed")
class TestWithoutTheExtra:
    def command(self, run: Path) -> list[str]:
        return ["grade", str(run), "--model", "openai:m", "--workers", "2"]

    def test_correctness_alone_is_graded(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked = [question("1"), question("2", question="Who slept?", answers=("Ida Holt",)), unanswerable("3")]
        evaluate(asked, lambda _: answer("42 goats"), articles=[FERRY], out=tmp_path)

        def by_the_key(handler: ChatHandler) -> None:
            whole_reply("WRONG" if "Ida Holt" in str(handler.chat.requests[-1]) else "RIGHT")(handler)

        with serving(by_the_key) as server:
            monkeypatch.setenv("DATELINE_CHAT_BASE_URL", server.address)
            assert main(self.command(tmp_path)) == 0
        assert len(server.requests) == 2
        said = capsys.readouterr().out
        assert re.search(r"Correct as judged +0\.500 .* 2 questions", said)
        assert "pip install --no-deps --requirement evaluation/requirements-graded.txt" in said

    def test_a_run_without_gold_answers_tells_what_to_install(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        evaluate([question("1", answers=())], lambda _: answer("42 goats"), articles=[FERRY], out=tmp_path)
        assert main(self.command(tmp_path)) == 1
        said = capsys.readouterr().err
        assert "pip install --no-deps --requirement evaluation/requirements-graded.txt" in said
        assert "Traceback" not in said
