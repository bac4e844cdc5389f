"""Logging for entry points. Modules only ever call `logging.getLogger(__name__)`."""

import logging


def configure_logging(level: str) -> None:
    """Log lines at `level` and above go to standard error, one line each; third parties speak from warnings up."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for package in ("core", "models", "prompts", "ingest", "vectorstore", "qa", "evaluation", "web"):
        logging.getLogger(package).setLevel(level)
