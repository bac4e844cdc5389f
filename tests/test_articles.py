"""The sample articles agree with the calendar, and the sample test set with the articles."""

import calendar
import datetime as dt
import json
import re
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "evaluation" / "testsets" / "sample" / "questions.jsonl"
ARTICLES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "articles").glob("2026-*"))}
ROWS: list[dict[str, Any]] = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]

WEEKDAYS = tuple(calendar.day_name)
MONTHS = tuple(calendar.month_name)[1:]
BARE_WEEKDAY = re.compile(rf"\bon ({'|'.join(WEEKDAYS)})\b(?! \d)", re.IGNORECASE)
FULL_DATE = re.compile(rf"({'|'.join(WEEKDAYS)}),? (\d{{1,2}}) ({'|'.join(MONTHS)})")
TYPES = {
    "short",
    "list",
    "quote-speaker",
    "date-resolved",
    "figure-changed",
    "two-article",
    "follow-up",
    "unanswerable",
    "false-premise",
}

each_article = pytest.mark.parametrize("stem", ARTICLES)


def published(stem: str) -> dt.date:
    found = re.search(r"^date:? (\d{4}-\d\d-\d\d)", ARTICLES[stem], re.IGNORECASE | re.MULTILINE)
    assert found, f"{stem} names no date"
    return dt.date.fromisoformat(found[1])


def of_type(name: str) -> list[dict[str, Any]]:
    return [row for row in ROWS if row["type"] == name]


def test_there_are_at_least_twelve_articles_in_both_forms() -> None:
    suffixes = Counter(path.suffix for path in (ROOT / "articles").glob("2026-*"))
    assert len(ARTICLES) >= 12
    assert suffixes.keys() == {".txt", ".md"}


@each_article
def test_file_name_begins_with_the_date_of_publication(stem: str) -> None:
    assert stem.startswith(published(stem).isoformat())


@each_article
def test_article_is_of_readable_length(stem: str) -> None:
    assert 450 <= len(ARTICLES[stem].split()) <= 900


@each_article
def test_a_bare_weekday_is_never_the_day_of_publication(stem: str) -> None:
    """ "On Thursday" in a Thursday's paper could mean today or a week ago."""
    today = WEEKDAYS[published(stem).weekday()]
    assert today not in {found.capitalize() for found in BARE_WEEKDAY.findall(ARTICLES[stem])}


@each_article
def test_a_weekday_beside_a_date_is_the_weekday_of_that_date(stem: str) -> None:
    for weekday, day, month in FULL_DATE.findall(ARTICLES[stem]):
        date = dt.date(published(stem).year, MONTHS.index(month) + 1, int(day))
        assert WEEKDAYS[date.weekday()] == weekday


def test_one_story_is_carried_nearly_word_for_word_by_two_outlets() -> None:
    wire = ARTICLES["2026-08-06-dunmarrow-evacuated"].split()
    carried = ARTICLES["2026-08-07-dunmarrow-emptied-hillside-opens"].split()
    assert 0.85 < SequenceMatcher(None, wire, carried, autojunk=False).ratio() < 1


def test_the_corrected_claim_has_its_notice() -> None:
    claim = ARTICLES["2026-02-13-hallin-bridge-oldest"]
    correction = ARTICLES["2026-05-16-hallin-bridge-date-withdrawn"]
    assert "1191" in claim
    assert "\nCorrection: An article published in this newspaper on 13 February" in correction


def test_test_set_has_sixty_questions_of_every_type() -> None:
    assert len(ROWS) >= 60
    assert {row["type"] for row in ROWS} == TYPES


def test_question_ids_are_unique() -> None:
    assert [qid for qid, count in Counter(row["qid"] for row in ROWS).items() if count > 1] == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter((row["question"].casefold(), str(row.get("history"))) for row in ROWS)
    assert [question for question, count in asked.items() if count > 1] == []


def test_readme_counts_the_questions_of_each_type() -> None:
    table = (QUESTIONS.parent / "README.md").read_text(encoding="utf-8")
    stated = {name: int(count) for name, count in re.findall(r"^\| `([a-z-]+)` \|.*\| (\d+) \|$", table, re.MULTILINE)}
    assert stated == Counter(row["type"] for row in ROWS)
    assert f"\n{len(ROWS)} questions" in table


def test_gold_passages_stand_in_their_articles_character_for_character() -> None:
    for row in ROWS:
        for stem, passage in zip(row["gold_passage_doc_ids"], row["gold_passages"], strict=True):
            assert passage in ARTICLES[stem], row["qid"]


def test_rows_name_articles_that_exist() -> None:
    for row in ROWS:
        assert set(row["gold_passage_doc_ids"]) == set(row["gold_doc_ids"]), row["qid"]
        assert {*row["gold_doc_ids"], *row.get("near_doc_ids", ())} <= ARTICLES.keys(), row["qid"]


def test_only_answerable_questions_have_answers_and_evidence() -> None:
    for row in ROWS:
        assert row["answerable"] == (row["type"] not in {"unanswerable", "false-premise"}), row["qid"]
        assert bool(row["answers"]) == bool(row["gold_passages"]) == row["answerable"], row["qid"]


def test_only_follow_ups_have_a_history() -> None:
    assert {row["qid"] for row in ROWS if row.get("history")} == {row["qid"] for row in of_type("follow-up")}


def test_two_article_questions_need_evidence_from_two_articles() -> None:
    for row in of_type("two-article"):
        assert (row["evidence_mode"], len(row["gold_doc_ids"])) == ("all", 2), row["qid"]


def test_resolved_date_is_the_weekday_of_the_text_within_a_week_of_publication() -> None:
    for row in of_type("date-resolved"):
        resolved = dt.date.fromisoformat(row["answers"][-1])
        stem, passage = row["gold_passage_doc_ids"][0], row["gold_passages"][0]
        assert [day.capitalize() for day in BARE_WEEKDAY.findall(passage)] == [WEEKDAYS[resolved.weekday()]], row["qid"]
        assert abs(resolved - published(stem)) < dt.timedelta(days=7), row["qid"]
