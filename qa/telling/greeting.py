"""What is said back to a reader who greets, thanks, or asks what the program is: what can be asked, and of how much."""

from core.types import Filters
from qa.questions.courtesies import Courtesy
from qa.telling.described import library_text
from vectorstore.interface import Library

_ITSELF = (
    "Dateline answers questions about the articles in its library, and shows the sentences that each answer rests on."
)


def returned(courtesy: Courtesy, library: Library, filters: Filters) -> str:
    """The reply to `courtesy`; to a greeting with what the `library` holds within `filters`."""
    return "You are welcome." if courtesy == "thanks" else f"{_ITSELF}\n\n{library_text(library, filters)}"
