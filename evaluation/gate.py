"""The gate: the figures of a small test set may not fall below the floors in `evaluation/baseline.json`.

A floor holds the value once measured and an epsilon, how far a figure may fall before it counts, with the reason for
its size. Questions and articles are named by hash, so that a changed test set is noticed before figures are compared.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import TestSetError


class Floor(BaseModel):
    """`value` as measured when the floor was set; figures better than `value` by any amount pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float
    epsilon: float = Field(ge=0)
    reason: str = Field(min_length=1)


class Baseline(BaseModel):
    """Paths are relative to the project. The hashes are empty until the baseline is first updated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: str
    corpus: tuple[str, ...]
    questions_hash: str = ""
    corpus_hash: str = ""
    floors: dict[str, Floor]


@dataclass(frozen=True, slots=True)
class GateRow:
    """One floor against the figure of the run; `measured` is None where the run does not have the metric."""

    name: str
    floor: Floor
    measured: float | None
    higher_is_better: bool

    @property
    def fallen(self) -> float:
        """How much worse than the floor's value, before epsilon; negative where better."""
        if self.measured is None:
            return float("inf")
        return self.floor.value - self.measured if self.higher_is_better else self.measured - self.floor.value

    @property
    def passed(self) -> bool:
        # Rounding of the stored figures must not decide.
        return self.fallen <= self.floor.epsilon + 1e-9


def read_baseline(path: Path) -> Baseline:
    """Raises TestSetError naming what is wrong in `path`."""
    if not path.is_file():  # a pipe might be waited for
        raise TestSetError(f"{path}: there is no baseline; give its path with --baseline")
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise TestSetError(f"{path}: {problems}") from error


def check(baseline: Baseline, document: Mapping[str, Any]) -> tuple[GateRow, ...]:
    """Every floor against `document`, the `metrics.json` of a run on the baseline's test set.

    Raises TestSetError where the run's questions or articles are not those of the baseline, or not all of them.
    """
    run = document["run"]
    _refuse_part(run)
    for what in ("questions_hash", "corpus_hash"):
        if getattr(baseline, what) != run.get(what):
            name = what.removesuffix("_hash")
            raise TestSetError(
                f"the {name} changed since the floors were set: look at the figures, "
                "then set them again with `.venv/bin/python -m evaluation gate --update`"
            )
    return _rows(baseline, document)


def updated(baseline: Baseline, document: Mapping[str, Any], *, allow_regression: bool = False) -> Baseline:
    """`baseline` with the values and hashes of `document`.

    Raises TestSetError where a floor would become lower, unless `allow_regression`, or a metric is missing.
    """
    _refuse_part(document["run"])
    rows = _rows(baseline, document)
    missing = [row.name for row in rows if row.measured is None]
    if missing:
        raise TestSetError(
            f"the run does not measure {', '.join(missing)}; remove the floor by hand if that is intended"
        )
    lower = [row for row in rows if row.fallen > 1e-9]
    if lower and not allow_regression:
        named = ", ".join(f"{row.name} {row.floor.value:.3f} -> {row.measured:.3f}" for row in lower)
        raise TestSetError(f"floors would become worse: {named}. If that is intended, add --allow-regression")
    floors = {row.name: row.floor.model_copy(update={"value": round(row.measured or 0.0, 6)}) for row in rows}
    hashes = {what: str(document["run"].get(what, "")) for what in ("questions_hash", "corpus_hash")}
    return baseline.model_copy(update={"floors": floors, **hashes})


def baseline_text(baseline: Baseline) -> str:
    return json.dumps(baseline.model_dump(), indent=2, ensure_ascii=False) + "\n"


def as_text(rows: tuple[GateRow, ...]) -> str:
    """A line a floor, failures marked."""
    width = max((len(row.name) for row in rows), default=0)
    return "\n".join(_line(row, width) for row in rows)


def _line(row: GateRow, width: int) -> str:
    measured = "missing" if row.measured is None else f"{row.measured:.3f}"
    sign = "-" if row.higher_is_better else "+"
    limit = f"floor {row.floor.value:.3f} {sign} {row.floor.epsilon:g}"
    return f"{'ok    ' if row.passed else 'FAILED'}  {row.name:{width}}  {measured:>8}  {limit}"


def _refuse_part(run: Mapping[str, Any]) -> None:
    if run.get("limit"):
        raise TestSetError(f"the run is of {run['limit']} questions only: the floors are for all of them")


def _rows(baseline: Baseline, document: Mapping[str, Any]) -> tuple[GateRow, ...]:
    measured = document["metrics"]
    return tuple(
        GateRow(
            name,
            floor,
            measured[name]["value"] if name in measured else None,
            measured[name]["higher_is_better"] if name in measured else True,
        )
        for name, floor in baseline.floors.items()
    )
