"""Fixtures that every test may use: a clean environment and real, small parts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.tracing import _tell
from tests.ingest.web.site import Site

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, beside which no other can start."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not depend on the variables of whoever runs them."""
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the development data (../shared) is not here")
    return SHARED


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on loopback."""
    found = Site()
    yield found
    found.close()


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The host that LangChain is told to send traces to; LangSmith remembers variables that it has read."""
    from langsmith.utils import get_env_var

    _tell.cache_clear()
    with monkeypatch.context() as environment:
        environment.setenv("LANGCHAIN_TRACING_V2", "true")
        environment.setenv("LANGSMITH_ENDPOINT", "https://traces.example/api")
        get_env_var.cache_clear()  # type: ignore[attr-defined]  # of its lru_cache, which its overloads hide
        yield "traces.example"
    get_env_var.cache_clear()  # type: ignore[attr-defined]  # as above
