"""A network in 8 bits: of several samples to take ranges from, the one that changes least of what it says."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.evidence_network import INPUTS, open_network
from models.runtimes import import_openvino
from training.windows import Batch

log = logging.getLogger(__name__)

# More sequences change nothing that could be measured, and take minutes.
_SEQUENCES = 64

LogShares = NDArray[np.float64]


def quantise_best(
    source: Path, target: Path, samples: Iterable[Iterable[Batch]], held_out: Sequence[Batch], *, threads: int
) -> float:
    """Write `source` in 8 bits to `target`, with ranges of the sample that changes least of what it says of `held_out`.

    Which sequences the ranges are from moves token F1 by as much as the rounding itself. Returns the divergence, in
    nats a distribution.
    """
    exact = _said(source, held_out, threads)
    candidate, least = target.with_name(f"candidate-{target.name}"), np.inf
    for number, sample in enumerate(samples):
        quantise(source, candidate, sample)
        changed = divergence(exact, _said(candidate, held_out, threads))
        log.info("sample=%d divergence=%.4f", number, changed)
        if changed < least:
            least = changed
            candidate.replace(target)
    candidate.unlink(missing_ok=True)
    return float(least)


def quantise(source: Path, target: Path, sample: Iterable[Batch]) -> None:
    """Weights and activations to 8 bits, ranges taken from the first sequences of `sample`.

    Weights alone in 8 bits make the same file but run at the speed of bfloat16, three times slower.
    """
    import_openvino()  # without what would report the use of NNCF
    import nncf
    import onnx

    network = nncf.quantize(
        onnx.load(source),
        nncf.Dataset(list(_sequences(sample))),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=_SEQUENCES,
    )
    onnx.save(network, target)


def floats_of(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a network that `quantise` wrote, as floats again, by their names and in their shapes in training.

    What smooth quantisation took out of the weights and put on what they are multiplied with (Xiao et al. 2023) is back
    in them.
    """
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path).graph
    given = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    makers = {output: node for node in graph.node for output in node.output}
    own = "_network."
    weights = {name.removeprefix(own): value for name, value in given.items() if name.startswith(own)}
    for node in graph.node:
        for side, name in enumerate(node.input):
            maker = makers.get(name)
            if maker is None or maker.op_type != "DequantizeLinear" or maker.input[0] not in given:
                continue
            if node.op_type == "MatMul":
                # Multiplied from the right: each column is an output, and has a scale.
                told = _dequantised(maker.input, given) * _smoothing(node.input[1 - side], makers, given)[:, None]
                weights[node.name.removeprefix("/_network/").removesuffix("/MatMul").replace("/", ".") + ".weight"] = (
                    told.T
                )
            else:
                told = _dequantised(maker.input, given, rows=True)
                if node.op_type == "Gemm":
                    told = told * _smoothing(node.input[1 - side], makers, given)
                weights[maker.input[0].removeprefix(f"q_output_{own}").removesuffix("_1")] = told
    return {name: np.array(value, np.float32, order="C") for name, value in weights.items()}


def divergence(exact: Sequence[LogShares], rounded: Sequence[LogShares]) -> float:
    """Mean Kullback-Leibler divergence of two networks' distributions, each (choices,) in log shares; in nats."""
    return float(np.mean([np.sum(np.exp(p) * (p - q)) for p, q in zip(exact, rounded, strict=True)]))


def _dequantised(
    inputs: Sequence[str], given: Mapping[str, NDArray[Any]], *, rows: bool = False
) -> NDArray[np.float32]:
    """Of whole numbers, scales and zeros; a scale is for a row or for a column."""
    whole, scale, zero = (given[name].astype(np.float32) for name in inputs)
    if rows and scale.ndim:
        scale, zero = scale[:, None], zero[:, None]
    told: NDArray[np.float32] = (whole - zero) * scale
    return told


def _smoothing(name: str, makers: Mapping[str, Any], given: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
    """(inputs,) what `name`, rounded on its way, was multiplied with before."""
    node = makers[name]
    while node.op_type in ("QuantizeLinear", "DequantizeLinear"):
        node = makers[node.input[0]]
    scales = [given[each] for each in node.input if each in given] if "smooth_quant" in node.name else []
    return scales[0].reshape(-1) if scales else np.ones(1, np.float32)


def _said(path: Path, batches: Sequence[Batch], threads: int) -> list[LogShares]:
    """For each sequence where the answer starts, where it ends, whether it is relevant, and whether it answers."""
    network = open_network(path, threads=threads)
    said: list[LogShares] = []
    for batch in batches:
        mask = batch.mask.numpy()
        spans, verdicts = network(batch.ids.numpy(), mask, batch.token_types.numpy())
        for row, width in enumerate(mask.sum(axis=1)):
            said += [_log_shares(spans[row, :width, side]) for side in (0, 1)]
            said += [_log_shares(np.stack((logit, np.zeros_like(logit)))) for logit in verdicts[row]]
    return said


def _log_shares(logits: NDArray[np.floating[Any]]) -> LogShares:
    shares: LogShares = logits - np.logaddexp.reduce(logits, dtype=np.float64)
    return shares


def _sequences(batches: Iterable[Batch]) -> Iterator[dict[str, Any]]:
    """The first sequences of some batches, one by one and without their padding."""
    count = 0
    for batch in batches:
        for row in range(len(batch.ids)):
            width = int(batch.mask[row].sum())
            columns = (batch.ids, batch.mask, batch.token_types)
            yield {name: c[row : row + 1, :width].numpy() for name, c in zip(INPUTS, columns, strict=True)}
            count += 1
            if count == _SEQUENCES:
                return
