"""The boundary around whatever reads a stranger's document in this process: one document never ends a run.

What is raised on purpose passes. Anything else becomes the document's own failure; where nobody had thought of it, it
is logged with its trace too.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import DatelineError, IngestError

log = logging.getLogger(__name__)

_MAX_REASON_CHARS = 200


@contextmanager
def failures_of(origin: str) -> Iterator[None]:
    """What reading `origin` raises, as IngestError with the reason for people; other DatelineErrors as they are."""
    try:
        yield
    except DatelineError:
        raise
    except RecursionError as error:
        raise IngestError("is nested too deeply to be read") from error
    except MemoryError as error:
        raise IngestError("needs more memory to read than there is; it is left out") from error
    except Exception as error:  # a dozen libraries read what strangers made: no list of what they raise is whole
        log.exception("reading failed: source=%s", origin)
        raise IngestError(f"cannot be read: {type(error).__name__}: {str(error)[:_MAX_REASON_CHARS]}") from error
