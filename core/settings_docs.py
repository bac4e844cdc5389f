"""Writes `.env.example` and the settings table of `docs/guide.md`: `python -m core.settings_docs`."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from core.settings import PREFIX, PROJECT, Settings

BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"


def env_example() -> str:
    """Every setting, commented out, with what it means and its default."""
    lines = ["# Copy to .env, and remove the # in front of each setting you want to change.", ""]
    for name, field in Settings.model_fields.items():
        lines += [f"# {field.description}", f"#{PREFIX}{name.upper()}={_default(name)}", ""]
    return "\n".join(lines)


def settings_table() -> str:
    """The settings as a Markdown table."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {f'`{_default(name)}`' if _default(name) else ''} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def with_table(guide: str) -> str:
    """`guide` with the table between its two marks renewed."""
    before, rest = guide.split(BEGIN)
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{rest.split(END)[1]}"


def _default(name: str) -> str:
    value = Settings.model_fields[name].default
    if value is PydanticUndefined:
        return ""
    if isinstance(value, Path) and value.is_relative_to(PROJECT):
        return f"{value.relative_to(PROJECT)}"
    return "" if isinstance(value, SecretStr) else str(value)


if __name__ == "__main__":
    (PROJECT / ".env.example").write_text(env_example(), encoding="utf-8")
    guide = PROJECT / "docs" / "guide.md"
    guide.write_text(with_table(guide.read_text(encoding="utf-8")), encoding="utf-8")
