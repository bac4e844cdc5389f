"""Questions to answers: `ask` for one, `open_assistant` for many."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.opening import ask, open_assistant

__all__ = ["ask", "open_assistant"]


def __getattr__(name: str) -> Any:
    """Loads what answers need when it is first asked for, not with the package."""
    if name in __all__:
        from qa import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
