"""Logging for entry points. Modules only ever call `logging.getLogger(__name__)`."""

import logging

from core.addresses import masked
from core.terminal import escaped, printable


class _Lines(logging.Formatter):
    """Lines that name files and addresses as others wrote them, and neither steer the terminal nor tell keys."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        return escaped(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return masked(printable(super().format(record)))


def configure_logging(level: str) -> None:
    """Log lines at `level` and above go to standard error, one line each; third parties speak from warnings up."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for package in ("core", "models", "prompts", "ingest", "vectorstore", "qa", "evaluation", "web"):
        logging.getLogger(package).setLevel(level)
