"""A chat model as judge of correctness: whether an answer says what the gold answer says, in whatever words.

One request an answer, with the prompt `judge_answer`; a reply of any other word than the two asked for is no grade.
"""

from collections.abc import Mapping

from core.errors import ModelError
from core.words import WORD
from evaluation.grading.graded import Judge, ToGrade
from evaluation.grading.reply import whole_reply
from evaluation.metrics.graded import CORRECT
from models.chat import ChatModel
from prompts.loader import load_prompt
from qa.chat import defused

_SHOWN = 60
"""Characters of an unusable reply that its error quotes."""


def prompt_hash() -> str:
    """What tells one wording of the judge's prompt from another."""
    return load_prompt("judge_answer").hash[:12]


def open_correctness(chat: ChatModel) -> Judge:
    """A judge that asks `chat`. What has no gold answer is not judged."""
    prompt = load_prompt("judge_answer")
    right, wrong = prompt.phrases["right"], prompt.phrases["wrong"]

    def judge(item: ToGrade) -> tuple[Mapping[str, float], str]:
        if not item.gold:
            return {}, ""
        messages = prompt.template().format_messages(
            question=defused(item.question),
            gold="\n".join(f"- {' '.join(defused(one).split())}" for one in item.gold),
            answer=defused(item.answer),
            reading=prompt.phrases[item.gold_mode],
            right=right,
            wrong=wrong,
        )
        try:
            reply = whole_reply(chat, messages)
        except ModelError as error:
            return {}, str(error)
        words = WORD.findall(reply.upper())
        if words not in ([right], [wrong]):
            return {}, f"the judge's reply was neither {right} nor {wrong}: {reply[:_SHOWN]!r}"
        return {CORRECT: float(words == [right])}, ""

    return judge
