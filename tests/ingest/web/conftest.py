"""A site for a test, and a fetcher that may read it."""

from collections.abc import Iterator

import pytest

from ingest.web.fetch import Fetcher
from ingest.web.limits import WebLimits
from tests.ingest.web.site import Site

MAX_BYTES = 100_000


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(WebLimits(timeout_s=5, allow_loopback=True), max_bytes=MAX_BYTES) as found:
        yield found
