"""What of a web page becomes the text of its article."""

from typing import Any

from ingest.documents import HTML
from ingest.parse.html import parse_html
from tests.ingest.parse import made


def _text(page: str, **values: Any) -> str:
    return parse_html(made.raw(HTML, page.encode(), **values)).text


def _article(inner: str) -> str:
    """A page whose article is made of the usual paragraphs with `inner` behind the first."""
    return made.html().decode().replace(made.PARAGRAPHS[0] + "</p>", f"{made.PARAGRAPHS[0]}</p>{inner}", 1)


def test_the_caption_of_a_table_ends_without_the_marks_of_empty_cells() -> None:
    rows = "".join(
        f"<tr><td>{place}</td><td>{cost}</td><td></td></tr>" for place, cost in (("Ansel", 14), ("Skarn", 9))
    )
    table = f"<table><caption>Cost of the works in millions</caption>{rows}</table>"

    assert "\n\nCost of the works in millions\nAnsel | 14\nSkarn | 9\n\n" in _text(_article(table))
