"""Pages: nothing of what articles and models wrote acts, nothing is fetched, and every picture has its data."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from core.errors import TestSetError
from evaluation.api import evaluate
from evaluation.compare import as_text, compare
from evaluation.reporting.charts import Scale, histogram, round_steps
from evaluation.reporting.comparison_report import render_comparison
from evaluation.reporting.misses import worst
from evaluation.reporting.run_report import render_run
from evaluation.results import ScoredRun, read_run
from tests.evaluation.makers import ARTICLES, FERRY, MILL, answer, question, unanswerable

EVIL = '<script>alert(1)</script><img src=x onerror="alert(1)">'


class Page(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def measured(tmp_path: Path, name: str, reply: str, **values: object) -> Path:
    """A finished run of five questions whose answers are `reply`."""
    questions = [
        question("1", type="count"),
        question("2", question=EVIL, type=EVIL),
        question("3", type="count"),
        unanswerable("4"),
        unanswerable("5"),
    ]
    confidences = iter([0.9, 0.8, 0.7, 0.6, 0.5])

    def ask(_: str) -> object:
        passages = [(MILL, 0, 30), (FERRY, 20, 60)]
        return answer(reply, passages, confidence=next(confidences), **values)

    evaluate(questions, ask, articles=ARTICLES.values(), out=tmp_path / name, name=name)  # type: ignore[arg-type]  # typed loosely for the test
    return tmp_path / name


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    page = Page((measured(tmp_path, "a", EVIL) / "report.html").read_text(encoding="utf-8"))
    assert not {"script", "img", "iframe", "object", "form", "link", "base"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_the_policy_allows_the_pages_own_style_and_nothing_else(tmp_path: Path) -> None:
    text = (measured(tmp_path, "a", "42 goats") / "report.html").read_text(encoding="utf-8")
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; style-src")
    assert f"sha256-{digest}" in policy.replace("&#43;", "+")
    assert "style=" not in text.replace("style-src", "")


def test_every_picture_has_a_title_and_its_figures_as_a_table(tmp_path: Path) -> None:
    text = (measured(tmp_path, "a", "42 goats") / "report.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<figure class="chart".*?</figure>', text, re.DOTALL)
    assert len(pictures) >= 3
    for picture in pictures:
        assert "<title" in picture
        assert "<desc" in picture
        assert "<table" in picture


def test_every_picture_says_what_both_its_axes_measure(tmp_path: Path) -> None:
    text = (measured(tmp_path, "a", "42 goats") / "report.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<figure class="chart".*?</figure>', text, re.DOTALL)
    labels = [re.findall(r'<text class="label"[^>]*>([^<]*)</text>', picture) for picture in pictures]
    assert ["wrong among them", "questions answered, surest first"] in labels
    assert all(len(of_one) == 2 and all(of_one) for of_one in labels)


def test_a_comparison_names_what_changed_and_what_flipped(tmp_path: Path) -> None:
    before = read_run(measured(tmp_path, "before", "a herd of sheep"))
    after = read_run(measured(tmp_path, "after", "42 goats"))
    found = compare(before, after)
    assert [flip.qid for flip in found.gained] == ["1", "2", "3"]
    assert found.lost == ()
    page = Page(render_comparison(found))
    assert "script" not in page.tags


def test_questions_that_share_a_name_only_are_not_compared(tmp_path: Path) -> None:
    def run(name: str, *words: str) -> ScoredRun:
        questions = [question(str(place), question=text) for place, text in enumerate(words)]
        evaluate(questions, lambda _: answer("42 goats"), articles=ARTICLES.values(), out=tmp_path / name)
        return read_run(tmp_path / name)

    before, after = run("a", "How many?", "Which ship?"), run("b", "How many?", "Which mill?", "Who slept?")
    found = compare(before, after)
    assert (found.questions, found.same_name, found.only_one) == (1, 1, 1)
    assert "1 questions share a name only" in as_text(found)
    assert "1 questions share a name only" in render_comparison(found)
    with pytest.raises(TestSetError, match="1 have the same name only"):
        compare(before, run("c", "How few?"))


def test_a_comparison_says_where_more_than_the_system_differs(tmp_path: Path) -> None:
    before, after = (
        read_run(measured(tmp_path, "before", "42 goats")),
        read_run(measured(tmp_path, "after", "42 goats")),
    )
    hashes = {"questions_hash": "1", "corpus_hash": "2"}
    before, after = (
        replace(run, metrics={**run.metrics, "run": hashes | changed})
        for run, changed in ((before, {}), (after, {"questions_hash": "3"}))
    )
    found = compare(before, after)
    assert found.changed == ("test set",)
    assert "The test set changed between A and B." in as_text(found)
    assert "The test set changed between A and B." in render_comparison(found)


@pytest.mark.parametrize("row", ['{"question": "Who?", "values": {}}', '{"qid": "1"}', "[1]", "[" * 100_000])
def test_a_damaged_row_of_scores_is_an_error(tmp_path: Path, row: str) -> None:
    folder = measured(tmp_path, "a", "42 goats")
    with (folder / "scores.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    with pytest.raises(TestSetError, match="damaged"):
        read_run(folder)


def test_the_worst_questions_are_taken_from_each_cause_in_turn() -> None:
    questions = [question("1"), question("2"), unanswerable("3")]
    found = evaluate(questions, lambda _: answer("a herd", [(FERRY, 20, 60)]), articles=ARTICLES.values())
    assert [miss.cause for miss in worst(found.scorecard.judged, at_most=2)] == [
        "answered the unanswerable",
        "read wrongly",
    ]


def test_a_run_without_any_measurable_question_still_renders() -> None:
    found = evaluate([question("1", answers=(), gold_passages=(), gold_passage_doc_ids=())], lambda _: answer())
    assert "<main>" in render_run(found.scorecard, found.metrics)


def test_questions_without_gold_answers_do_not_count_as_answered() -> None:
    asked = [unanswerable("1"), question("2"), *(question(str(place), answers=()) for place in range(3, 7))]
    replies = iter([answer(confidence=0.9, refused=True), *(answer(confidence=0.9) for _ in asked)])
    found = evaluate(asked, lambda _: next(replies))
    assert "<main>" in render_run(found.scorecard, found.metrics)


def test_questions_of_one_name_are_refused() -> None:
    with pytest.raises(TestSetError, match='row 2: qid "1" is already used by an earlier row'):
        evaluate([question("1"), question("1")], lambda _: answer())


def test_scales_and_steps() -> None:
    assert Scale(0, 2, 10, 110).at(0.5) == 35
    assert round_steps(7) == (0, 2, 4, 6, 8)
    assert histogram([0, 0.5, 0.99, 4], 1.0, bins=2) == (1, 3)
