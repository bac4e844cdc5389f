"""A chat model as judge of answers, by deepeval's faithfulness and answer relevance.

Both are question-answer generation: the judge lists claims and then gives a verdict on each. A judge that breaks the
form grades nothing: deepeval itself takes a list that came back empty, or verdicts that it cannot read, for a full
score. Source: deepeval 4.3.1, `FaithfulnessMetric` and `AnswerRelevancyMetric`.
"""

import os
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from langchain_core.messages import HumanMessage

from core.errors import ModelError, ModelNotFoundError
from evaluation.grading.graded import Judge, ToGrade
from evaluation.grading.reply import whole_reply
from evaluation.metrics.graded import FAITHFULNESS, RELEVANCE
from models.chat import ChatModel
from qa.chat import defused

WANTED = "faithfulness and answer relevance"
INSTALL = ".venv/bin/python -m pip install --no-deps --requirement evaluation/requirements-graded.txt"

# Read by deepeval when it is imported: no usage figures, traces or questions about newer releases leave the machine,
# no settings come from files of the folder one stands in, and nothing is written there.
_SILENT = {
    "DEEPEVAL_TELEMETRY_OPT_OUT": "1",
    "DEEPEVAL_UPDATE_WARNING_OPT_IN": "0",
    "DEEPEVAL_DISABLE_DOTENV": "1",
    "DEEPEVAL_DISABLE_LEGACY_KEYFILE": "1",
    "CONFIDENT_TRACING_ENABLED": "NO",
}


def library_name() -> str:
    """Name and version of what grades, "" where it is not installed."""
    try:
        return f"deepeval {metadata.version('deepeval')}"
    except metadata.PackageNotFoundError:
        return ""


def open_judge(chat: ChatModel) -> Judge:
    """A judge that asks `chat`, and nothing else. Raises ModelNotFoundError where deepeval is not installed."""
    os.environ.update(_SILENT)
    try:
        from deepeval.metrics import AnswerRelevancyMetric, FaithfulnessMetric
        from deepeval.models import DeepEvalBaseLLM
        from deepeval.test_case import LLMTestCase
    except ImportError as error:
        raise missing(str(error)) from error

    class Asked(DeepEvalBaseLLM):  # type: ignore[misc]  # deepeval need not be installed, so its types are not read
        def load_model(self) -> ChatModel:
            return chat

        def generate(self, prompt: str, schema: object = None) -> str:  # noqa: ARG002 - not every model takes a schema
            return whole_reply(chat, [HumanMessage(prompt)])

        async def a_generate(self, prompt: str, schema: object = None) -> str:
            return self.generate(prompt, schema)

        def get_model_name(self) -> str:
            return chat.name

    options: dict[str, Any] = {"model": Asked(), "eval_mode": "llm", "include_reason": False, "async_mode": False}

    def judge(item: ToGrade) -> tuple[Mapping[str, float], str]:
        if not item.passages:
            return {}, "nothing was retrieved for this question"
        # Article text cannot pass for a part of the judge's prompt, as in the answering prompt.
        case = LLMTestCase(
            input=defused(item.question),
            actual_output=defused(item.answer),
            retrieval_context=[defused(one) for one in item.passages],
        )
        # A claim that the passages neither bear out nor contradict is not faithful either.
        faithfulness = FaithfulnessMetric(penalize_ambiguous_claims=True, **options)
        values: dict[str, float] = {}
        try:
            values[FAITHFULNESS] = _measured(faithfulness, case, "claims")
            values[RELEVANCE] = _measured(AnswerRelevancyMetric(**options), case, "statements")
        except ModelError as error:
            return values, str(error)
        return values, ""

    return judge


def _measured(metric: Any, case: Any, items: str) -> float:
    """The score of `metric` for `case`; `items` names what it gives verdicts on.

    Raises ModelError where the model fails, or its replies are not what was asked for.
    """
    try:
        score = float(metric.measure(case, _show_indicator=False))
    except ModelError:
        raise
    except Exception as error:  # whatever a reply in another form leads to in deepeval: KeyError, TypeError and more
        raise ModelError(
            f"the judge's reply was not of the form asked for ({type(error).__name__}: {error})"
        ) from error
    found, verdicts = len(getattr(metric, items)), len(metric.verdicts)
    if not found:
        raise ModelError(f"the judge found no {items} in the answer")
    if verdicts < found:
        raise ModelError(f"the judge gave {verdicts} readable verdicts on {found} {items}")
    return score


def missing(detail: str) -> ModelNotFoundError:
    """The error that tells how to install deepeval; `detail` says what is wrong."""
    return ModelNotFoundError(f"{WANTED} need deepeval ({detail}): run `{INSTALL}`")
