"""What is told of an answer beside its words."""

from typing import Any

import pytest

from qa.refusal import MODEL_DECLINED, TOO_WEAK
from web.conversation import Conversation, StoredTurn
from web.i18n import LOCALES, language
from web.shelf import read_conversation
from web.views import log
from web.wording import evidence

EN = language("en")


def turn(confidence: float, refused_below: float | None = 0.5, **told: Any) -> StoredTurn:
    return StoredTurn(question="Why?", text="It rained.", confidence=confidence, refused_below=refused_below, **told)


def test_how_sure_the_evidence_was_stands_beside_what_an_answer_needs() -> None:
    assert evidence(turn(0.714), EN) == "0.71 out of 1; an answer needs 0.50"


def test_of_a_refusal_too() -> None:
    assert evidence(turn(0.31, refused=True, reason=TOO_WEAK), EN) == "0.31 out of 1; an answer needs 0.50"


def test_what_is_just_not_enough_does_not_look_like_enough() -> None:
    assert evidence(turn(0.4999), EN) == "0.49 out of 1; an answer needs 0.50"


def test_a_share_of_two_digits_stays_what_it_is() -> None:
    shares = [percent / 100 for percent in range(101)]
    assert [evidence(turn(share), EN)[:13] for share in shares] == [f"{share:.2f} out of 1" for share in shares]


def test_where_the_model_declined_it_is_told_that_the_evidence_was_not_why() -> None:
    told = evidence(turn(0.71, 0.25, refused=True, reason=MODEL_DECLINED), EN)
    assert told == "0.71 out of 1; an answer needs 0.25, but the model found none"


def test_where_the_evidence_did_not_decide_nothing_is_told() -> None:
    assert evidence(turn(1.0, None), EN) == ""


@pytest.mark.parametrize("code", LOCALES)
def test_it_stands_under_how_this_was_answered_in_every_language(code: str) -> None:
    html = log(Conversation(id="0" * 16, turns=(turn(0.71),)), language(code))
    how = html[html.index('<details class="how">') : html.index("</details>")]
    assert f"<dt>{language(code).text('evidence')}</dt><dd>0.71" in how


def test_a_turn_that_was_kept_before_this_was_told_has_no_such_row() -> None:
    old = read_conversation({"id": "0" * 16, "turns": [{"question": "Why?", "text": "It rained."}]})
    assert EN.text("evidence") not in log(old, EN)
