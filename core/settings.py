"""Settings from `DATELINE_*` variables and `.env`: arguments > environment > `.env` > defaults.

Read by entry points only; everything below them is handed values. Unknown names are errors, so that a typing
mistake never silently means "the default".
"""

import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "DATELINE_"


class Settings(BaseSettings):
    """All settings, each with its unit and bounds. The table in `docs/guide.md` is generated from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(
        PROJECT / "library",
        description=(
            "Folder of the library; by default `library` in the project's folder. A relative path starts at the "
            "current folder."
        ),
    )
    embedding_model: str = Field(
        "",
        description="Embedding model: a sentence-transformers name or folder; empty for the packaged all-MiniLM-L6-v2.",
    )
    chat_model: str = Field(
        "",
        description=(
            "Chat model: empty for quotes mode, `provider:model` as LangChain's init_chat_model takes it, "
            "`gguf:FILE`, or `embedded` (SmolLM2-135M)."
        ),
    )
    chat_base_url: str = Field("", description="Address of an OpenAI-compatible server for `openai:` chat models.")
    chat_api_key: SecretStr = Field(
        SecretStr(""),
        description=(
            "API key for the chat model. It overrides the provider's own variable, which is never sent to another base "
            "URL."
        ),
    )
    chat_temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature of the chat model.")
    chat_timeout_s: float = Field(60, gt=0, le=3600, description="Seconds to wait for the chat model's next words.")
    chroma_url: str = Field("", description="Address of a running Chroma server to use instead of the embedded one.")
    passages: int = Field(10, ge=1, le=100, description="Passages returned with an answer.")
    candidates: int = Field(
        20,
        ge=1,
        le=200,
        description=(
            "Passages retrieved for a question. The first eight are read; the rest only if none of these is a sure "
            "answer or the question asks for several things."
        ),
    )
    context_chars: int = Field(
        6000, ge=500, le=200_000, description="Characters of passages given to a chat model for one question."
    )
    refusal: float = Field(
        0.5,
        ge=0,
        le=1,
        description=(
            "How strong the evidence must be for an answer: 0 always answers, 1 almost never does. With a chat model "
            "the square of this value is required: 0.25 for 0.5."
        ),
    )
    threads: int = Field(
        default_factory=lambda: max(1, min(4, os.cpu_count() or 1)),
        ge=1,
        le=256,
        description="CPU threads for the neural networks; by default one per core, at most 4.",
    )
    max_file_mb: int = Field(50, ge=1, le=10_000, description="Largest source file that is read, in MB once unpacked.")
    host: str = Field("127.0.0.1", description="Address the page listens on.")
    hostnames: str = Field(
        "",
        description=(
            "Further host names by which the page may be reached, comma-separated. IP addresses and this machine's own "
            "name need not be listed."
        ),
    )
    port: int = Field(7860, ge=0, le=65535, description="Port the page listens on; 0 picks a free one.")
    log_level: str = Field(
        "WARNING",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="Lowest level that is logged: DEBUG, INFO, WARNING or ERROR.",
    )

    @field_validator("data_dir")
    @classmethod
    def _in_full(cls, folder: Path) -> Path:
        return Path(os.path.expanduser(folder))  # noqa: PTH111 -- Path's raises where `~name` is no user

    @field_validator("host")
    @classmethod
    def _not_of_every_network(cls, host: str) -> str:
        # Systems take an empty name for all addresses that the machine has.
        if not host.strip():
            raise PydanticCustomError("host", "is empty: name an address of this machine, or leave it out")
        return host

    @field_validator("chat_api_key")
    @classmethod
    def _of_a_header(cls, key: SecretStr) -> SecretStr:
        # It is sent as a header, where anything else fails in words that do not name it.
        if not all("!" <= character <= "~" for character in key.get_secret_value()):
            raise PydanticCustomError("key", "holds characters that no key has (spaces, line ends, accents)")
        return key


def load_settings(**arguments: object) -> Settings:
    """Settings with `arguments` (those that are not None) on top of the environment and `.env`.

    Raises SettingsError naming the variable, what it holds and what it takes.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    if given.get("data_dir") == "":
        raise SettingsError("--data-dir is empty: name the library's folder, or leave it out")
    _reject_unknown(os.environ)
    env_file = PROJECT / ".env"
    # A folder of that name is somebody's virtual environment; a pipe was meant to be read, and would be waited for.
    if env_file.exists() and not (env_file.is_file() or env_file.is_dir()):
        raise SettingsError(f"{env_file} is a pipe or a device: make it a file, or delete it")
    try:
        return Settings(_env_file=env_file if env_file.is_file() else None, **given)  # type: ignore[call-arg,arg-type]
    except UnicodeDecodeError as error:
        raise SettingsError(f"{env_file} is not UTF-8: save it as UTF-8, or delete it") from error
    except ValidationError as error:
        problems = "; ".join(_explain(problem["loc"], problem["msg"]) for problem in error.errors())
        raise SettingsError(f"{problems}. See .env.example for every setting.") from error


def _explain(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else ""
    if name.lower() not in Settings.model_fields and not name.lower().startswith(PREFIX.lower()):
        return f"{name} is not a Dateline setting: .env may hold {PREFIX}... variables only; export others in the shell"
    variable = name.upper() if name.lower().startswith(PREFIX.lower()) else PREFIX + name.upper()
    return f"{variable}: {message[:1].lower()}{message[1:]}"


def _reject_unknown(environment: os._Environ[str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"unknown setting {', '.join(unknown)}. See .env.example for every setting.")
