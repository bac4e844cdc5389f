"""Files, addresses and followed addresses of the Library tab, without a browser."""

from contextlib import closing
from pathlib import Path

import gradio as gr
import pytest

from core.settings import load_settings
from ingest.columns import Columns
from ingest.formats import TAKEN
from ingest.kept import keep_sources, kept_sources
from ingest.web.limits import WebLimits
from tests.fakes import MemoryLibrary
from tests.ingest.fakes import CountingEmbedder
from tests.ingest.web.site import Site
from tests.web.fakes import FakeAssistant
from vectorstore.interface import Library
from vectorstore.opening import open_library
from web import library_views as views
from web.adding import AddingEvents
from web.i18n import LOCALES, language
from web.library_tab import LibraryEvents, library_layout
from web.page import strings
from web.starters import Starters

ENGLISH = gr.Request(headers={})


class Desk:
    """The tab over an empty library, and files as Gradio stores what is uploaded."""

    def __init__(
        self, folder: Path, limits: WebLimits = WebLimits(), *, held: Library | None = None, **settings: object
    ) -> None:
        self._folder = folder
        self.library = MemoryLibrary()
        assistant = FakeAssistant(self.library, {})
        if held is not None:
            assistant.library = held  # type: ignore[assignment]  # a library in place of the fake
        assistant.embedder = CountingEmbedder()  # type: ignore[assignment]  # with the identity that an ingest needs
        starters = Starters(assistant)  # type: ignore[arg-type]  # the fake has what is used
        with gr.Blocks():
            self._shelf = library_layout(strings())
        listed = LibraryEvents(assistant, starters, self._shelf).listed_from_start  # type: ignore[arg-type]  # likewise
        self._parts = self._shelf.adding
        self._events = AddingEvents(
            assistant,  # type: ignore[arg-type]  # likewise
            starters,
            load_settings(data_dir=folder / "library", **settings),
            self._parts,
            listed=listed,
            limits=limits,
        )
        self._given: dict[object, object] = {self._shelf.find: "", self._shelf.order: "newest", self._shelf.page: 1}

    def upload(self, place: str, name: str, text: str) -> str:
        """The report after `text` was uploaded as `name`, stored in the folder `place`."""
        path = self._folder / place / name
        path.parent.mkdir()
        path.write_text(text)
        shown = self._events.add_files({**self._given, self._parts.files: [str(path)]}, ENGLISH)
        return str(shown[self._parts.report])

    def type(self, address: str, *, meanwhile: str = "") -> dict[str, str]:
        """What the tab shows after `address` was typed and added, and more behind it while it was read."""
        given = {**self._given, self._parts.address: address}
        update = self._events.add_addresses(given, ENGLISH)
        field = {self._parts.address: f"{address} {meanwhile}", self._parts.read: update[self._parts.read]}
        return self._shown(update | {self._parts.address: self._events.clear_read(field)})

    def refresh(self, source: str | None = None) -> dict[str, str]:
        """What the tab shows after a followed address, or all of them, were read again."""
        return self._shown(self._events.refresh(self._given, _event(source), ENGLISH))

    def forget(self, source: str) -> dict[str, str]:
        """What the tab shows after an address was followed no longer."""
        return self._shown(self._events.forget(_event(source), ENGLISH))

    def _shown(self, update: dict[object, object]) -> dict[str, str]:
        parts = self._parts
        named = {"report": parts.report, "followed": parts.followed, "field": parts.address, "list": self._shelf.shelf}
        return {name: str(update.get(part, "")) for name, part in named.items()}


def _event(source: str | None) -> gr.EventData:
    return gr.EventData(None, {} if source is None else {"source": source})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A tab that may read this machine's own addresses, as no page of a user may."""
    return Desk(tmp_path, WebLimits(timeout_s=5, allow_loopback=True))


def test_an_upload_replaces_the_earlier_one_of_its_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert "1 added" in desk.upload("4f1c", "ferry.txt", "The ferry stopped on Monday.")
    assert "1 updated" in desk.upload("a09e", "ferry.txt", "The ferry stopped on Tuesday.")
    assert [article.text for article in desk.library.held.values()] == ["The ferry stopped on Tuesday."]


def test_uploads_of_other_names_are_other_articles(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.upload("4f1c", "ferry.txt", "The ferry stopped.")
    desk.upload("a09e", "ferry.md", "The ferry stopped again.")
    assert len(desk.library.held) == 2


def test_uploads_are_read_by_the_settings_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, max_file_mb=1)
    monkeypatch.setenv("DATELINE_MAX_FILE_MB", "not a number")
    assert "larger than 1,000,000 bytes" in desk.upload("4f1c", "long.txt", "It rained. " * 100_000)


def test_an_uploaded_file_is_told_by_its_content(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    message = "From: desk@herald.example\nTo: all@herald.example\nDate: Fri, 6 Mar 2026 10:00:00 +0000\n"
    assert "1 added" in desk.upload("4f1c", "note.bin", f"{message}Subject: Ferry\n\nThe ferry stopped.\n")
    (article,) = desk.library.held.values()
    assert (article.title, article.published_from) == ("Ferry", "email")


@pytest.mark.parametrize("code", LOCALES)
def test_the_note_names_every_format_that_is_taken(code: str) -> None:
    note = language(code).text("add_note")
    named = TAKEN.partition(", each")[0].replace(" and ", ", ").removeprefix("text, ").split(", ")
    assert len(named) == 15
    assert [name for name in named if name not in note] == []


def test_an_address_is_added_and_followed(desk: Desk, site: Site) -> None:
    address = site.article("/ferry", "The ferry stopped on Monday.")
    shown = desk.type(f" {address} ")
    assert "1 added" in shown["report"]
    assert "Bridge opens" in shown["list"]
    assert "1 followed address" in shown["followed"]
    assert shown["field"] == ""
    assert [one.source for one in kept_sources(desk.library)] == [address]


def test_the_pages_of_a_feed_are_added_and_those_that_fail_named(desk: Desk, site: Site) -> None:
    site.article("/one", "The ferry stopped on Monday.")
    address = site.feed("/feed", ("/one", "Ferry stops"), ("/gone", "Ferry sinks"))
    shown = desk.type(address)
    assert "1 added" in shown["report"]
    assert site.url("/gone") in shown["report"]
    assert address in shown["followed"]


def test_an_address_that_fails_is_not_followed_and_stays_in_the_field(desk: Desk, site: Site) -> None:
    shown = desk.type(site.url("/nothing"))
    assert "404" in shown["report"]
    assert shown["field"] == site.url("/nothing")
    assert kept_sources(desk.library) == ()


def test_addresses_of_this_machine_are_refused_where_no_test_allows_them(tmp_path: Path, site: Site) -> None:
    desk = Desk(tmp_path)
    shown = desk.type(site.article("/ferry", "The ferry stopped on Monday."))
    assert "not a public address" in shown["report"]
    assert site.asked == []


@pytest.mark.parametrize(
    "typed", ["/etc/hosts", "file:///etc/hosts", "../articles", "-", "ftp://herald.example/a", "*"]
)
def test_what_is_typed_never_names_a_file(desk: Desk, typed: str) -> None:
    assert "is not a web address" in desk.type(typed)["report"]
    assert desk.library.held == {}


def test_what_is_typed_while_an_address_is_read_stays_in_the_field(desk: Desk, site: Site) -> None:
    address = site.article("/ferry", "The ferry stopped on Monday.")
    assert desk.type(address, meanwhile="coast.example/fe")["field"] == "coast.example/fe"


def test_an_empty_field_says_what_to_write(desk: Desk) -> None:
    assert "Write the address" in desk.type("  ")["report"]


def test_a_followed_address_is_read_again(desk: Desk, site: Site) -> None:
    address = site.article("/ferry", "The ferry stopped on Monday.")
    desk.type(address)
    site.article("/ferry", "The ferry stopped on Tuesday.")
    assert "1 updated" in desk.refresh(address)["report"]
    assert len(desk.library.revisions(next(iter(desk.library.held)))) == 2


def test_all_followed_addresses_are_read_again(desk: Desk, site: Site) -> None:
    desk.type(f"{site.article('/ferry', 'The ferry stopped.')} {site.article('/tram', 'The tram stopped.')}")
    site.article("/tram", "The tram runs.")
    assert "0 added, 1 updated, 1 unchanged" in desk.refresh()["report"]


def test_the_key_in_a_followed_address_is_not_shown_and_the_address_is_read_again(desk: Desk, site: Site) -> None:
    shown = desk.type(site.article("/ferry?token=hush", "The ferry stopped on Monday."))
    assert "hush" not in "".join(shown.values())
    site.article("/ferry?token=hush", "The ferry stopped on Tuesday.")
    masked = site.url("/ferry?token=***")
    assert masked in shown["followed"]
    again = desk.refresh(masked)
    assert "1 updated" in again["report"]
    assert "hush" not in "".join((again | desk.forget(masked)).values())
    assert kept_sources(desk.library) == ()


def test_what_the_command_line_named_is_not_read_by_the_page(desk: Desk, site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("The ferry is painted green.")
    keep_sources(desk.library, [tmp_path / "secret.txt"], Columns())
    desk.type(site.article("/ferry", "The ferry stopped."))
    assert "secret.txt" not in desk.refresh(str(tmp_path / "secret.txt"))["followed"]
    assert [article.text for article in desk.library.held.values()] == ["The ferry stopped."]


def test_a_library_tells_revisions_and_copies_of_what_was_added(tmp_path: Path, site: Site) -> None:
    story = " ".join(f"On day {number} the ferry to Tarn carried {number * 7} people." for number in range(1, 40))
    with closing(open_library(tmp_path / "held", CountingEmbedder.identity, serve=False)) as held:
        desk = Desk(tmp_path, WebLimits(timeout_s=5, allow_loopback=True), held=held)
        herald = site.article("/herald", f"{story} More tomorrow.", title="Ferry counted")
        coast = site.article("/coast", story, title="People on the ferry")
        desk.type(f"{herald} {coast}")
        site.article("/herald", f"{story} No more is known.", title="Ferry counted")
        assert "1 updated" in desk.refresh(herald)["report"]
        (found,) = held.articles(query="Ferry counted").articles
        html = views.reader(views.reading(held, found.id), language("en"))
        assert "People on the ferry" in html
        assert "Revision 2" in html
        assert "More tomorrow." in views.reader(views.reading(held, found.id, 1), language("en"))


def test_a_forgotten_address_is_followed_no_longer_and_its_articles_stay(desk: Desk, site: Site) -> None:
    address = site.article("/ferry", "The ferry stopped.")
    desk.type(address)
    shown = desk.forget(address)
    assert "No longer followed" in shown["report"]
    assert address not in shown["followed"]
    assert len(desk.library.held) == 1
