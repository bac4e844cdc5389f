"""Chat models by name, as LangChain's `BaseChatModel`, and their replies as a stream of text.

Names: `provider:model` as LangChain's `init_chat_model` takes it, `gguf:FILE` for a model file of one's own, and
`embedded` for the small SmolLM2-135M. Nothing is contacted when a model is opened but a local one; what a reply is
for is not known here.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from langchain_core.language_models import BaseChatModel

from core.addresses import masked_address, server_at
from core.errors import ModelError, ModelNotFoundError
from core.settings import Settings
from models.chat_errors import explain_opening
from models.packaged import embedded_file
from models.tracing import tell_of_tracing

EMBEDDED = "embedded"
GGUF_PREFIX = "gguf:"
_NAMES = "`provider:model` (for example `openai:gpt-4.1-mini` or `ollama:qwen3`), `gguf:FILE`, or `embedded`"
# Small models run in circles until their context is full; an answer over passages is never this long.
_LOCAL_MAX_TOKENS = 1024


class ChatModel:
    """An opened chat model; closing it stops the local server behind it, if there is one.

    `timeout_s` is the longest wait for the next words of a reply.
    """

    def __init__(
        self, model: BaseChatModel, name: str, *, timeout_s: float = 60, on_close: Callable[[], None] | None = None
    ) -> None:
        self.model = model
        self.name = name
        self.timeout_s = timeout_s
        self._on_close = on_close
        tell_of_tracing()

    def close(self) -> None:
        """Let go of everything behind the model. Closing twice is harmless."""
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_chat_model(
    name: str,
    *,
    base_url: str = "",
    api_key: str = "",
    temperature: float = 0.0,
    timeout_s: float = 60,
    threads: int | None = None,
) -> ChatModel:
    """The chat model called `name`; `threads` matters to local ones only.

    With a `base_url`, `api_key` is the only key that is ever sent there: the provider's own variable belongs to the
    provider. Raises ModelNotFoundError for a name that leads nowhere or a package that is missing, ModelKeyError for a
    missing key, ModelError for anything else that stops the model from being opened.
    """
    if name == EMBEDDED:
        return _open_local(embedded_file(), name, temperature=temperature, timeout_s=timeout_s, threads=threads)
    if name.startswith(GGUF_PREFIX):
        file = Path(name.removeprefix(GGUF_PREFIX)).expanduser()
        return _open_local(file, name, temperature=temperature, timeout_s=timeout_s, threads=threads)
    provider, separator, model = name.partition(":")
    if not (separator and provider.strip() and model.strip()):
        raise ModelNotFoundError(f"chat model {name!r} names no provider: write {_NAMES}")
    # OpenRouter's package alone counts in milliseconds.
    timeout = round(timeout_s * 1000) if provider == "openrouter" else timeout_s
    options: dict[str, Any] = {"temperature": temperature, "timeout": timeout}
    options |= _server_options(provider, base_url, api_key)
    return ChatModel(_init(provider, model, name, options), name, timeout_s=timeout_s)


def configured_chat_model(settings: Settings) -> ChatModel:
    """The chat model that `settings` name, which must name one; raises as `open_chat_model`."""
    return open_chat_model(
        settings.chat_model,
        base_url=settings.chat_base_url,
        api_key=settings.chat_api_key.get_secret_value(),
        temperature=settings.chat_temperature,
        timeout_s=settings.chat_timeout_s,
        threads=settings.threads,
    )


def own_chat_model(model: BaseChatModel, *, timeout_s: float) -> ChatModel:
    """A model that the caller has made, under the name that LangChain traces it by: mostly `provider:model`."""
    traced = model._get_ls_params()
    named = (traced.get("ls_provider"), traced.get("ls_model_name"))
    return ChatModel(model, ":".join(part for part in named if part), timeout_s=timeout_s)


def _server_options(provider: str, base_url: str, api_key: str) -> Mapping[str, Any]:
    options: dict[str, Any] = {"api_key": api_key} if api_key else {}
    if provider == "openai":
        # Token counts come with the stream only when they are asked for.
        options["stream_usage"] = True
    if base_url:
        if not server_at(base_url):
            raise ModelError(
                f"{masked_address(base_url)!r} is not an address: "
                "DATELINE_CHAT_BASE_URL looks like http://127.0.0.1:8000/v1"
            )
        options["base_url"] = base_url
        if provider == "openai":
            # Servers that speak OpenAI's protocol know its chat completions, seldom its newer interface.
            options["use_responses_api"] = False
            options.setdefault("api_key", "none")
    return options


def _init(provider: str, model: str, name: str, options: Mapping[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        opened = init_chat_model(model, model_provider=provider, **options)
    except Exception as error:  # each provider's package raises its own
        raise explain_opening(error, name) from error
    assert isinstance(opened, BaseChatModel), "a model that is named is never left open for configuration"
    return opened


def _open_local(file: Path, name: str, *, temperature: float, timeout_s: float, threads: int | None) -> ChatModel:
    from openai import DefaultHttpxClient

    from models.chat_local import start_server

    server = start_server(file, threads=threads)
    options = {
        "base_url": f"{server.address}/v1",
        "api_key": server.key,
        # What is asked here, and the key, are no business of a proxy's.
        "http_client": DefaultHttpxClient(trust_env=False),
        "temperature": temperature,
        "timeout": timeout_s,
        "max_tokens": _LOCAL_MAX_TOKENS,
        "max_retries": 0,
        "stream_usage": True,
        "use_responses_api": False,
    }
    return ChatModel(_init("openai", file.stem, name, options), name, timeout_s=timeout_s, on_close=server.stop)
