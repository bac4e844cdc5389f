"""Settings -> an assistant with its library and models open."""

import atexit
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.settings import Settings, load_settings
from core.types import Answer, Filters, Turn
from qa.asking import Limits
from qa.assistant import Assistant
from vectorstore.interface import Library

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from models.chat import ChatModel
    from models.embedder import Embedder


def open_assistant(
    *,
    data_dir: str | Path | None = None,
    model: "str | BaseChatModel | None" = None,
    settings: Settings | None = None,
) -> Assistant:
    """An assistant over the library in `data_dir`, answering with the chat model `model`: its name ("" for quotes mode)
    or a model of LangChain's that you have made, with its options, which stays yours to close.

    What is None comes from the settings. Use it as a context manager, or close it.
    Raises SettingsError, LibraryError or ModelError.
    """
    from models.embedder import open_embedder
    from models.evidence import open_reader

    own: BaseChatModel | None = None
    if model is not None and not isinstance(model, str):
        own, model = model, ""
    if settings is None:
        settings = load_settings(data_dir=data_dir, chat_model=model)
    else:
        given = {"data_dir": None if data_dir is None else Path(data_dir), "chat_model": model}
        settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    # Beside each other, since compiled code does most of it. And none in the thread that Ctrl-C interrupts: an import
    # that is cut short there can keep Python's import lock, for which the others would then wait for ever.
    with ExitStack() as resources, ThreadPoolExecutor(3, thread_name_prefix="opening") as beside:
        reader = beside.submit(open_reader, threads=settings.threads)
        embedder = beside.submit(open_embedder, settings.embedding_model, threads=settings.threads)
        library = beside.submit(_open_library, settings, embedder, resources)
        return Assistant(
            library.result(),
            embedder.result(),
            reader.result(),
            chat=_open_chat(settings, own, resources),
            limits=limits_from(settings),
            resources=resources.pop_all(),
        )


def _open_library(settings: Settings, embedder: "Future[Embedder]", resources: ExitStack) -> Library:
    """The library, which is closed with `resources` even where nobody waits for it any more."""
    from vectorstore.opening import open_library

    library = open_library(settings.data_dir, embedder.result().identity, chroma_url=settings.chroma_url)
    resources.callback(library.close)
    return library


def limits_from(settings: Settings) -> Limits:
    """The part of the settings that an assistant needs for each question."""
    return Limits(
        candidates=max(settings.candidates, settings.passages),
        passages=settings.passages,
        context_chars=settings.context_chars,
        refusal=settings.refusal,
    )


def ask(
    question: str,
    history: Sequence[Turn] = (),
    *,
    filters: Filters = Filters(),
    data_dir: str | Path | None = None,
    model: str | None = None,
) -> Answer:
    """Answer from the library in `data_dir` (by default the one of the settings).

    The library stays open for further questions until the process ends; use `open_assistant` to decide yourself.
    """
    return _kept_open(str(data_dir) if data_dir else None, model).ask(question, history, filters)


@lru_cache(maxsize=4)
def _kept_open(data_dir: str | None, model: str | None) -> Assistant:
    assistant = open_assistant(data_dir=data_dir, model=model)
    atexit.register(assistant.close)
    return assistant


def _open_chat(settings: Settings, own: "BaseChatModel | None", resources: ExitStack) -> "ChatModel | None":
    if own is None and not settings.chat_model:
        return None
    from models.chat import configured_chat_model, own_chat_model

    if own is not None:
        return own_chat_model(own, timeout_s=settings.chat_timeout_s)
    handle = configured_chat_model(settings)
    resources.callback(handle.close)
    return handle
