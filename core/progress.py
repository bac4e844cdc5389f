"""How a long run tells how far it is."""

from collections.abc import Callable

TellProgress = Callable[[int, int], None]
"""Called with how much is done and how much there is in all."""
