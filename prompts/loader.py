"""Prompts are data: one YAML file each, checked and hashed when it is loaded.

A file holds `purpose`, `variables`, `system`, `user` and, where the reply may carry one, a fixed phrase under
`phrases`. The templates are f-string templates: `{name}` stands for a variable, `{{` for a brace.
"""

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from core.errors import PromptError

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

FOLDER = Path(__file__).resolve().parent
REQUIRED = {"purpose", "variables", "system", "user"}
OPTIONAL = {"phrases"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked prompt. `hash` is the SHA-256 of its file, so that a report can say which wording it measured."""

    name: str
    purpose: str
    variables: tuple[str, ...]
    system: str
    user: str
    phrases: Mapping[str, str]
    hash: str

    def template(self) -> "ChatPromptTemplate":
        """As a LangChain runnable that takes the variables and gives the messages."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages([("system", self.system), ("user", self.user)])


def load_prompt(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt `folder/name.yaml`.

    Raises PromptError where the file is missing, is not of the form above, or declares other variables than it uses.
    """
    path = folder / f"{name}.yaml"
    try:
        raw = path.read_bytes()
        data = yaml.safe_load(raw)
    except FileNotFoundError as error:
        raise PromptError(f"no prompt named {name!r} in {folder.name}/") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PromptError(f"{path.name} is not valid YAML: {error}") from error
    _check_keys(path.name, data)
    prompt = Prompt(
        name=name,
        purpose=str(data["purpose"]),
        variables=tuple(data["variables"]),
        system=str(data["system"]),
        user=str(data["user"]),
        phrases={str(key): str(text) for key, text in (data.get("phrases") or {}).items()},
        hash=hashlib.sha256(raw).hexdigest(),
    )
    _check_variables(path.name, prompt)
    return prompt


def prompt_hashes() -> dict[str, str]:
    """Name -> hash of every prompt, for reports."""
    return {path.stem: load_prompt(path.stem).hash for path in sorted(FOLDER.glob("*.yaml"))}


def _check_keys(file: str, data: object) -> None:
    if not isinstance(data, dict):
        raise PromptError(f"{file}: expected the keys {', '.join(sorted(REQUIRED))}")
    missing, unknown = REQUIRED - data.keys(), data.keys() - REQUIRED - OPTIONAL
    if missing or unknown:
        wrong = [f"missing {key}" for key in sorted(missing)] + [f"unknown {key}" for key in sorted(unknown)]
        raise PromptError(f"{file}: {', '.join(wrong)}")
    if not isinstance(data["variables"], list):
        raise PromptError(f"{file}: variables must be a list of names")


def _check_variables(file: str, prompt: Prompt) -> None:
    try:
        parsed = list(string.Formatter().parse(prompt.system)) + list(string.Formatter().parse(prompt.user))
    except ValueError as error:
        raise PromptError(f"{file}: {error}; write a literal brace twice") from error
    used = {field for _, field, _, _ in parsed if field is not None}
    declared = set(prompt.variables)
    if used != declared:
        raise PromptError(f"{file}: declares {sorted(declared)} but uses {sorted(used)}")
