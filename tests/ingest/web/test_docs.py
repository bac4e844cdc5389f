"""The commands that `docs/ingest.md` shows are run, and print what it says."""

import functools
import gzip
import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from ingest.cli import main
from tests.ingest.test_warc import response
from tests.ingest.web.site import Page, Site

PROJECT = Path(__file__).resolve().parent.parent.parent.parent
PAGE = PROJECT / "docs" / "ingest.md"
HOST = "https://echo.example"
# What differs from run to run.
_VARYING = (
    (re.compile(r"in \d+\.\d s"), "in N s"),
    (re.compile(r"(bytes +)\d+"), r"\1N"),
    (re.compile(r"(owner pid +)\d+"), r"\1N"),
    (re.compile(r"-[0-9a-f]{12}\b"), "-HASH"),
    (re.compile(r"^slow: .*\n", re.MULTILINE), ""),
)


def _article(place: str) -> str:
    return (
        f"The ferry at {place} will not sail on Friday. Its crew of nine voted for a strike on Tuesday evening. "
        f"They want the winter timetable to be withdrawn, as the mayor of {place} had promised in the spring. "
        "The company calls the demand out of proportion and has asked for talks on Thursday morning."
    )


def _prepare(folder: Path, site: Site) -> None:
    """The files and the site that the page speaks of."""
    import pyarrow
    import pyarrow.parquet

    (folder / "articles").symlink_to(PROJECT / "articles")
    (folder / "clippings").mkdir()
    (folder / "clippings" / "ferry.txt").write_text(f"date 2026-10-02 {_article('Averton')}")
    (folder / "clippings" / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    _zip(folder / "clippings.zip", {"a/harbour.txt": _article("Hallin"), "a/locked.bin": "\0\1"})
    crawl = [response(f"{HOST}/news/{place.lower()}", _html(place)) for place in ("Olt", "Sarrel")]
    (folder / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, crawl)))
    (folder / "old-site.csv").write_text(f"line;day;story\nFerry stops;2026-10-03;{_article('Rae')}\n")
    pyarrow.parquet.write_table(
        pyarrow.table({"doc_id": ["p1"], "text": [_article("Kelm")]}), folder / "archive.parquet"
    )
    row = '{"doc_id": "s1", "day": "2026-10-04", "story": "' + _article("Dunmarrow") + '"}\n'
    (folder / "old-site.jsonl.gz").write_bytes(gzip.compress(row.encode()))
    for path, place in (("/news/ferry-strike", "Vasko"), ("/news/talks", "Edelsund"), ("/news/vote", "Ansel")):
        site.pages[path] = Page(_html(place), etag=f'"{place}"')
    site.feed("/feed.xml", ("/news/ferry-strike", "Ferry strike"), ("/news/talks", "Talks"), etag='"1"')
    urls = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in ("/news/talks", "/news/vote"))
    site.pages["/news-sitemap.xml"] = Page(f"<?xml version='1.0'?><urlset>{urls}</urlset>".encode(), "text/xml")
    site.redirect("/moved", "http://10.0.0.1/")


def _html(place: str) -> bytes:
    head = f"""<title>Ferry at {place}</title><meta property="article:published_time" content="2026-10-05">
    <meta property="og:site_name" content="The Echo">"""
    return f"<!doctype html><html><head>{head}</head><body><h1>Ferry at {place}</h1><p>{_article(place)}</p>".encode()


def _zip(path: Path, files: dict[str, str]) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _shown() -> list[tuple[str, str]]:
    """Each command of the page with what it is said to print."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    return [(command, printed) for command, _, printed in (part.partition("\n") for part in parts)]


@pytest.mark.slow
def test_the_commands_of_the_page_print_what_it_says(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _prepare(tmp_path, site)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path / "library"))
    monkeypatch.setattr(sys.stdout, "reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr(sys.stderr, "reconfigure", lambda **_: None, raising=False)
    printed = []
    for command, _ in _shown():
        if "refresh" in command:
            site.pages["/news/talks"] = Page(_html("Edelsund") + b"<p>Corrected on Monday.</p>", etag='"2"')
        _run(command, site, monkeypatch)
        out = capsys.readouterr().out.replace(site.url(""), HOST).replace(str(tmp_path), "")
        printed.append((command, out))

    assert _stable(printed) == _stable(_shown())


def _run(command: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    piped, _, run = command.rpartition(" | ")
    if piped:
        content = Path(piped.removeprefix("zcat ")).read_bytes()
        stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(gzip.decompress(content))))
        monkeypatch.setattr(sys, "stdin", stream)
    arguments = shlex.split(run.replace(HOST, site.url("")))[3:]
    fetches = "http" in run or "refresh" in run
    main([*arguments, *(["--allow-loopback"] if fetches else [])])


def _stable(shown: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(command, functools.reduce(_masked, _VARYING, printed)) for command, printed in shown]


def _masked(printed: str, varying: tuple[re.Pattern[str], str]) -> str:
    return varying[0].sub(varying[1], printed)
