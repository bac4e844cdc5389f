"""A tree of markup -> text: one paragraph a block, blank lines between, headings as lines of their own.

Reads HTML's elements and those of trafilatura's result (TEI: head, list, item, row, cell, lb). Knows nothing of what
is worth reading: that is decided before.
"""

from collections.abc import Callable, Iterator

from lxml import etree

PARAGRAPHS = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 head header hr legend list main ol p pre quote section summary table tbody tfoot thead ul
    """.split()  # noqa: SIM905 -- forty quoted words hide the words
)
_LINES = frozenset({"br", "lb", "item", "li", "row", "tr"})
_BREAKS = frozenset({"br", "lb"})
_LISTS = frozenset({"dl", "list", "ol", "ul"})
_ITEMS = frozenset({"item", "li"})
_CELLS = frozenset({"cell", "td", "th"})
_CELL_END = " | "
_LEFT_OUT = frozenset({"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "title"})


def block_text(root: etree._Element, leave_out: Callable[[etree._Element], bool] = lambda _: False) -> str:
    """The text in `root` with paragraphs a blank line apart, items and rows a line apart, white space made single.

    Elements that `leave_out` says yes to are left out with all that is in them.

    >>> block_text(etree.fromstring("<div><h2>Cost</h2><p>It was <b>high</b>.</p><ul><li>Steel</li></ul></div>"))
    'Cost\\n\\nIt was high.\\n\\n- Steel'
    """
    writer = _Writer()
    # A walk rather than recursion: a hostile page nests deeper than the stack.
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            if element.tag in _LEFT_OUT or leave_out(element):
                walk.skip_subtree()
                continue
            writer.begin(str(element.tag))
            writer.write(element.text)
        else:
            if event == "end":
                writer.end(str(element.tag))
            if element is not root:
                writer.write(element.tail)
    return writer.text()


class _Writer:
    def __init__(self) -> None:
        self._blocks: list[list[str]] = [[]]  # lines of each paragraph
        self._line: list[str] = []
        self._mark = ""
        self._lists = 0

    def begin(self, tag: str) -> None:
        self._break(tag)
        self._lists += tag in _LISTS
        if tag in _ITEMS:
            self._mark = "- "

    def end(self, tag: str) -> None:
        if tag in _CELLS:
            self.write(_CELL_END)
        self._lists -= tag in _LISTS
        if tag not in _BREAKS:
            self._break(tag)

    def write(self, text: str | None) -> None:
        if text:
            self._line.append(text)

    def _break(self, tag: str) -> None:
        if tag not in PARAGRAPHS and tag not in _LINES:
            return
        ended = self._end_line()
        # Paragraphs of an item stay in its list; two line breaks are how old pages part their paragraphs.
        if (tag in PARAGRAPHS and not self._lists) or (tag in _BREAKS and not ended):
            self._end_block()

    def _end_line(self) -> bool:
        """Whether there was anything on the line."""
        while self._line and (self._line[-1] == _CELL_END or not self._line[-1].strip()):
            self._line.pop()  # a caption is a row of one cell and of as many empty ones as the table is wide
        line = " ".join("".join(self._line).split())
        self._line = []
        if not line.strip("| "):
            return False
        self._blocks[-1].append(self._mark + line)
        self._mark = ""
        return True

    def _end_block(self) -> None:
        if self._blocks[-1]:
            self._blocks.append([])

    def text(self) -> str:
        self._end_line()
        return "\n\n".join("\n".join(lines) for lines in self._blocks if lines)


def lines_of(text: str) -> Iterator[str]:
    """The lines of `text` that hold something, without white space around them."""
    return filter(None, (line.strip() for line in text.split("\n")))
