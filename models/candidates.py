"""The forms a sentence-embedding network can be prepared in, and how each is made from one ONNX file.

torch is needed for `export_onnx` only. NNCF's int8 for OpenVINO is left out on purpose: see docs/decisions.md.
"""

import importlib.util
import logging
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

from models.runtimes import Runtime, import_openvino

# What the exported network takes and gives: token ids and their mask (n, length), unit-length vectors (n, dim). Pooling
# and normalisation are part of the graph, so that nothing that runs it knows what model it is.
INPUTS, OUTPUTS = ("input_ids", "attention_mask"), ("embedding",)
_OPSET = 17
_KEPT_FP32 = [f"/transformer/encoder/layer.{layer}/output/dense/MatMul" for layer in (0, 2)]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form to prepare: what carries it, and in what numbers it computes."""

    runtime: Runtime
    precision: str

    @property
    def name(self) -> str:
        return f"{self.runtime}-{self.precision}"

    @property
    def model(self) -> str:
        """Name of the file that the run time opens."""
        return "model.xml" if self.runtime == "openvino" else "model.onnx"


REFERENCE = Candidate("onnxruntime", "fp32")


def supported_candidates() -> tuple[Candidate, ...]:
    """What this machine can run, the reference first."""
    candidates = [REFERENCE, Candidate("onnxruntime", "int8")]
    if importlib.util.find_spec("openvino"):
        openvino = import_openvino()
        capabilities = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        candidates.append(Candidate("openvino", "fp32"))
        if "BF16" in capabilities:
            candidates.append(Candidate("openvino", "bf16"))
    return tuple(candidates)


def build(candidate: Candidate, onnx: Path, folder: Path) -> Path:
    """Make `candidate` from the fp32 `onnx` file in `folder`; the file to open."""
    target = folder / candidate.model
    if candidate.runtime == "openvino":
        openvino = import_openvino()
        from openvino.tools.ovc import convert_model  # not in the main namespace, which goes without it

        # Half-size weights lose nothing that bf16 keeps.
        openvino.save_model(convert_model(onnx), target, compress_to_fp16=candidate.precision == "bf16")
    elif candidate.precision == "int8":
        _quantize(onnx, target)
    else:
        shutil.copyfile(onnx, target)
    return target


def _quantize(onnx: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # Per channel: one scale for a whole matrix costs 5 points of cosine. Two feed-forward outputs, whose inputs have
    # outliers, stay fp32: 5th percentile of the cosine .9926 instead of .9890.
    logging.getLogger().addFilter(_no_preprocessing_advice)
    try:
        quantize_dynamic(
            onnx,
            target,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_KEPT_FP32,
        )
    finally:
        logging.getLogger().removeFilter(_no_preprocessing_advice)


def _no_preprocessing_advice(record: logging.LogRecord) -> bool:
    # The quantizer advises on the root logger to fold constants first, which changes nothing in this graph.
    return "pre-processing before quantization" not in record.getMessage()


def export_onnx(folder: Path, target: Path) -> None:
    """The transformer in `folder` with mean pooling and normalisation, as ONNX: ids and mask -> unit vectors.

    Pooling as in sentence-transformers' all-MiniLM-L6-v2: the mean of the last hidden states under the mask.
    """
    import torch
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    class SentenceEncoder(torch.nn.Module):
        def __init__(self, transformer: torch.nn.Module) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers does not type it
    # Eager attention is what the exporter can trace into plain matrix products.
    transformer = AutoModel.from_pretrained(folder, attn_implementation="eager", local_files_only=True).eval()
    example = torch.ones(2, 16, dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    with warnings.catch_warnings(), torch.no_grad():
        # The tracing exporter is deprecated but needs no further package; the tests hold its result to the reference.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            SentenceEncoder(transformer),
            (example, example),
            target,
            dynamo=False,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=dict.fromkeys(INPUTS, axes),
            opset_version=_OPSET,
        )
