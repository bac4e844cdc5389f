"""Routes and headers, without a browser."""

import stat
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.errors import SettingsError
from tests.web.fakes import ANSWER, MARKET, QUAY, FakeLibrary
from web.conversation import Limits, StoredTurn
from web.routes import routes
from web.serve import HEADERS, SafeHeaders, browser_secret, listen


@pytest.fixture
def client() -> TestClient:
    """The page's own routes alone."""
    app = FastAPI()
    app.add_middleware(SafeHeaders)
    app.include_router(routes(FakeLibrary(QUAY, MARKET)))
    return TestClient(app)


def stored() -> dict[str, object]:
    """A turn as the browser sends it."""
    return StoredTurn.of(ANSWER, Limits()).model_dump(mode="json")


def test_passages_come_in_the_browsers_language(client: TestClient) -> None:
    reply = client.post("/desk/passages?key=k", json=stored(), headers={"accept-language": "de"})
    assert "Quellen" in reply.text
    assert 'data-turn-key="k"' in reply.text
    assert "18. April 2026" in reply.text


def test_every_reply_carries_the_safe_headers(client: TestClient) -> None:
    reply = client.get("/nowhere")
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS


def test_a_missing_article_is_said_calmly(client: TestClient) -> None:
    reply = client.post("/desk/article", json={"article_id": "gone"})
    assert (reply.status_code, "no longer in the library" in reply.text) == (200, True)


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


def test_a_port_in_use_is_named_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(SettingsError, match="choose another port with --port"):
        listen("127.0.0.1", taken.getsockname()[1])
