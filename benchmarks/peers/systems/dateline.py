"""This project, with the same questions over the same articles. Runs in the project's own environment."""

import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[3])]
os.environ.setdefault("DATELINE_LOG_LEVEL", "ERROR")

from measured import Found, Piece, main  # noqa: E402 - the project is not on the path before


def build(articles):
    from ingest import add
    from qa import open_assistant

    folder = Path(tempfile.mkdtemp(prefix="dateline-peers-"))
    report = add(articles, data_dir=folder)
    assistant = open_assistant(data_dir=folder, model="")

    def search(question):
        passages = assistant.ask(question).passages
        return [Found(Piece(one.article.id, one.chunk.start, one.text), one.score) for one in passages]

    return search, report.chunks


main("dateline", build)
