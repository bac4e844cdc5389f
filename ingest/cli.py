"""The command line of the library's contents: taking articles in, and looking after what is there.

Exit codes: 0 all well; 1 something failed or was stopped, the rest is done and each failure named; 2 wrong usage; 130
stopped (Ctrl-C) before anything was taken in; 141 what it printed was not read to its end (`| head`).
Reports go to standard output, messages and the progress lines to standard error.
"""

import argparse
from collections.abc import Sequence

from core.logs import configure_logging
from core.settings import load_settings
from core.terminal import exit_code
from ingest.commands.adding import add, refresh
from ingest.commands.keeping import reembed, reindex, verify
from ingest.commands.listing import export, forget, list_articles, remove, status
from ingest.commands.shared import Command
from ingest.web.limits import WebLimits
from vectorstore.layout import require_library

_EPILOG = """\
Besides SOURCE, the first argument may be one of these commands:
  status              show the size of the library, the state of its indexes, and its sources
  list [QUERY]        list all articles, or those whose title, source or id contains QUERY: one word, or a phrase in
                      quotation marks
  remove ID...        remove articles, by id or all that came from a file or folder, which is then no longer a source;
                      an address is forgotten as a source, its articles stay
  forget SOURCE...    forget sources; their articles stay
  refresh [SOURCE...] read all sources (or these) again, and fetch every page, whatever its feed says
  export [FILE]       write all articles as JSONL, which can be added to a library again, to FILE (compressed if its
                      name ends in .gz) or standard output
  verify              check that the catalogue, the articles and both indexes agree; repairs nothing
  reindex             rebuild both indexes from the catalogue; nothing is embedded
  reembed             embed all articles again with the embedding model of the settings
For a file or folder named like a command write ./status.

A source is a file, a folder (with its subfolders; hidden files are left out), a pattern in quotation marks, a zip or
tar archive, a WARC file, a dump of articles (JSONL, CSV, Parquet), an http(s) address of a page, file, feed or sitemap,
or - for standard input. Adding it again takes in only what is new or changed. Nothing is fetched unless you name its
address.
"""

_COMMANDS = {
    "status": Command(status, "takes no further argument", most=0),
    "list": Command(list_articles, "takes one QUERY; put a phrase in quotation marks", most=1),
    "remove": Command(remove, "needs at least one ID; `list` shows them", least=1),
    "forget": Command(forget, "needs at least one SOURCE; `status` shows them", least=1),
    "refresh": Command(refresh, "", options=frozenset({"pages", "timeout", "allow_loopback"})),
    "export": Command(export, "takes one FILE, or none to write to standard output", most=1),
    "verify": Command(verify, "takes no further argument", most=0),
    "reindex": Command(reindex, "takes no further argument", most=0),
    "reembed": Command(reembed, "takes no further argument", most=0),
}
_ADD = Command(add, "", options=frozenset({"map", "follow", "every", "pages", "timeout", "allow_loopback"}))


def main(argv: Sequence[str]) -> int:
    """Run the command line; the exit code."""
    return exit_code("ingest", lambda: _run(argv), stopped="stopped; run the same command again to continue")


def _run(argv: Sequence[str]) -> int:
    parser = _parser()
    arguments = parser.parse_intermixed_args(argv)
    command = _COMMANDS.get(arguments.source[0], _ADD)
    words = arguments.source if command is _ADD else arguments.source[1:]
    if problem := command.misuse(words, arguments):
        parser.error(f"{arguments.source[0]} {problem}" if command is not _ADD else problem)
    settings = load_settings(data_dir=arguments.data_dir)
    configure_logging(settings.log_level)
    if command is not _ADD:
        require_library(settings.data_dir)
    return command.run(settings, words, arguments)


def _parser() -> argparse.ArgumentParser:
    default = WebLimits()
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Add articles to the library, and maintain it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("source", nargs="+", metavar="SOURCE", help="what to add, or a command (see below)")
    add("--json", action="store_true", help="print the report as one JSON object")
    add("--data-dir", metavar="DIR", help="folder of the library (default: DATELINE_DATA_DIR, or library/)")
    add("--map", metavar="FIELD=COLUMN,...", help="name the columns of a dump: text=body,date=day")
    add("--follow", action="store_true", default=None, help="keep running, and add what changes until stopped (Ctrl-C)")
    add(
        "--every",
        metavar="S",
        type=_positive,
        help="with --follow: fetch addresses again every S seconds (default: 900)",
    )
    add(
        "--max-pages",
        metavar="N",
        dest="pages",
        type=int,
        help=f"read at most N pages of a feed or sitemap (default: {default.pages})",
    )
    add(
        "--timeout",
        metavar="S",
        type=_positive,
        help=f"give up on an address after S seconds (default: {default.timeout_s:g})",
    )
    # For tests, which serve pages to themselves: never for addresses that somebody else can choose.
    add("--allow-loopback", action="store_true", default=None, help=argparse.SUPPRESS)
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0")
    return value
