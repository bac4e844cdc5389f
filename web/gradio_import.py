"""Gradio, imported in half its time, without what this page never needs or what it might tell others."""

import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

_STUBS = "gradio.component_meta"
# Read when Gradio is imported and when its page is made.
_ENVIRONMENT = {
    # No usage figures leave the machine, and calls are not recorded.
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    # For a monitor that nobody opens, Gradio tabulates the last 10,000 events anew, with pandas, after each of them.
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
}


def import_gradio() -> None:
    """Import Gradio, unless it has been imported before.

    Gradio 6 writes type stubs of its components beside its own files whenever it is imported: it parses each source
    anew, which is half of the 3.6 s that the import takes. Nobody reads them here.
    Around every event it keeps matplotlib from opening a window, which imports matplotlib where it is installed: 0.5 s
    and 40 MB, in the first answer. The page draws nothing with it.
    """
    os.environ.update(_ENVIRONMENT)
    finder = _WithoutStubs()
    sys.meta_path.insert(0, finder)
    try:
        utils = importlib.import_module("gradio").utils
    finally:
        sys.meta_path.remove(finder)
    utils.MatplotlibBackendMananger = nullcontext  # Gradio's spelling
    # A request may name an address in a file's place. What is read from the web is read by `ingest/web/` alone.
    processing: Any = importlib.import_module("gradio.processing_utils")
    processing.async_ssrf_protected_download = _not_fetched


class _WithoutStubs(MetaPathFinder):
    """Finds the module that writes the stubs as always, and has it write none."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == _STUBS else None
        if spec is not None and spec.origin is not None:
            spec.loader = _Quiet(fullname, spec.origin)
        return spec


class _Quiet(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        module.create_or_modify_pyi = _nothing  # type: ignore[attr-defined]  # Gradio's; one that is gone harms nothing


def _nothing(*_: object) -> None:
    pass


async def _not_fetched(*_: object, **__: object) -> str:
    raise ValueError("an address is no upload; add it by its own field")
