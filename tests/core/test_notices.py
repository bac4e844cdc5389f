"""Corrections and updates are found in the text as it stands."""

import pytest

from core.notices import notices

LEDE = "The harbour council of Averton voted on Friday to put off the decision on the tide barrier."


def _found(text: str) -> list[tuple[str, str]]:
    return [(notice.kind, text[notice.start : notice.end]) for notice in notices(text)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Correction: an earlier version misnamed the mayor.", "correction"),
        ("CORRECTION, March 7, 2026: The bridge cost four crowns.", "correction"),
        ("(Update 5 p.m.: adds the mayor's reply)", "update"),
        ("*Editor’s note: This article was changed on 7 March.*", "correction"),
        ("Berichtigung: Die Brücke kostete vier Kronen.", "correction"),
        ("Correction. The bridge cost four crowns.", "correction"),
        ("Updated 7 March 2026 at 5.30 p.m.", "update"),
        ("Retraction: The Echo has withdrawn this article.", "retraction"),
    ],
)
def test_a_paragraph_that_begins_as_a_notice_is_one(line: str, kind: str) -> None:
    assert _found(f"{LEDE}\n\n{line}\n\nMore.") == [(kind, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers met the mayor.",
        "The correction: nobody knows it.",
        "Updates follow.",
        "An update came at five.",
        "Correction officers walked out on Friday. They want more pay.",
        "Updated figures from the bank show inflation at 5.1 per cent in the first half of the year.",
    ],
)
def test_a_sentence_about_corrections_is_no_notice(line: str) -> None:
    assert _found(f"{LEDE}\n\n{line}") == []
