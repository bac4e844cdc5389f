"""Networks compiled by OpenVINO, once for each machine: what it compiled is kept, and loads in a third of the time."""

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ModelError

if TYPE_CHECKING:
    import openvino

log = logging.getLogger(__name__)

COMPILED = "compiled"
"""The folder of compiled networks below that of prepared models."""

# OpenVINO changes the process's locale while it compiles and then puts back what it found: of two at once, one finds
# and leaves the other's, and texts of subprocesses are read as ASCII from then on.
_compiling = threading.Lock()


def compile_network(
    path: Path, *, threads: int, precision: str | None = None, compiled_dir: Path | None = None
) -> "openvino.CompiledModel":
    """The network at `path`, ready to run on the processor; calculates in `precision`, or as suits the processor.

    What is compiled is kept in `compiled_dir`, where one is given that can be written, and compiled anew where it was
    damaged.
    Raises ModelError where the file cannot be loaded.
    """
    import openvino

    options: dict[str, object] = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        # Threads bound to cores wait for whatever else runs there: five times slower on a busy machine.
        "ENABLE_CPU_PINNING": False,
    }
    if precision is not None:
        options["INFERENCE_PRECISION_HINT"] = precision
    if compiled_dir is not None and _can_be_written(compiled_dir):
        options["CACHE_DIR"] = str(compiled_dir)
    core = openvino.Core()
    try:
        # By its path: OpenVINO finds what it compiled before by the file's name, size and time.
        with _compiling:
            return core.compile_model(path, "CPU", options)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO cannot load {path}: {error}; run `make setup`") from error


def _can_be_written(folder: Path) -> bool:
    """Whether `folder`, made if need be, can be written; not so in an installation of another user's."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.debug("compiled networks are not kept: folder=%s error=%s", folder, error)
        return False
    return os.access(folder, os.W_OK)
