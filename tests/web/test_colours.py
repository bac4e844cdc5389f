"""Contrast of the page's own colours, in light and dark, by the formula of WCAG 2.2 (1.4.3 and 1.4.11)."""

import re

import pytest

from web.serve import STATIC

TEXT, SIGNS = 4.5, 3.0
# Whether words are told from what they stand on, and borders of fields and signs from what is around them.
PAIRS = [
    *((colour, "paper", TEXT) for colour in ("ink", "soft", "accent", "warn")),
    *((colour, "sheet", TEXT) for colour in ("ink", "soft", "accent", "warn")),
    *((colour, "bubble", TEXT) for colour in ("ink", "soft")),
    *((colour, "warn-tint", TEXT) for colour in ("ink", "warn", "accent")),
    ("accent", "tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("paper", "ink", TEXT),
    ("ink", "mark", TEXT),
    ("ink", "mark-on", TEXT),
    ("edge", "paper", SIGNS),
    ("edge", "sheet", SIGNS),
]


def colours(scheme: str) -> dict[str, str]:
    """The colours that page.css names under a selector, as #rrggbb."""
    css = (STATIC / "page.css").read_text("utf-8")
    block = re.search(rf"^{re.escape(scheme)} \{{(.*?)^\}}", css, re.MULTILINE | re.DOTALL)
    assert block
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block[1]))
    return {
        name: code if len(code) == 7 else "#" + "".join(digit * 2 for digit in code[1:]) for name, code in found.items()
    }


def luminance(colour: str) -> float:
    """Of #rrggbb, from 0 for black to 1 for white."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 for the same colour to 21 for black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [":root", ".dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_are_told_apart(scheme: str, front: str, ground: str, least: float) -> None:
    named = colours(scheme)
    assert contrast(named[front], named[ground]) >= least
