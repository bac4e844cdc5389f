"""The two run times that carry a network on the processor: OpenVINO and ONNX Runtime. Neither needs torch.

What OpenVINO compiles is kept, once for each machine, and loads in a third of the time.
"""

import logging
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError

if TYPE_CHECKING:
    import openvino

log = logging.getLogger(__name__)

Runtime = Literal["openvino", "onnxruntime"]
Ids = NDArray[np.int64]
Floats = NDArray[np.float32]

PREPARED_DIR = Path(__file__).resolve().parent / "prepared"
"""Where the models are kept as set-up has made them ready for this machine."""
COMPILED = "compiled"
"""The folder of compiled networks below it."""

_CONVERTER = "openvino.tools.ovc"
_TELEMETRY = "openvino_telemetry"

# OpenVINO changes the process's locale while it compiles and then puts back what it found: of two at once, one finds
# and leaves the other's, and texts of subprocesses are read as ASCII from then on.
_compiling = threading.Lock()
# Networks are opened beside each other, and a module is among `sys.modules` before it is whole.
_importing = threading.Lock()
# The first call prepares OpenVINO's bindings for numpy. Two first calls at once wait for each other without end: one
# holds the interpreter's lock and waits for the preparation, the other prepares and waits for the interpreter's lock.
_first_call = threading.Lock()
_called = threading.Event()


class Network(Protocol):
    """Arrays (n, length) int64, one an input -> float32 arrays, one an output. Several threads may call at a time."""

    def __call__(self, *inputs: Ids) -> tuple[Floats, ...]: ...


def load_network(
    path: Path,
    runtime: Runtime,
    *,
    inputs: Sequence[str],
    outputs: Sequence[str],
    threads: int,
    streams: int = 1,
    precision: str | None = None,
    compiled_dir: Path | None = None,
) -> Network:
    """The network stored at `path`, with the names of what it takes and gives, in the order of its calls.

    `streams` calls run at a time and share the `threads`; further ones wait for their turn.
    `precision` ("fp32", "bf16", ...) matters to OpenVINO only; None leaves it the choice: bfloat16 where the processor
    has it. What OpenVINO compiles is kept in `compiled_dir` where one is given.
    Raises ModelError where the file cannot be loaded.
    """
    if runtime == "openvino":
        compiled = compile_network(
            path, threads=threads, streams=streams, precision=precision, compiled_dir=compiled_dir
        )
        return _OpenVinoNetwork(compiled, inputs, outputs)
    return _OnnxNetwork(path, inputs, outputs, threads=max(1, threads // streams))


class _OpenVinoNetwork:
    def __init__(self, compiled: "openvino.CompiledModel", inputs: Sequence[str], outputs: Sequence[str]) -> None:
        self._compiled, self._inputs, self._outputs = compiled, inputs, outputs
        # A request belongs to one thread at a time. The streams serve them in order of arrival: a question waits for
        # one batch of a running ingest, never for the whole of it.
        self._local = threading.local()

    def __call__(self, *inputs: Ids) -> tuple[Floats, ...]:
        request: Any = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.create_infer_request()
        given = dict(zip(self._inputs, inputs, strict=True))
        with nullcontext() if _called.is_set() else _first_call:
            # share_outputs would hand out memory that the next call overwrites: the default copies.
            results = request.infer(given)
        _called.set()
        return tuple(results[name] for name in self._outputs)


class _OnnxNetwork:
    def __init__(self, path: Path, inputs: Sequence[str], outputs: Sequence[str], *, threads: int) -> None:
        import onnxruntime

        self._inputs, self._outputs = inputs, list(outputs)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Spinning threads slow every other numeric job on the machine several times over.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"ONNX Runtime cannot load {path}: {error}; run `make setup`") from error

    def __call__(self, *inputs: Ids) -> tuple[Floats, ...]:
        return tuple(self._session.run(self._outputs, dict(zip(self._inputs, inputs, strict=True))))


def compile_network(
    path: Path, *, threads: int, streams: int = 1, precision: str | None = None, compiled_dir: Path | None = None
) -> "openvino.CompiledModel":
    """The network at `path`, ready to run on the processor; calculates in `precision`, or as suits the processor.

    What is compiled is kept in `compiled_dir`, where one is given that can be written, and compiled anew where it was
    damaged.
    Raises ModelError where the file cannot be loaded.
    """
    openvino = import_openvino()
    options: dict[str, object] = {
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": streams,
        # Threads bound to cores wait for whatever else runs there: five times slower on a busy machine.
        "ENABLE_CPU_PINNING": False,
    }
    if precision is not None:
        options["INFERENCE_PRECISION_HINT"] = "f32" if precision == "fp32" else precision
    if compiled_dir is not None and _can_be_written(compiled_dir):
        options["CACHE_DIR"] = str(compiled_dir)
    core = openvino.Core()
    try:
        # By its path: OpenVINO finds what it compiled before by the file's name, size and time.
        with _compiling:
            return core.compile_model(path, "CPU", options)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO cannot load {path}: {error}; run `make setup`") from error


def import_openvino() -> ModuleType:
    """OpenVINO without its converter of other frameworks' models, and without what reports its use to its maker.

    It imports the converter where it can, and with it ONNX Runtime: 0.1 of 0.14 s, and 16 MB. The converter would tell
    of each import and conversion, under a number of this machine's own.
    """
    with _importing:
        sys.modules.setdefault(_TELEMETRY, None)  # type: ignore[arg-type]  # as below
        if "openvino" not in sys.modules:
            # What is None here cannot be imported; OpenVINO goes on without.
            sys.modules[_CONVERTER] = None  # type: ignore[assignment]  # documented, unknown to the stubs
            try:
                import openvino  # noqa: F401
            finally:
                del sys.modules[_CONVERTER]
        return sys.modules["openvino"]


def _can_be_written(folder: Path) -> bool:
    """Whether `folder`, made if need be, can be written; not so in an installation of another user's."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.debug("compiled networks are not kept: folder=%s error=%s", folder, error)
        return False
    return os.access(folder, os.W_OK)
