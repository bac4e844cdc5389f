"""Test set -> predictions, metrics, report, comparison: `from evaluation import evaluate`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evaluation.api import Evaluation, evaluate
    from evaluation.questions import Question, read_test_set

__all__ = ["Evaluation", "Question", "evaluate", "read_test_set"]


def __getattr__(name: str) -> Any:
    """Loads the scoring libraries when they are first asked for, not with the package."""
    if name in {"Question", "read_test_set"}:
        from evaluation import questions

        return getattr(questions, name)
    if name in {"Evaluation", "evaluate"}:
        from evaluation import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
