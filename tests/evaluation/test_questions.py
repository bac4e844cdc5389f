"""Reading test sets in every form."""

import gzip
import json
import os
from pathlib import Path

import pytest

from core.errors import TestSetError
from core.types import Turn
from evaluation.questions import read_test_set


def rows_to(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_contract_row_becomes_a_question(tmp_path: Path) -> None:
    row = {
        "qid": "a",
        "question": " Who? ",
        "answers": ["Ida"],
        "gold_doc_ids": ["x"],
        "gold_passages": ["Ida did."],
        "history": [{"question": "When?", "answer": "Now."}],
        "something_else": 1,
    }
    (found,) = read_test_set(rows_to(tmp_path / "set.jsonl", row)).questions
    assert (found.qid, found.question, found.answerable) == ("a", "Who?", True)
    assert found.gold_passage_doc_ids == ("",)
    assert found.history == (Turn("When?", "Now."),)


def test_a_gzipped_file_reads_the_same_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(gzip.compress('\ufeff{"qid": "a", "question": "Who?"}\n\n'.encode()))
    test_set = read_test_set(path)
    assert [one.qid for one in test_set.questions] == ["a"]
    assert test_set.questions[0].answerable is False
    assert test_set.bad_rows == ()


def test_bad_rows_are_named_with_their_lines_and_the_others_read(tmp_path: Path) -> None:
    path = rows_to(
        tmp_path / "set.jsonl",
        {"qid": "a", "question": "Who?"},
        "{broken",
        {"qid": "b"},
        {"qid": "a", "question": "Again?"},
        {"qid": "c", "question": "What?", "answerable": False, "answers": ["x"]},
        "[1]",
        {"qid": "d", "question": "Sure?", "checked": False},
    )
    test_set = read_test_set(path)
    assert [one.qid for one in test_set.questions] == ["a"]
    named = [str(row) for row in test_set.bad_rows]
    assert [one.split(": ")[0] for one in named] == [f"set.jsonl:{line}" for line in (2, 3, 4, 5, 6, 7)]
    assert "not JSON" in named[0]
    assert "question" in named[1]
    assert 'qid "a"' in named[2]
    assert "answerable is false" in named[3]
    assert "object" in named[4]
    assert "not checked" in named[5]


def test_a_set_without_a_usable_row_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    with pytest.raises(TestSetError, match=r"1 bad rows; set\.jsonl:1"):
        read_test_set(rows_to(tmp_path / "set.jsonl", "nonsense"))


@pytest.mark.parametrize("name", ["set.txt", "missing.jsonl"])
def test_an_unknown_form_or_a_missing_file_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "set.txt").write_text("Who?")
    with pytest.raises(TestSetError, match=r"give a \.jsonl|no such file"):
        read_test_set(tmp_path / name)


@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.csv", "pipe.json", "pipe.jsonl.gz"])
def test_a_pipe_is_named_and_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(TestSetError, match="is not a file; save its contents"):
        read_test_set(tmp_path / name)


def test_csv_columns_make_questions_and_an_empty_answer_means_unanswerable(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text('Question,Answer,type\n"Who, then?",Ida|Ida Holt,short\nWhy?,,\nA,B,C,D\n', encoding="utf-8")
    test_set = read_test_set(path)
    first, second = test_set.questions
    assert (first.qid, first.question, first.answers, first.type) == (
        "line-2",
        "Who, then?",
        ("Ida", "Ida Holt"),
        "short",
    )
    assert second.answerable is False
    assert [row.place for row in test_set.bad_rows] == ["set.csv:4"]


def test_csv_without_a_question_column_names_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text("q,a\nWho?,Ida\n")
    with pytest.raises(TestSetError, match=r"`question` and `answer`;.*'a', 'q'"):
        read_test_set(path)


def test_a_csv_cell_may_be_as_long_as_an_article(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(f"question,answer\nWho?,{'x' * 140_000}\n")
    assert len(read_test_set(path).questions[0].answers[0]) == 140_000


def test_a_csv_cell_without_end_is_named_by_the_line_before_it(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(f'question,answer\nWho?,"{"x" * 10_000_001}')
    with pytest.raises(TestSetError, match=r"set\.csv: not CSV after line 1"):
        read_test_set(path)


DEEP = "[" * 100_000 + "]" * 100_000


def test_a_row_nested_too_deeply_is_bad_and_the_others_read(tmp_path: Path) -> None:
    test_set = read_test_set(rows_to(tmp_path / "set.jsonl", DEEP, {"qid": "a", "question": "Who?"}))
    assert [one.qid for one in test_set.questions] == ["a"]
    assert [row.place for row in test_set.bad_rows] == ["set.jsonl:1"]


def test_a_squad_file_nested_too_deeply_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TestSetError, match="not JSON"):
        read_test_set(rows_to(tmp_path / "dev.json", DEEP))


def test_squad_paragraphs_and_questions_that_are_none_are_bad_and_the_others_read(tmp_path: Path) -> None:
    answer = {"text": "Rain", "answer_start": 0}
    broken = {"text": "Rain", "answer_start": "first"}
    paragraphs = [
        {"context": "Snow fell.", "qas": None},
        {"context": "Rain fell.", "qas": [{"id": "1", "question": "What?", "answers": [answer]}]},
        {"context": "Rain stopped.", "qas": [{"id": "2", "question": "What?", "answers": [broken]}]},
    ]
    path = rows_to(tmp_path / "dev.json", {"data": [{"title": "T", "paragraphs": paragraphs}]})
    test_set = read_test_set(path)
    assert [one.qid for one in test_set.questions] == ["1"]
    places = [row.place.removeprefix("dev.json: data[0].") for row in test_set.bad_rows]
    assert places == ["paragraphs[0]", "paragraphs[2].qas[0]"]


def test_squad_gives_articles_and_the_sentence_of_the_answer_as_gold(tmp_path: Path) -> None:
    context = "It rained. The ferry left at dawn. Nobody cared."
    qas = [
        {"id": "1", "question": "When?", "answers": [{"text": "at dawn", "answer_start": context.index("at dawn")}]},
        {"id": "2", "question": "Who?", "is_impossible": True, "answers": [], "plausible_answers": [{"text": "x"}]},
        {"id": "3", "question": "What?", "answers": [{"text": "ferry", "answer_start": 0}]},
    ]
    path = tmp_path / "dev.json"
    path.write_text(
        json.dumps(
            {"version": "v2.0", "data": [{"title": "Sea_Days", "paragraphs": [{"context": context, "qas": qas}]}]}
        )
    )
    test_set = read_test_set(path)
    (article,) = test_set.articles
    first, second = test_set.questions
    assert (article.title, article.text) == ("Sea Days", context)
    assert first.gold_passages == ("The ferry left at dawn.",)
    assert first.gold_passage_doc_ids == (article.id,)
    assert second.answerable is False
    assert [row.place for row in test_set.bad_rows] == ["dev.json: data[0].paragraphs[0].qas[2]"]


def test_beir_gives_queries_with_relevant_documents_only(tmp_path: Path) -> None:
    rows_to(
        tmp_path / "corpus.jsonl", {"_id": "d1", "title": "T", "text": "Rain."}, {"_id": "d2", "text": "Sun."}, {"x": 1}
    )
    rows_to(tmp_path / "queries.jsonl", {"_id": "q1", "text": "rain?"}, {"_id": "q2", "text": "other split"})
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nbroken\n")
    test_set = read_test_set(tmp_path)
    (found,) = test_set.questions
    assert (found.qid, found.gold_doc_ids, found.answerable) == ("q1", ("d1",), True)
    assert [article.id for article in test_set.articles] == ["d1", "d2"]
    assert [row.place for row in test_set.bad_rows] == ["test.tsv:4", "corpus.jsonl:3"]


def test_a_key_that_is_nearly_one_is_named_rather_than_passed_over(tmp_path: Path) -> None:
    path = rows_to(tmp_path / "set.jsonl", {"qid": "a", "question": "Who?", "answer": "Ida"})
    with pytest.raises(TestSetError, match='"answer" is not a key of a row; write "answers", a list'):
        read_test_set(path)


def test_an_answer_that_says_nothing_is_none(tmp_path: Path) -> None:
    rows = [
        {"qid": str(place), "question": "Who?", "answers": said} for place, said in enumerate([["", " "], [" Ida "]])
    ]
    none, one = read_test_set(rows_to(tmp_path / "set.jsonl", *rows)).questions
    assert (none.answerable, one.answers) == (False, ("Ida",))
