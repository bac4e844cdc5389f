"""Settings -> an assistant with its library and models open."""

import atexit
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.settings import PROJECT, Settings, load_settings
from core.types import Answer, Filters, Turn
from qa.assistant import Assistant, Limits

if TYPE_CHECKING:
    from models.chat import ChatModel


def open_assistant(
    *, data_dir: str | Path | None = None, model: str | None = None, settings: Settings | None = None
) -> Assistant:
    """An assistant over the library in `data_dir`, answering with the chat model `model` ("" for quotes mode).

    What is None comes from the settings. Use it as a context manager, or close it.
    Raises SettingsError, LibraryError or ModelError.
    """
    from models.embedder import open_embedder
    from models.evidence import open_reader

    if settings is None:
        settings = load_settings(data_dir=data_dir, chat_model=model)
    # The networks are loaded beside each other and beside the stores' imports: compiled code does most of it.
    with ExitStack() as resources, ThreadPoolExecutor(2, thread_name_prefix="opening") as beside:
        reader = beside.submit(open_reader, threads=settings.threads)
        opened = beside.submit(
            open_embedder,
            settings.embedding_model,
            threads=settings.threads,
            prepared_dir=PROJECT / "models" / "prepared",
        )
        from vectorstore.opening import open_library

        embedder = opened.result()
        library = open_library(settings.data_dir, embedder.identity, chroma_url=settings.chroma_url)
        resources.callback(library.close)
        chat = _open_chat(settings, resources)
        return Assistant(
            library,
            embedder,
            reader.result(),
            chat=chat,
            limits=limits_from(settings),
            resources=resources.pop_all(),
        )


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


def _open_chat(settings: Settings, resources: ExitStack) -> "ChatModel | None":
    if not settings.chat_model:
        return None
    from models.chat import configured_chat_model

    handle = configured_chat_model(settings)
    resources.callback(handle.close)
    return handle
