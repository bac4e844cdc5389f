"""The three ways in which a program asks, end to end with the real parts, over the sample articles."""

import json
import os
import subprocess
import sys
from contextlib import closing

import pytest

from core.settings import PROJECT, load_settings
from models.embedder import open_embedder
from qa import ask, open_assistant
from tests.fakes import ScriptedChat
from vectorstore.opening import open_library


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, capture_output=True, text=True, timeout=240, check=False, **options
    )


RECOUNT = "What did the recount in Edelsund cost the town?"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    done = run("-m", "ingest", "articles", "--data-dir", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_an_answer_is_printed_with_its_source(library):
    done = run("-m", "qa", RECOUNT, "--data-dir", str(library))
    assert done.returncode == 0, done.stderr
    assert "41,000 crowns" in done.stdout
    assert "Northline Agency, 12 May 2026" in done.stdout


def test_json_is_the_contract_and_every_quote_is_a_slice(library):
    done = run("-m", "qa", RECOUNT, "--json", "--data-dir", str(library))
    row = json.loads(done.stdout)
    assert list(row)[:10] == [
        "qid", "question", "answer", "refused", "reason", "citations", "passages", "seconds", "stages", "model",
    ]  # fmt: skip
    assert list(row["citations"][0]) == [
        "number", "article_id", "title", "source", "published", "url", "start", "end", "quote",
    ]  # fmt: skip
    assert len(row["passages"]) == 10
    with _opened(library) as held:
        for citation in row["citations"]:
            text = held.article(citation["article_id"]).text
            assert citation["quote"] == text[citation["start"] : citation["end"]]


def test_the_library_is_asked_as_it_stood_on_a_day(library):
    done = run("-m", "qa", RECOUNT, "--as-of", "2001-01-01", "--data-dir", str(library))
    assert done.returncode == 0, done.stderr
    assert "The articles do not tell." in done.stdout
    done = run("-m", "qa", RECOUNT, "--as-of", "9999-12-31", "--json", "--data-dir", str(library))
    row = json.loads(done.stdout)
    assert "41,000 crowns" in row["answer"]
    with _opened(library) as held:
        cited = {name: held.article(name).content_hash for name in row["content_hashes"]}
    assert row["content_hashes"] == cited


def test_one_article_alone_is_asked(library):
    with _opened(library) as held:
        recount = held.articles(query="Recount confirms").articles[0].id
    done = run("-m", "qa", "What did it cost?", "--article", recount, "--json", "--data-dir", str(library))
    row = json.loads(done.stdout)
    assert {one["article_id"] for one in row["passages"]} == {recount}
    assert "41,000 crowns" in row["answer"]


def test_passages_alone_are_listed_best_first(library):
    done = run("-m", "qa", "--passages", RECOUNT, "--data-dir", str(library), "--until", "2026-05-31")
    assert done.returncode == 0, done.stderr
    first, place, words = done.stdout.splitlines()[:3]
    assert first == "[1] Recount confirms Venn as mayor of Edelsund, by nine votes (Northline Agency, 2026-05-12)"
    assert place.startswith("    https://northline.example/wire/2026/05/12/edelsund-recount, characters ")
    assert 200 < len(words) < 210


def test_passages_as_json_are_slices_of_their_articles(library):
    done = run("-m", "qa", "--passages", "--json", RECOUNT, "--data-dir", str(library))
    found = json.loads(done.stdout)
    assert len(found["passages"]) == 10
    with _opened(library) as held:
        for passage in found["passages"]:
            assert passage["text"] == held.article(passage["article_id"]).text[passage["start"] : passage["end"]]


def test_what_the_articles_do_not_tell_is_refused(library):
    done = run("-m", "qa", "Which novel won the Booker Prize in 1987?", "--json", "--data-dir", str(library))
    row = json.loads(done.stdout)
    assert done.returncode == 0
    assert row["refused"]
    assert row["answer"].startswith("The articles do not tell.")


def test_no_torch_is_imported_for_an_answer(library):
    asking = (
        "import sys; from qa.cli import main; "
        f"code = main(['Who chairs the inshore fleet association?', '--data-dir', {str(library)!r}]); "
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'gradio'} & set(sys.modules))); sys.exit(code)"
    )
    done = run("-c", asking)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "QUESTION"),
        (("x", "--since", "May"), 2, "YYYY-MM-DD"),
        (("x", "--until", ""), 2, "YYYY-MM-DD"),
        (("x", "--source", ""), 2, "--source: is empty: give a name"),
        (("x", "--article", " "), 2, "--article: is empty: give a name"),
        (("", "--json"), 1, "the question is empty"),
        (("x", "--model", "nonsense"), 1, "nonsense"),
        (("x" * 4001,), 1, "4,001 characters; at most 4,000"),
        (("?!\x1b",), 1, "the question is empty"),
        (("x", "--since", "2026-05-03", "--until", "2026-05-01"), 1, "no day is both"),
        (("x", "--article", "no-such\x1b"), 1, "no article no-such in the library; `python -m ingest list WORD`"),
        (("x", "--passages", "--source", "Strato"), 1, "no outlet named Strato in the library"),
        (("x", "--source", "Strato\x1b"), 1, "no outlet named Strato in the library; it holds: Strata, Meridian"),
    ],
)
def test_wrong_use_says_what_is_wrong(library, arguments, code, said):
    done = run("-m", "qa", *arguments, "--data-dir", str(library))
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_name_of_a_folder_is_wrong_use():
    done = run("-m", "qa", "Who won?", "--data-dir", "")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--data-dir is empty: name the library's folder" in done.stderr


@pytest.mark.parametrize("name", ["nowhere", "", "catalogue.sqlite3"])
def test_where_there_is_no_library_none_is_made(library, tmp_path, name):
    folder = library / name if "." in name else tmp_path / name
    done = run("-m", "qa", "Who won?", "--data-dir", str(folder))
    assert done.returncode == 1
    assert f"There is no library in {folder}. `.venv/bin/python -m ingest SOURCE" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_question_needs_no_quotation_marks(library):
    words = ["What", "did", "the", "recount", "in", "Edelsund", "cost", "the", "town"]
    done = run("-m", "qa", *words, "--json", "--data-dir", str(library))
    assert json.loads(done.stdout)["question"] == " ".join(words)


def test_a_setting_that_cannot_be_is_wrong_use(library):
    done = run("-m", "qa", "x", "--data-dir", str(library), env={**os.environ, "DATELINE_REFUSAL": "high"})
    assert done.returncode == 2
    assert "DATELINE_REFUSAL" in done.stderr


def test_python_asks_with_one_function(library):
    answer = ask(RECOUNT, data_dir=library)
    assert "41,000 crowns" in answer.text


def test_python_asks_a_chat_model_of_its_own(library):
    own = ScriptedChat(reply="The recount cost 41,000 crowns [1].")
    with open_assistant(data_dir=library, model=own) as assistant:
        answer = assistant.ask(RECOUNT)
    assert (answer.text, answer.model) == ("The recount cost 41,000 crowns. [1]", "scripted")


def test_a_folder_named_beside_settings_wins_over_theirs(library, tmp_path):
    with open_assistant(data_dir=library, settings=load_settings(data_dir=tmp_path / "none")) as assistant:
        assert "41,000 crowns" in assistant.ask(RECOUNT).text
    assert not (tmp_path / "none").exists()


def _opened(folder):
    embedder = open_embedder()
    return closing(open_library(folder, embedder.identity))
