"""Adding to the library from the page: files that are dropped, web addresses, and the addresses that it follows.

What is typed as an address is read as an address or not at all: it never names a file of this machine.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import gradio as gr

from core.addresses import masked
from core.errors import DatelineError
from core.settings import Settings
from core.types import IngestReport
from ingest import add
from ingest.columns import Columns
from ingest.files import is_address
from ingest.kept import KeptSource, by_columns, forget_sources, keep_sources, kept_sources
from ingest.pipeline import Progress
from ingest.reports import together
from ingest.web.limits import WebLimits
from qa.assistant import Assistant
from vectorstore.interface import Library
from web import library_views as views
from web.events import Given, Update, data_of, language_of
from web.i18n import Language
from web.own_html import own_html
from web.starters import Starters

MAX_ADDRESSES = 20
MAX_CHARS = 4_000
_NAME_OF_A_SITE = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
Listed = Callable[[Given, gr.Request], Update]


@dataclass(frozen=True, slots=True)
class AddingParts:
    """The components that add; `read` is what was in the address field and needs no mending."""

    files: gr.File
    note: gr.HTML
    address: gr.Textbox
    add_address: gr.Button
    read: gr.State
    followed: gr.HTML
    report: gr.HTML


def adding_layout(i18n: gr.I18n) -> AddingParts:
    """Build them inside the open Blocks."""
    with gr.Column(elem_id="adding"):
        # Any file: its content decides what it is, and what is not read is named with the reason.
        files = gr.File(label=i18n("add"), file_count="multiple", height=150, elem_id="add-files")
        note = own_html("add-note")
        with gr.Row(elem_id="add-address"):
            address = gr.Textbox(
                label=i18n("address"),
                info=i18n("address_info"),
                placeholder="https://",
                max_lines=1,
                max_length=MAX_CHARS,
                scale=4,
                min_width=180,
            )
            button = gr.Button(i18n("add_address"), scale=0, min_width=90, size="sm")
        followed = own_html("followed", then="Desk.connect('followed', trigger)")
    return AddingParts(files, note, address, button, gr.State(()), followed, own_html("report"))


class AddingEvents:
    """The handlers. `listed` shows the list of articles anew, from its first page; `limits` are those of addresses."""

    def __init__(
        self,
        assistant: Assistant,
        starters: Starters,
        settings: Settings,
        parts: AddingParts,
        *,
        listed: Listed,
        limits: WebLimits,
    ) -> None:
        self._library: Library = assistant.library
        self._starters = starters
        self._parts = parts
        self._listed = listed
        self._add = partial(
            add, library=assistant.library, embedder=assistant.embedder, settings=settings, limits=limits
        )

    def load(self, request: gr.Request) -> Update:
        """The components in the reader's language."""
        language = language_of(request)
        return {
            self._parts.note: views.add_note(language),
            self._parts.followed: views.followed(self._followed(), language),
        }

    def add_files(self, given: Given, request: gr.Request, progress: gr.Progress = gr.Progress()) -> Update:
        """Take uploaded files in, showing how far it is."""
        uploads = _paths(given[self._parts.files])
        language = language_of(request)
        run = partial(self._add, [Path(upload) for upload in uploads], key=upload_key)
        done, problem = _tried(run, _teller(progress, language))
        return self._after(done, given, request) | {
            self._parts.report: views.report(done, uploads, language, problem=problem),
            self._parts.files: None,
        }

    def add_addresses(self, given: Given, request: gr.Request, progress: gr.Progress = gr.Progress()) -> Update:
        """Take in what is at the addresses that were typed; those that can be read are followed from now on."""
        typed, language = str(given[self._parts.address] or ""), language_of(request)
        addresses = read_addresses(typed)
        wrong = [word for word in typed.split() if not read_addresses(word)]
        if not addresses or wrong:
            return {
                self._parts.report: views.told(language, problem=_complaint(wrong, language)),
                self._parts.read: (),
            }
        done, problem = _tried(partial(self._add, addresses), _counter(progress, language))
        failed = {failure.source for failure in done.failed} if done else set(addresses)
        read = [one for one in addresses if one not in failed]
        keep_sources(self._library, read, Columns())
        return self._after(done, given, request) | {
            self._parts.report: views.report(done, (), language, problem=problem),
            self._parts.followed: views.followed(self._followed(), language),
            self._parts.read: tuple(word for word in typed.split() if set(read_addresses(word)) <= set(read)),
        }

    def clear_read(self, given: Given) -> str:
        """The address field without what was read from it: what failed stays, to be mended, and what is typed since."""
        typed, read = str(given[self._parts.address] or ""), given[self._parts.read]
        return " ".join(word for word in typed.split() if not (isinstance(read, tuple) and word in read))

    def refresh(
        self, given: Given, event: gr.EventData, request: gr.Request, progress: gr.Progress = gr.Progress()
    ) -> Update:
        """Read a followed address again, or all of them."""
        language, wanted = language_of(request), data_of(event).get("source")
        # Only what the library names itself: a page must not name files to be read.
        chosen = [one for one in self._followed() if wanted in (masked(one.source), None)]
        reports: list[IngestReport] = []
        problem = ""
        for columns, group in by_columns(chosen):
            run = partial(self._add, group, columns=columns.given, recheck=True)
            part, problem = _tried(run, _counter(progress, language))
            if part is None:
                break
            reports.append(part)
        done = together(reports) if reports else None
        return self._after(done, given, request) | {
            self._parts.report: views.report(done, (), language, problem=problem),
            self._parts.followed: views.followed(self._followed(), language, shown=True),
        }

    def forget(self, event: gr.EventData, request: gr.Request) -> Update:
        """Follow an address no longer; its articles stay."""
        language, wanted = language_of(request), str(data_of(event).get("source", ""))
        gone = forget_sources(self._library, [wanted]) if is_address(wanted) else ()
        told = language.text("forgotten", source=masked(gone[0])) if gone else ""
        return {
            self._parts.report: views.told(language, told),
            self._parts.followed: views.followed(self._followed(), language, shown=True),
        }

    def _followed(self) -> tuple[KeptSource, ...]:
        """The addresses among what was named for the library; its files and folders are the command line's."""
        return tuple(one for one in kept_sources(self._library) if is_address(one.source))

    def _after(self, done: IngestReport | None, given: Given, request: gr.Request) -> Update:
        if done is None or done.added or done.updated:
            self._starters.refresh_later()
        return self._listed(given, request)


def read_addresses(typed: str) -> tuple[str, ...]:
    """The http(s) addresses in what was typed, parted by white space; the name of a site is one of https.

    >>> read_addresses("herald.example/feed http://coast.example /etc/hosts file:///etc/hosts")
    ('https://herald.example/feed', 'http://coast.example')
    """
    words = [f"https://{word}" if _NAME_OF_A_SITE.fullmatch(word) else word for word in typed[:MAX_CHARS].split()]
    return tuple(dict.fromkeys(word for word in words if is_address(word)))[:MAX_ADDRESSES]


def upload_key(path: Path) -> Path:
    """What stands for an uploaded file's place: Gradio keeps each content in a folder of its own.

    A file of the same name is thus the same article, in its new form.
    """
    return Path("upload") / path.name


def _complaint(wrong: Sequence[str], language: Language) -> str:
    return language.text("not_an_address", text=wrong[0][:200]) if wrong else language.text("no_address")


def _tried(run: Callable[..., IngestReport], tell: Callable[[Progress], None]) -> tuple[IngestReport | None, str]:
    """The report of `run`, or None and what is in the way."""
    try:
        return run(progress=tell), ""
    except DatelineError as error:
        return None, str(error)


def _teller(progress: gr.Progress, language: Language) -> Callable[[Progress], None]:
    """Shows how far an ingest of files is."""

    def tell(state: Progress) -> None:
        share = state.done_bytes / state.total_bytes if state.total_bytes else 1.0
        progress(min(1.0, share), desc=language.text("articles_n", n=state.articles))

    return tell


def _counter(progress: gr.Progress, language: Language) -> Callable[[Progress], None]:
    """Shows how many articles have come from addresses: how many there are nobody knows before they are read."""

    def tell(state: Progress) -> None:
        progress((state.articles, None), unit=f" {language.text('so_far', n=state.articles)}")

    return tell


def _paths(files: object) -> list[str]:
    return [str(file) for file in files] if isinstance(files, list) else []
