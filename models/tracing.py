"""Tells that LangChain sends on what its models and retrievers are given, where its variables say so.

They may have been set for another program. LangSmith reads them once a process, so what holds when a model or retriever
is made holds when it is asked.
"""

import logging
from functools import cache
from urllib.parse import urlsplit

log = logging.getLogger(__name__)


def tell_of_tracing() -> None:
    """Say in the log, once for each server, that questions and passages are sent to it as well; nothing if none is."""
    from langsmith.utils import get_api_url, tracing_is_enabled

    if tracing_is_enabled():
        _tell(urlsplit(get_api_url(None)).hostname or "LangSmith")


@cache
def _tell(host: str) -> None:
    log.warning(
        "LangSmith tracing is on: questions and the passages found for them are also sent to %s; "
        "set LANGSMITH_TRACING_V2=false to keep them on this machine",
        host,
    )
