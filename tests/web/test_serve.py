"""Routes and headers, without a browser."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.errors import SettingsError
from core.settings import load_settings
from tests.fakes import MemoryLibrary
from tests.web.fakes import ANSWER, MARKET, QUAY, FakeAssistant
from web.conversation import StoredFilters, StoredTurn
from web.guards import HEADERS, KnownHost, SafeHeaders
from web.routes import routes
from web.serve import browser_secret, build_app, listen


@pytest.fixture
def client() -> TestClient:
    """The page's own routes alone."""
    app = FastAPI()
    app.add_middleware(SafeHeaders)
    app.include_router(routes(MemoryLibrary(QUAY, MARKET)))
    return TestClient(app)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The whole page as it is served to this machine."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("library"), host="127.0.0.1")
    app = build_app(FakeAssistant(MemoryLibrary(QUAY), {}), settings)  # type: ignore[arg-type]  # the fake has what the page uses
    return TestClient(app, base_url="http://127.0.0.1:7860")


def stored() -> dict[str, object]:
    """A turn as the browser sends it."""
    return StoredTurn.of(ANSWER, StoredFilters()).model_dump(mode="json")


def test_passages_come_in_the_browsers_language(client: TestClient) -> None:
    reply = client.post("/desk/passages?key=k", json=stored(), headers={"accept-language": "de"})
    assert "Quellen" in reply.text
    assert 'data-turn-key="k"' in reply.text
    assert "18. April 2026" in reply.text


def test_every_reply_carries_the_safe_headers(client: TestClient) -> None:
    reply = client.get("/nowhere")
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost:7860", "http://127.0.0.1:9000", "http://127.0.0.1", "null", ""]
)
def test_what_another_page_sends_is_refused(page: TestClient, origin: str) -> None:
    for path in ("/desk/passages", "/gradio_api/upload"):
        assert page.post(path, json=stored(), headers={"origin": origin}).status_code == 403


def test_the_page_itself_and_programs_are_answered(page: TestClient) -> None:
    own = [{"origin": "http://127.0.0.1:7860"}, {"origin": "HTTP://127.0.0.1:7860"}, {}]
    assert [page.post("/desk/passages", json=stored(), headers=headers).status_code for headers in own] == [200] * 3


def test_where_progress_is_hidden_no_component_counts_its_seconds(page: TestClient) -> None:
    events = page.get("/config").json()["dependencies"]
    hidden = [event["show_progress_on"] for event in events if event["show_progress"] == "hidden"]
    assert hidden
    assert not any(told != [] for told in hidden)  # None would be all outputs


def test_another_name_for_this_machine_is_refused(page: TestClient) -> None:
    hosts = ("localhost:7860", "testserver", "evil.example")
    assert [page.get("/desk/static/page.css", headers={"host": host}).status_code for host in hosts] == [200, 400, 400]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("dateline.example:7860", 404),
        ("DATELINE.example", 404),
        ("192.168.1.5:7860", 404),
        ("[::1]:7860", 404),
        ("evil.example", 400),
        ("192.168.1.5.evil.example", 400),
        ("[", 400),
    ],
)
def test_a_page_for_others_is_asked_for_by_its_address_or_a_name_that_was_given(host: str, status: int) -> None:
    app = FastAPI()
    app.add_middleware(KnownHost, names=["", " dateline.example"])
    assert TestClient(app).get("/", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    "path",
    ["file=http://echo.example/", "file=HTTPS://echo.example/", "file/http://echo.example/", "proxy=http://a.b/"],
)
def test_gradio_fetches_nothing_for_who_asks(page: TestClient, path: str) -> None:
    assert page.get(f"/gradio_api/{path}").text == "not fetched"


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("path", "reason"), [("/etc/hosts", "not uploaded by a user"), ("https://echo.example/a.txt", "is no upload")]
)
def test_only_what_was_uploaded_is_taken_for_a_file(page: TestClient, path: str, reason: str) -> None:
    events = page.get("/config").json()
    upload = next(one for one in events["dependencies"] if one["api_name"] == "add_files")
    named = {"path": path, "meta": {"_type": "gradio.FileData"}}
    files = next(one["id"] for one in events["components"] if one["props"].get("elem_id") == "add-files")
    data = [[named] if one == files else None for one in upload["inputs"]]
    call = {"data": data, "fn_index": upload["id"], "session_hash": "s"}
    with page:
        assert page.post("/gradio_api/queue/join", json=call).status_code == 200
        told = page.get("/gradio_api/queue/data?session_hash=s").text
    assert '"success":false' in told.replace(" ", "")
    assert reason in told


def test_a_missing_article_is_said_calmly(client: TestClient) -> None:
    reply = client.post("/desk/article", json={"article_id": "gone"})
    assert (reply.status_code, "no longer in the library" in reply.text) == (200, True)


def test_an_article_that_is_there_in_other_words_only_is_not_called_gone(client: TestClient) -> None:
    for path, wanted in (("article", {}), ("place", {"start": 0, "end": 9})):
        reply = client.post(f"/desk/{path}", json={"article_id": QUAY.id, "state": "0123", **wanted})
        assert (reply.status_code, "The article has changed since" in reply.text) == (200, True)


@pytest.mark.parametrize("body", [{}, {"question": "x", "citations": "no"}, {"question": "x" * 70_000}])
def test_what_is_no_turn_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/desk/passages", json=body).status_code == 422


def test_exports_are_text_even_when_they_are_pages(client: TestClient) -> None:
    reply = client.post("/desk/export", json={"form": "page", "turns": [stored()]})
    assert reply.headers["content-type"].startswith("text/plain")
    assert "The repair cost 41 million crowns." in reply.text


def test_the_secret_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    first = browser_secret(tmp_path)
    assert browser_secret(tmp_path) == first
    assert len(first) == 32
    assert stat.S_IMODE((tmp_path / "browser-secret").stat().st_mode) == 0o600


@pytest.mark.timeout(30)  # a pipe that is read is waited for
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_stands_in_the_secrets_place_and_is_no_file_is_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "browser-secret")
    with pytest.raises(SettingsError, match="browser-secret is no file: delete it"):
        browser_secret(tmp_path)


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(SettingsError, match="choose another port with --port"):
        listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_an_address_of_another_machine_is_named_with_what_to_do(host: str) -> None:
    with pytest.raises(SettingsError, match="address of this machine with --host"):
        listen(host, 0)
