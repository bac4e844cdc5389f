"""What the documents say is held to what is there."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("benchmarks/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
NAMED = re.compile(
    r"`((?:core|models|prompts|ingest|vectorstore|qa|evaluation|web|training|benchmarks|docs|tests|articles)/[\w./-]+)`"
)

# Made by commands, and not there in a fresh clone.
MADE = ("evaluation/runs/", "models/prepared/", "training/runs/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_every_file_named_is_there(page):
    text = page.read_text(encoding="utf-8")
    named = [name for name in NAMED.findall(text) if not name.startswith(MADE)]
    places = [page.parent / link for link in LINK.findall(text)] + [PROJECT / name for name in named]
    assert [str(place) for place in places if not place.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_named_is_there(page):
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))) <= targets


def test_the_entries_and_numbers_that_decisions_lists_are_there():
    text = (PROJECT / "docs" / "decisions.md").read_text(encoding="utf-8")
    listed = text.partition("\n## 20")[0]
    assert [entry for entry in re.findall("“([^”]+)”", listed) if text.count(f"\n**{entry}") != 1] == []
    for module, names in re.findall(r"`([\w/]+\.py)`((?:,? `\w+`)*)", listed):
        code = (PROJECT / module).read_text(encoding="utf-8")
        assert [name for name in re.findall(r"\w+", names) if not re.search(rf"\b{name}\b", code)] == []


def test_a_module_that_refers_to_decisions_is_listed_there():
    listed = (PROJECT / "docs" / "decisions.md").read_text(encoding="utf-8").partition("\n## 20")[0]
    layers = ("core", "ingest", "models", "qa", "vectorstore")
    modules = [path for layer in layers for path in (PROJECT / layer).rglob("*.py")]
    referring = [path for path in modules if "docs/decisions.md" in path.read_text(encoding="utf-8")]
    assert [str(path) for path in referring if path.relative_to(PROJECT).as_posix() not in listed] == []


def test_python_examples_are_python():
    for page in PAGES:
        for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            compile(block, page.name, "exec")
