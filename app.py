"""Entry point: settings -> library -> assistant -> page.

python app.py [--host H] [--port P] [--data-dir DIR] [--samples]
"""

import argparse
import ctypes
import gc
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from core.errors import DatelineError, SettingsError
from core.logs import configure_logging
from core.settings import PROJECT, Settings, load_settings

if TYPE_CHECKING:
    from qa.assistant import Assistant

log = logging.getLogger(__name__)
_M_ARENA_MAX = -8  # of malloc.h


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the page and serve it until told to stop; 1 where something is in the way, 2 for a wrong setting."""
    given = parse(arguments)
    try:
        settings = load_settings(host=given.host, port=given.port, data_dir=given.data_dir)
        configure_logging(settings.log_level)
        run(settings, samples=given.samples)
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 2 if isinstance(error, SettingsError) else 1
    except KeyboardInterrupt:
        pass
    except Exception:  # the one boundary: whatever else goes wrong is logged with its trace
        log.exception("dateline failed")
        return 1
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Open the page of the library.")
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1, this machine only)")
    parser.add_argument("--port", type=int, help="port to listen on, 0 for any free one (default: 7860)")
    parser.add_argument("--data-dir", help="folder of the library (default: library/ in the project)")
    parser.add_argument("--samples", action="store_true", help="fill an empty library with the sample articles first")
    return parser.parse_args(arguments)


def run(settings: Settings, *, samples: bool) -> None:
    """Serve the page until SIGINT or SIGTERM; the library is closed on the way out."""
    signal.signal(signal.SIGTERM, _interrupt)
    _share_heaps()
    with ExitStack() as opened:
        with _collecting_seldom():
            from web.serve import build_app, listen, serve

            listener = opened.enter_context(listen(settings.host, settings.port))
            from qa import open_assistant

            assistant = opened.enter_context(open_assistant(settings=settings))
            if samples and not assistant.library.status().articles:
                fill(assistant, settings)
            app = build_app(assistant, settings)
        print(announcement(*listener.getsockname()[:2]), flush=True)
        serve(app, listener)


def _share_heaps() -> None:
    """Have all threads take memory from two heaps, where this is glibc's to decide.

    By default it makes up to eight a core, and what threads of one have freed is of no use to those of another: with
    many readers 35 MB in the first 600 answers. The threads here hardly wait for each other's heap.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 2)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Hardly any search for garbage while things are made that stay, and none among them ever after.

    What modules make while they are imported lives as long as the process. Looking through it again and again takes a
    tenth of a start, and 0.2 s whenever it happens later.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*usual)


def announcement(host: str, port: int) -> str:
    """What is printed once the page is open; where other machines reach it, a line on what they may do."""
    from web.serve import LOOPBACK

    shown = f"[{host}]" if ":" in host else host
    opened = f"Dateline is open at http://{shown}:{port}  (Ctrl-C closes it)"
    if host in LOOPBACK:
        return opened
    return (
        f"{opened}\nWhoever reaches this port may ask questions, add and remove articles, and have web addresses read."
    )


def fill(assistant: "Assistant", settings: Settings) -> None:
    """Put the sample articles into an empty library."""
    from ingest import add

    print("Filling the empty library with the sample articles…", flush=True)
    report = add([PROJECT / "articles"], library=assistant.library, embedder=assistant.embedder, settings=settings)
    for failure in report.failed:
        print(f"not added: {failure.source}: {failure.reason}", file=sys.stderr)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
