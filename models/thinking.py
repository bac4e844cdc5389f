"""What some models think aloud before they reply, and servers now and then leave in it: `<think>...</think>`."""

from collections.abc import Generator

_OPENS, _CLOSES = "<think>", "</think>"


def without_thinking(pieces: Generator[str, None, None]) -> Generator[str, None, None]:
    """`pieces` of a reply without the thinking before it. Closing it closes `pieces`.

    >>> list(without_thinking(piece for piece in ["<thi", "nk>Rain? ", "Rain.</think>", " It", " rained."]))
    [' It', ' rained.']
    """
    held = ""
    try:
        for piece in pieces:
            held += piece
            if not _may_be_thinking(held):
                yield held
                break
            _, closed, rest = held.partition(_CLOSES)
            if closed:
                if rest:
                    yield rest
                break
        else:
            if not held.lstrip().startswith(_OPENS):
                yield held
        yield from pieces
    finally:
        pieces.close()


def _may_be_thinking(text: str) -> bool:
    begun = text.lstrip()[: len(_OPENS)]
    return _OPENS.startswith(begun)
