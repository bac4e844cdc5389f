"""What the commands share: which arguments they take, and where their lines go."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.addresses import masked
from core.settings import Settings

Run = Callable[[Settings, Sequence[str], argparse.Namespace], int]
_OPTIONAL = {
    "map": "--map",
    "follow": "--follow",
    "every": "--every",
    "pages": "--max-pages",
    "timeout": "--timeout",
    "allow_loopback": "--allow-loopback",
}


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `least` to `most` words after its name (else `complaint`), and which of the options it takes."""

    run: Run
    complaint: str
    least: int = 0
    most: int | None = None
    options: frozenset[str] = field(default_factory=frozenset)

    def misuse(self, words: Sequence[str], arguments: argparse.Namespace) -> str | None:
        """What is wrong with the arguments, if anything is."""
        if len(words) < self.least or (self.most is not None and len(words) > self.most):
            return self.complaint
        for name, option in _OPTIONAL.items():
            if getattr(arguments, name) is not None and name not in self.options:
                return f"does not take {option}"
        if arguments.every is not None and not arguments.follow:
            return "--every can only be given with --follow"
        if arguments.pages is not None and arguments.pages < 1:
            return "--max-pages must be at least 1"
        return None


def say(line: str) -> None:
    """Print `line`, which may name sources as they were given, on standard output."""
    sys.stdout.write(f"{masked(line)}\n")


def complain(line: str) -> None:
    """Print `line` on standard error."""
    sys.stderr.write(f"{masked(line)}\n")
