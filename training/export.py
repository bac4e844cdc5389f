"""From trained weights to one ONNX file that OpenVINO and ONNX Runtime both run, and its card."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.evidence_network import CARD, INPUTS, NETWORK, OUTPUTS, TOKENIZER
from models.packaged import sha256_of
from training.network import EvidenceModel

# Limits at run time, in word pieces. Training read up to 272; a chunk of 1,000 characters has about 220.
MAX_TOKENS = 320
SPAN_TOKENS = 30


class _Exported(nn.Module):
    """Two outputs: spans (n, width, 2), start and end; verdict (n, 2), relevance and answerable. All logits."""

    def __init__(self, network: EvidenceModel) -> None:
        super().__init__()
        self._network = network

    def forward(self, ids: Tensor, mask: Tensor, token_types: Tensor) -> tuple[Tensor, Tensor]:
        outputs = self._network(ids, mask, token_types)
        spans = torch.stack((outputs.start, outputs.end), -1)
        return spans, torch.stack((outputs.relevance, outputs.answerable), -1)


def mean_of(*weights: Path) -> dict[str, Tensor]:
    """The mean of networks of one training run, tensor by tensor (stochastic weight averaging, Izmailov et al. 2018).

    Raises FileNotFoundError for weights that were never finished.
    """
    networks = [torch.load(path, map_location="cpu", weights_only=True) for path in weights]
    return {name: torch.stack([one[name].float() for one in networks]).mean(dim=0) for name in networks[0]}


def restore(masters: Mapping[str, Tensor], base: Path) -> EvidenceModel:
    """The trained network in float32, ready to read. Weights that training left alone come from `base`."""
    network = EvidenceModel(base)
    missing, unexpected = network.load_state_dict(dict(masters), strict=False)
    if unexpected or any(not name.endswith("word_embeddings.weight") for name in missing):
        raise ValueError(f"weights of another network: missing {missing}, unexpected {unexpected}")
    return network.float().eval()


def export_fp32(network: EvidenceModel, path: Path) -> None:
    """Write `network` as ONNX with dynamic batch and width; the same graph wherever it was trained."""
    # Fused attention comes out as a third more operations, which 8 bits and the run times take otherwise.
    network.encoder.set_attn_implementation("eager")
    example = tuple(torch.ones(2, 16, dtype=torch.int64) for _ in INPUTS)
    axes = {name: {0: "n", 1: "width"} for name in (*INPUTS, "spans")} | {"verdict": {0: "n"}}
    with warnings.catch_warnings():
        # The tracer warns about shapes that are constants of the network, and that there is a newer exporter.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Exported(network).cpu(),
            example,
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def write_card(folder: Path, base: Path, *, question_tokens: int, **facts: Any) -> None:
    """The tokenizer beside the network in `folder`, and the card that names both by hash.

    `facts` may hold `relevance` and `answerable`, the calibration; the rest is kept for readers of the card.
    """
    shutil.copyfile(base / "tokenizer.json", folder / TOKENIZER)
    reading = {
        "max_tokens": MAX_TOKENS,
        "question_tokens": question_tokens,
        "span_tokens": SPAN_TOKENS,
        "relevance": facts.pop("relevance", (1.0, 0.0)),
        "answerable": facts.pop("answerable", (1.0, 0.0, 0.0, 0.0)),
        "sha256": {name: sha256_of(folder / name) for name in (NETWORK, TOKENIZER)},
    }
    (folder / CARD).write_text(json.dumps({"reading": reading, **facts}, indent=2) + "\n", encoding="utf-8")
