"""Pages that stand alone: one file, no script, nothing fetched; all text escaped, only the page's own style allowed."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.reporting import charts

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def render(template: str, **context: Any) -> str:
    """The page `template` with `context`; the content security policy names its style by hash."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _environment().get_template(template).render(style=style, style_hash=f"sha256-{digest}", **context)


@cache
def _style() -> str:
    return (_TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"said": said, "number": charts.number, "seconds": charts.seconds}
    environment.globals |= {
        "width": charts.WIDTH,
        "height": charts.HEIGHT,
        "left": charts.LEFT,
        "right": charts.WIDTH - charts.RIGHT,
        "top": charts.TOP,
        "bottom": charts.HEIGHT - charts.BOTTOM,
    }
    return environment


def said(row: Mapping[str, Any]) -> str:
    """What a run answered to a question, from its row of `scores.jsonl`."""
    if row.get("refused"):
        return "refused"
    return str(row.get("answer") or "") or "no answer"
