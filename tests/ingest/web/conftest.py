"""A fetcher that may read this machine's own addresses."""

from collections.abc import Iterator

import pytest

from ingest.web.fetch import Fetcher
from ingest.web.limits import WebLimits

MAX_BYTES = 100_000


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(WebLimits(timeout_s=5, allow_loopback=True), max_bytes=MAX_BYTES) as found:
        yield found
