"""Section headings, and what only looks like one."""

from core.headings import first_heading, sections


def _headings(text: str) -> list[str | None]:
    return [section.heading for section in sections(text)]


def test_a_short_line_without_full_stop_between_paragraphs_is_a_heading() -> None:
    text = "It rained.\n\nBattle for the bridge\n\nThe vote is on Monday."

    assert _headings(text) == [None, "Battle for the bridge"]


def test_markdown_headings_need_no_blank_lines() -> None:
    assert _headings("# Bridge\nIt opened.\n## Cost ##\nIt was high.") == ["Bridge", "Cost"]


def test_headings_are_found_with_windows_line_ends() -> None:
    assert _headings("It rained.\r\n\r\nThe vote\r\n\r\nIt passed.\r\n# Cost\r\nHigh it was.") == [
        None,
        "The vote",
        "Cost",
    ]


def test_a_short_sentence_is_no_heading() -> None:
    assert _headings("It rained.\n\nNobody came.\n\nThe vote is on Monday.") == [None]


def test_a_list_of_short_lines_is_text() -> None:
    text = "Results:\n\nAverton 2 Lysmere 1\n\nHallin 0 Skarn 0\n\nEdelsund 3 Ansel 3\n\nThe league goes on."

    assert _headings(text) == [None]


def test_a_short_line_at_the_end_is_text() -> None:
    assert _headings("It rained.\n\nReporting by Jo Farrow") == [None]


def test_a_text_of_headings_alone_stays_text() -> None:
    (section,) = sections("# Council approves bridge")

    assert (section.heading, section.start, section.end) == (None, 0, 25)


def test_a_list_item_is_no_heading() -> None:
    assert _headings("- Milk and eggs\n\nThe shop is open.") == [None]


def test_a_numbered_line_between_paragraphs_is_a_heading() -> None:
    text = "It rained.\n\n3. Results\n\nThe road flooded.\n\n4. Discussion\n\nIt dried."

    assert _headings(text) == [None, "3. Results", "4. Discussion"]


def test_a_numbered_step_beside_another_is_no_heading() -> None:
    assert _headings("1. Mix flour and salt\n\n2. Let it rest, then fold it.\n\nIt keeps.") == [None]
    assert _headings("1. Wait for the dough.\n\n2. Mix flour and salt\n\nIt keeps.") == [None]


def test_numbered_lines_alone_are_a_list() -> None:
    assert _headings("You need:\n\n1. Flour\n\n2. Salt\n\nMix both.") == [None]
    assert _headings("It ended.\n\n2. Averton\n\n1. Elm\n\nElm won.") == [None]


def test_a_numbered_heading_is_no_headline() -> None:
    assert first_heading("1. Introduction\n\nCars are back.") is None


def test_a_headline_before_the_first_paragraph_is_the_first_heading() -> None:
    assert first_heading("Bridge reopens\n\nCars are back.") == "Bridge reopens"


def test_a_text_that_begins_with_a_sentence_has_no_first_heading() -> None:
    assert first_heading("Cars are back.\n\nThe vote\n\nIt passed.") is None


def test_an_empty_text_has_no_sections() -> None:
    assert sections(" \n ") == ()
