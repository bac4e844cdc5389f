"""Questions to answers: `ask` for one, `open_assistant` for many."""

from qa.opening import ask, open_assistant

__all__ = ["ask", "open_assistant"]
