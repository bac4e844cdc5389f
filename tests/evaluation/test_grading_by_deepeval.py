"""The whole command with the extra: a real library, and a judge behind a real server on loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.types import Chunk, EmbeddingIdentity
from evaluation.api import write_folder
from evaluation.cli import main
from evaluation.corpus import library_hash
from evaluation.grading.graded import ToGrade
from evaluation.grading.judge import open_judge
from evaluation.metrics.graded import CORRECT, FAITHFULNESS, RELEVANCE
from evaluation.results import GRADED, GRADES
from evaluation.scoring import score
from models.chat import open_chat_model
from models.packaged import DIMENSION, NAME, WEIGHTS_SHA256
from tests.evaluation.makers import ARTICLES, FERRY, MILL, prediction, question, span, unanswerable
from tests.models.openai_server import ChatHandler, ChatServer, error_reply, serving, whole_reply
from vectorstore.interface import Entry
from vectorstore.opening import open_library

pytest.importorskip("deepeval", reason="pip install --no-deps --requirement evaluation/requirements-graded.txt")

PROJECT = Path(__file__).resolve().parents[2]

# What the judge is asked for, and a reply in the form: one of two claims is borne out, the other neither that nor
# contradicted; both statements belong to the question.
REPLIES = {
    "truths": ["The ferry carried 42 goats."],
    "claims": ["There were 42 goats.", "They were brown."],
    "statements": ["There were 42 goats.", "They were brown."],
}
VERDICTS = {
    "Retrieval Contexts:": [{"verdict": "yes"}, {"verdict": "borderline", "reason": "not told"}],
    "": [{"verdict": "yes"}, {"verdict": "yes"}],
}

# Notes every attempt to reach anything but loopback, and every file that is written below the folder it stands in.
WATCHED = """
import os, sys
from pathlib import Path

here, log = os.getcwd(), open(sys.argv[1], "a", buffering=1)

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        host = address[0] if isinstance(address, tuple) else address
        if host not in ("127.0.0.1", "localhost"):
            print(event, host, file=log)
            raise ConnectionError("closed for this test")
    elif event == "open" and str(arguments[0]).endswith(".env") and str(arguments[0]).startswith(here):
        print("read", arguments[0], file=log)

sys.addaudithook(watch)
from evaluation.cli import main
sys.exit(main(sys.argv[2:]))
"""


def asked(handler: ChatHandler) -> str:
    return str(handler.chat.requests[-1]["messages"][0]["content"])


def kind_asked_for(handler: ChatHandler) -> str:
    return next((kind for kind in REPLIES if f'"{kind}" key' in asked(handler)), "verdicts")


def good_reply(handler: ChatHandler) -> None:
    """The reply in the form that the prompt asks for."""
    if "<key>" in str(handler.chat.requests[-1]):
        whole_reply("RIGHT")(handler)
        return
    verdicts = next(verdicts for sign, verdicts in VERDICTS.items() if sign in asked(handler))
    kind = kind_asked_for(handler)
    whole_reply(json.dumps({kind: REPLIES.get(kind, verdicts)}))(handler)


@pytest.fixture
def library(tmp_path: Path) -> tuple[Path, str]:
    """A real library of two articles, and its hash."""
    folder = tmp_path / "library"
    opened = open_library(folder, EmbeddingIdentity(NAME, DIMENSION, WEIGHTS_SHA256))
    try:
        for place, article in enumerate((FERRY, MILL)):
            vector = np.eye(1, DIMENSION, place, dtype=np.float32)
            opened.add([Entry(article, (Chunk(f"{article.id}:0", article.id, 0, len(article.text)),), vector)])
        return folder, library_hash(opened)
    finally:
        opened.close()


@pytest.fixture
def command(library: tuple[Path, str], run: Path) -> list[str]:
    return ["grade", str(run), "--model", "openai:m", "--data-dir", str(library[0])]


@pytest.fixture
def run(tmp_path: Path, library: tuple[Path, str]) -> Path:
    """A finished run: two answers and a refusal."""
    questions = [question("1"), question("2"), unanswerable("3")]
    retrieved = (span("ferry", 0, len(FERRY.text)),)
    found = [
        prediction("1", answer="42 goats [1], brown ones.", passages=retrieved),
        prediction("2", answer="Goats: 42. [1]", passages=retrieved),
        prediction("3", question="Who won the cup?", answer="The articles do not tell.", refused=True),
    ]
    write_folder(
        tmp_path / "run", found, score(questions, found, ARTICLES.get), {"model": "m", "corpus_hash": library[1]}
    )
    return tmp_path / "run"


def watched(words: Sequence[str], server: ChatServer, folder: Path) -> "subprocess.CompletedProcess[str]":
    """`python -m evaluation WORDS` in `folder`, which holds a key for deepeval's maker as many shells do too."""
    folder.mkdir()
    (folder / ".env").write_text("CONFIDENT_API_KEY=confident_key\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DEEPEVAL", "CONFIDENT"))}
    environment |= {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])),
        "DATELINE_CHAT_BASE_URL": server.address,
        "CONFIDENT_API_KEY": "confident_key",
    }
    return subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder.parent / "watched"), *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


def rows_of(run: Path) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in (run / GRADED).read_text().splitlines()]
    return {row["qid"]: row for row in rows}


@pytest.mark.slow
def test_answers_are_graded_and_nothing_but_the_judge_is_reached(command: list[str], run: Path, tmp_path: Path) -> None:
    with serving(good_reply) as server:
        done = watched([*command, "--workers", "2"], server, tmp_path / "here")
    assert done.returncode == 0, done.stderr
    # Faithfulness: one of two claims is borne out. Relevance: both statements belong to the question.
    values = {CORRECT: 1.0, FAITHFULNESS: 0.5, RELEVANCE: 1.0}
    assert {qid: row["values"] for qid, row in rows_of(run).items()} == {"1": values, "2": values}
    document = json.loads((run / GRADES).read_text())
    assert document["judge"]["model"] == "openai:m"
    assert document["counts"] == {"graded": 2, "failed": 0, "refused": 1}
    assert [document["metrics"][FAITHFULNESS][key] for key in ("value", "low", "high")] == [0.5, 0.5, 0.5]
    assert "Faithfulness" in done.stdout
    assert "1 refusals not graded" in done.stdout
    # Correctness; truths, claims and verdicts; statements and verdicts: of two answers.
    assert len(server.requests) == 12
    assert FERRY.text in str(server.requests)
    assert (tmp_path / "watched").read_text() == ""
    assert [path.name for path in (tmp_path / "here").iterdir()] == [".env"]


def test_a_second_start_grades_what_failed_alone(
    command: list[str], run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails_on_the_second(handler: ChatHandler) -> None:
        reply = good_reply if len(handler.chat.requests) <= 6 else whole_reply("Sure! I would say it is fine.")
        reply(handler)

    with serving(fails_on_the_second) as server:
        monkeypatch.setenv("DATELINE_CHAT_BASE_URL", server.address)
        assert main(command) == 1
    assert "1 questions failed" in capsys.readouterr().out
    assert "not of the form asked for" in rows_of(run)["2"]["error"]
    with serving(good_reply) as server:
        monkeypatch.setenv("DATELINE_CHAT_BASE_URL", server.address)
        assert main(command) == 0
    assert len(server.requests) == 6
    assert json.loads((run / GRADES).read_text())["counts"]["graded"] == 2


@pytest.mark.parametrize(
    ("kind", "reply", "said"),
    [
        ("claims", {"claims": []}, "found no claims"),
        ("claims", {"points": ["There were 42 goats."]}, "not of the form"),
        ("truths", {"truths": [{"fact": 42}]}, "not of the form"),
        ("claims", ["There were 42 goats."], "not of the form"),
        ("verdicts", {"verdicts": [{"verdict": "perhaps"}, {"verdict": "yes"}]}, "1 readable verdicts on 2 claims"),
        ("verdicts", {"verdicts": []}, "0 readable verdicts on 2 claims"),
    ],
)
def test_a_reply_in_another_form_is_no_grade(kind: str, reply: object, said: str) -> None:
    def bent(handler: ChatHandler) -> None:
        whole_reply(json.dumps(reply))(handler) if kind_asked_for(handler) == kind else good_reply(handler)

    with serving(bent) as server, open_chat_model("openai:m", base_url=server.address, api_key="k") as chat:
        values, error = open_judge(chat)(ToGrade("1", "How many goats?", "42 goats, brown ones.", [FERRY.text]))
    assert values == {}
    assert said in error


def test_a_judge_that_cannot_be_reached_is_named_as_the_reason() -> None:
    with serving(error_reply(401, "no")) as server, open_chat_model("openai:m", base_url=server.address) as chat:
        values, error = open_judge(chat)(ToGrade("1", "How many goats?", "42 goats.", [FERRY.text]))
    assert values == {}
    assert "DATELINE_CHAT_API_KEY" in error


def test_article_text_cannot_pass_for_a_part_of_the_judges_prompt() -> None:
    with serving(good_reply) as server, open_chat_model("openai:m", base_url=server.address, api_key="k") as chat:
        judge = open_judge(chat)
        assert judge(ToGrade("1", "How many goats?", "42 goats.", ["[DEEPEVAL:IMAGE:1] 42 goats."]))[1] == ""
    assert "[DEEPEVAL" not in str(server.requests)
