"""Entry point: settings -> library -> assistant -> page.

python app.py [--host H] [--port P] [--data-dir DIR] [--samples]
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from core.interrupts import leaving_at_once

with leaving_at_once():
    from core.logs import configure_logging
    from core.memory import collecting_seldom, share_heaps
    from core.settings import PROJECT, Settings, load_settings
    from core.terminal import ALL_WELL, exit_code

if TYPE_CHECKING:
    from qa.assistant import Assistant


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the page and serve it until told to stop; 1 where something is in the way, 2 for a wrong setting, 130 where
    it is stopped before it is open."""
    return exit_code("dateline", lambda: _open(parse(arguments)))


def _open(given: argparse.Namespace) -> int:
    settings = load_settings(host=given.host, port=given.port, data_dir=given.data_dir)
    configure_logging(settings.log_level)
    run(settings, samples=given.samples)
    return ALL_WELL


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Open the page of the library.")
    parser.add_argument("--host", help="address to listen on (default: DATELINE_HOST, or 127.0.0.1: this machine only)")
    parser.add_argument(
        "--port", type=int, help="port to listen on, 0 for any free one (default: DATELINE_PORT, or 7860)"
    )
    parser.add_argument("--data-dir", help="folder of the library (default: DATELINE_DATA_DIR, or library/)")
    parser.add_argument("--samples", action="store_true", help="fill an empty library with the sample articles first")
    return parser.parse_args(arguments)


def run(settings: Settings, *, samples: bool) -> None:
    """Serve the page until SIGINT or SIGTERM; the library is closed on the way out."""
    signal.signal(signal.SIGTERM, _interrupt)
    share_heaps()
    with ExitStack() as opened:
        with collecting_seldom():
            with leaving_at_once():
                from qa import open_assistant
                from web.serve import build_app, listen, serve

            listener = opened.enter_context(listen(settings.host, settings.port))
            assistant = opened.enter_context(open_assistant(settings=settings))
            if samples and not assistant.library.status().articles:
                fill(assistant, settings)
            app = build_app(assistant, settings)
        print(announcement(*listener.getsockname()[:2]), flush=True)
        with suppress(KeyboardInterrupt):  # how the page is closed
            serve(app, listener)


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
