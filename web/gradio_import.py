"""Gradio, imported in half its time and without anything that it might tell others."""

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_STUBS = "gradio.component_meta"


def import_gradio() -> None:
    """Import Gradio, unless it has been imported before.

    Gradio 6 writes type stubs of its components beside its own files whenever it is imported: it parses each source
    anew, which is half of the 3.6 s that the import takes. Nobody reads them here.
    """
    # Read when Gradio is imported: no usage figures leave the machine, and calls are not recorded.
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", GRADIO_RUN_HISTORY="False", HF_HUB_OFFLINE="1")
    finder = _WithoutStubs()
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module("gradio")
    finally:
        sys.meta_path.remove(finder)


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
