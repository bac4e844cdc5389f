"""The two run times that carry a prepared embedding network: OpenVINO and ONNX Runtime. Neither needs torch.

A network takes token ids and their mask and gives unit-length sentence vectors: pooling and normalisation are part
of the graph, so that nothing here knows what model it is.
"""

import threading
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from models.openvino_runtime import compile_network

Runtime = Literal["openvino", "onnxruntime"]
Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
INPUTS = ("input_ids", "attention_mask")


class Network(Protocol):
    """`ids` and `mask` (n, length) int64 -> (n, dim) float32, unit length. May be called from several threads."""

    def __call__(self, ids: Ids, mask: Ids) -> Vectors: ...


def load_network(
    runtime: Runtime, path: Path, *, precision: str, threads: int, compiled_dir: Path | None = None
) -> Network:
    """The network stored at `path`; `precision` matters to OpenVINO only, an ONNX file carries its own.

    What OpenVINO compiles is kept in `compiled_dir` where one is given.
    Raises ModelError where the file cannot be loaded.
    """
    if runtime == "openvino":
        return _OpenVinoNetwork(path, precision=precision, threads=threads, compiled_dir=compiled_dir)
    return _OnnxNetwork(path, threads=threads)


class _OpenVinoNetwork:
    def __init__(self, path: Path, *, precision: str, threads: int, compiled_dir: Path | None) -> None:
        hint = "f32" if precision == "fp32" else precision
        self._compiled = compile_network(path, threads=threads, precision=hint, compiled_dir=compiled_dir)
        # An infer request belongs to one thread at a time. They share one stream, which serves them in order of
        # arrival: a question waits for one batch of a running ingest, never for the whole of it.
        self._local = threading.local()

    def __call__(self, ids: Ids, mask: Ids) -> Vectors:
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.create_infer_request()
        # share_outputs would hand out memory that the next call overwrites: the default copies.
        vectors: Vectors = request.infer(dict(zip(INPUTS, (ids, mask), strict=True)))[0]
        return vectors


class _OnnxNetwork:
    def __init__(self, path: Path, *, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Spinning threads slow every other numeric job on the machine several times over.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"ONNX Runtime cannot load {path}: {error}; run `make setup`") from error

    def __call__(self, ids: Ids, mask: Ids) -> Vectors:
        vectors: Vectors = self._session.run(None, dict(zip(INPUTS, (ids, mask), strict=True)))[0]
        return vectors
