"""`python -m ingest` and `ingest.add` over addresses of a real server, into a real library."""

import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from ingest import add
from ingest.web.limits import WebLimits
from tests.ingest.command import Command
from tests.ingest.web.site import Site

PROJECT = Path(__file__).parent.parent.parent.parent
TEXT = "The new bridge over the Olt opened on Friday. Cars were back on the road within the hour. " * 5


def test_a_feed_is_taken_in_and_refreshed(command: Command, site: Site) -> None:
    site.page("/a", TEXT, etag='"1"')
    feed = site.feed("/feed", ("/a", "Bridge opens"), day="Fri, 06 Mar 2026 08:00:00 GMT")

    (article_id,) = command.json(feed, "--allow-loopback")["added"]
    assert command.json(feed, "--allow-loopback")["unchanged"] == [article_id]
    site.page("/a", TEXT + "A correction followed.", etag='"2"')
    assert command.json("refresh", "--allow-loopback")["updated"] == [article_id]
    (summary,) = command.json("list")
    assert (summary["published"], summary["source"]) == ("2026-03-06", "Echo")


def test_without_the_setting_for_tests_nothing_of_this_machine_is_read(command: Command, site: Site) -> None:
    code, printed = command(site.article("/a", TEXT))

    assert code == 1
    assert "leads to 127.0.0.1, which is not a public address" in printed
    assert site.asked == []


def test_add_takes_addresses(tmp_path: Path, site: Site) -> None:
    limits = WebLimits(allow_loopback=True)
    address = site.article("/a", TEXT)

    first = add(address, data_dir=tmp_path / "library", limits=limits)
    again = add([address], data_dir=tmp_path / "library", limits=limits)

    assert first.added == again.unchanged


def test_an_ingest_that_was_killed_goes_on_where_it_was(tmp_path: Path, site: Site) -> None:
    """Killed while the last page is being read."""
    reached, release = threading.Event(), threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        release.wait(60)

    names = [f"/{n}" for n in range(12)]
    for name in names:
        site.article(name, f"{TEXT} It was day {name}.", title=f"Day {name}")
    site.pages["/last"] = hang
    feed = site.feed("/feed", *((name, name) for name in names), ("/last", "last"))
    ingest = [sys.executable, "-m", "ingest", "--allow-loopback", "--data-dir", str(tmp_path / "library")]
    with subprocess.Popen([*ingest, *map(site.url, names), feed], cwd=PROJECT) as process:
        assert reached.wait(60)
        os.kill(process.pid, signal.SIGKILL)
    release.set()
    site.article("/last", TEXT + " It was the last day.", title="Last day")

    report = add(feed, data_dir=tmp_path / "library", limits=WebLimits(allow_loopback=True))

    assert (len(report.added) + len(report.unchanged), report.failed) == (13, ())


def test_a_feed_of_more_pages_than_may_be_read_is_kept(command: Command, site: Site) -> None:
    site.page("/a", TEXT)
    feed = site.feed("/feed", ("/a", "Bridge opens"), ("/b", "Ferry stops"))

    report = command.json(feed, "--allow-loopback", "--max-pages", "1")

    assert [failure["source"] for failure in report["failed"]] == [site.url("/b")]
    assert command.json("status")["sources"] == [feed]


def test_a_key_in_an_address_is_sent_and_told_nowhere(command: Command, site: Site) -> None:
    report = command(site.article("/a?page=2&token=f00", TEXT), "--json", "--allow-loopback")[1]
    (source,) = command.json("status")["sources"]
    exported = command("export")[1]

    assert "/a?page=2&token=f00" in site.asked
    assert source == site.url("/a?page=2&token=***")
    assert f'"url": "{site.url("/a?page=2")}"' in exported
    assert "f00" not in report + exported
    assert command.json("forget", source)["forgotten"] == [source]
    assert command.json("status")["sources"] == []


def test_a_password_in_an_address_that_is_not_read_is_not_told(command: Command) -> None:
    code, printed = command("https://jo:hush@a.example/x")

    assert code == 1
    assert printed.startswith("failed: https://***@a.example/x: holds a user name or password")
