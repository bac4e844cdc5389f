"""Looking after a library: checking it, building its indexes anew, changing its embedding model."""

import argparse
import dataclasses
import json
from collections.abc import Sequence

from core.settings import Settings
from core.terminal import ALL_WELL, FAILED, escaped
from ingest.commands.shared import say
from ingest.opening import embedder_of, opened
from ingest.progress import chunk_bar


def verify(settings: Settings, _: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest verify`: everything that is wrong, a line each."""
    with opened(settings=settings) as parts:
        problems = parts.library.verify()
        articles = parts.library.status().articles
    if arguments.json:
        say(json.dumps({"articles": articles, "problems": list(problems)}))
    else:
        for problem in problems:
            say(f"wrong: {escaped(problem)}")
        say(f"{articles} articles: " + (f"{len(problems)} problems; try reindex" if problems else "all well"))
    return FAILED if problems else ALL_WELL


def reindex(settings: Settings, _: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest reindex`."""
    from vectorstore.reindex import reindex as rebuild

    status = rebuild(settings.data_dir, embedder_of(settings).identity, chroma_url=settings.chroma_url)
    if arguments.json:
        say(json.dumps({**dataclasses.asdict(status), "indexes": dict(status.indexes)}))
    else:
        say(f"indexed {status.chunks} chunks of {status.articles} articles")
    return ALL_WELL


def reembed(settings: Settings, _: Sequence[str], arguments: argparse.Namespace) -> int:
    """`python -m ingest reembed`."""
    from vectorstore.reembed import reembed as move

    embedder = embedder_of(settings)
    with chunk_bar() as progress:
        embedded = move(
            settings.data_dir,
            embedder.identity,
            embedder.encode,
            chroma_url=settings.chroma_url,
            progress=progress,
        )
    if arguments.json:
        say(json.dumps({"embedded": embedded, "embedding_model": embedder.identity.name}))
    else:
        say(f"embedded {embedded} chunks with {embedder.identity.name}")
    return ALL_WELL
