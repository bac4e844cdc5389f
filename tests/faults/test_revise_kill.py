"""Kills of a process that revises articles: no acknowledged revision is lost, none is there in part, all are linked."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.vectorstore.samples import MODEL, prose
from tests.vectorstore.test_copies import clusters
from vectorstore.interface import Library
from vectorstore.opening import open_library

pytestmark = [pytest.mark.faults, pytest.mark.slow]

PROJECT = Path(__file__).resolve().parent.parent.parent


def killed(folder: Path, first: int, seconds: float) -> int:
    """Revise from version `first` on until killed after `seconds`; the last version that was acknowledged."""
    command = [sys.executable, "-m", "tests.vectorstore.children", "revise", str(folder), str(first)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        assert child.stdout.readline() == f"{first}\n"
        # The moment of the kill is what is tested; no event tells it.
        time.sleep(seconds)
        child.kill()
        said = child.stdout.read().split()
    # A line cut short is no acknowledgement.
    return int(said[-2]) if len(said) > 1 else first


def version(library: Library, article_id: str, revision: int | None = None) -> int:
    text = library.article(article_id, revision).text
    assert text.startswith("\n\n".join(prose(1)))
    return int(text.rpartition(" ")[2].rstrip("."))


def test_a_killed_reviser_loses_no_revision_that_it_acknowledged(tmp_path: Path) -> None:
    rng, first = random.Random(5), 1
    for _ in range(3):
        acknowledged = killed(tmp_path, first, rng.uniform(0.1, 1.0))
        library = open_library(tmp_path, MODEL)
        versions = {name: version(library, name) for name in ("a", "b", "c")}
        # All three were stored together.
        assert len(set(versions.values())) == 1
        assert versions["a"] >= acknowledged
        numbers = [revision.number for revision in library.revisions("b")]
        assert numbers == list(range(1, versions["b"] + 1))
        assert [version(library, "b", number) for number in numbers] == numbers
        assert library.verify() == ()
        library.close()
        assert clusters(tmp_path) == {frozenset("abc")}
        first = versions["a"] + 1
