"""Titles of texts that state none."""

import pytest

from ingest.titles import derive_title


def test_a_headline_over_its_byline_is_the_title() -> None:
    text = "Currents, episode 8: The eels\nTranscript. Published on 16 September 2026\n\nWelcome back."

    assert derive_title(text, "podcast-transcript") == "Currents, episode 8: The eels"


@pytest.mark.parametrize(
    "head",
    [
        "The council of Averton voted on Friday to put off\nThe decision on the tide barrier.",  # a sentence
        "The council of Averton that never\nAgreed on anything",  # a headline in two lines
        "Milk\nEggs\nButter",
        "Date: Tuesday\nPlace: the harbour office in Averton",
        "3 May 2026\nAverton is flooded once again",
        "- Milk\n- Eggs and butter and bread",
    ],
)
def test_the_first_of_other_lines_is_no_title(head: str) -> None:
    assert derive_title(f"{head}\n\nCars are back.", "harbour-notes") == "Harbour notes"
