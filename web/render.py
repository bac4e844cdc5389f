"""Templates to HTML. Every value is escaped by Jinja2; no template marks anything of an article as safe."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.i18n import Language

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        auto_reload=False,  # the templates do not change while the page runs: no look at their files for each answer
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, language: Language, values: Mapping[str, object]) -> str:
    """The HTML of `templates/<template>` in `language`, which it sees as `lang` and `t`."""
    return _environment().get_template(template).render(lang=language, t=language.text, **values)
