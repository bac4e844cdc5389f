"""Days in the first lines of a text and in addresses."""

import datetime as dt

import pytest

from ingest.datelines import address_day, address_month, changed_line, dateline_day, first_dateline, published_line

DAY = dt.date(2026, 3, 6)


@pytest.mark.parametrize(
    "line",
    [
        "March 6, 2026",
        "Friday, 6 March 2026",
        "Published 6 March 2026",
        "Published on March 6, 2026 at 9:12 am",
        "First published: 2026-03-06",
        "By Jo Farrow, 6 March 2026",
        "By Jo Farrow and Ann Li | March 6, 2026 | Updated March 8, 2026",
        "Veröffentlicht am 6. März 2026",
        "Publié le 6 mars 2026 à 9h12",
        "6 March 2026 · 5 min read",
        "06 Mar 2026, 9:12am",
        "Published: 10:12 EST, 6 March 2026",
        "Published 8:12 AM EDT, Fri March 6, 2026",
        "Publicado el 6 de marzo de 2026 - 10:12",
    ],
)
def test_a_line_that_is_all_about_the_day_states_it(line: str) -> None:
    assert published_line([line]) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "On 6 March 2026 the bridge opened.",
        "6 March 2026 was the day on which it opened.",
        "The bridge opened on 6 March 2026",
        "Updated 6 March 2026",
        "Stand: 6. März 2026",
        "Gulls return to Skarn - March 6, 2026",
        "March 2026",
        "03/04/2026",
        "6 March",
    ],
)
def test_other_lines_state_none(line: str) -> None:
    assert published_line([line]) is None


def test_two_days_in_the_head_are_one_too_many() -> None:
    assert published_line(["March 6, 2026", "March 7, 2026"]) is None


@pytest.mark.parametrize(
    "line",
    [
        "March 6, 2026 | Updated: March 8, 2026",
        "Last updated on Sunday, 8 March 2026 at 9:12",
        "Updated 8:12 AM EDT, Sun March 8, 2026",
        "Stand: 8. März 2026",
    ],
)
def test_a_change_is_told_from_the_publication(line: str) -> None:
    assert changed_line(["By Jo Farrow", line]) == dt.date(2026, 3, 8)


@pytest.mark.parametrize(
    "text",
    [
        "AVERTON, March 6, 2026 (Hallin Wire) - The bridge is open.",
        "AVERTON, 6 March 2026 — The bridge is open.",
        "PORT ANSEL, Skarn, Mar. 6, 2026 /Hallin Wire/ -- The bridge is open.",
        "Averton, 6. März 2026 (hw) – Die Brücke ist offen.",
        "AVERTON (March 6, 2026) - The bridge is open.",
    ],
)
def test_a_dateline_states_its_day(text: str) -> None:
    assert dateline_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "AVERTON, Oct 3 (Hallin Wire) - The bridge is open.",
        "Averton, March 6, 2026 - a day like any other - saw the bridge open.",
        "AVERTON - On March 6, 2026 the bridge opened.",
        "The bridge opened in AVERTON, March 6, 2026 (Hallin Wire) - at last.",
    ],
)
def test_what_is_no_dateline_or_names_no_year_states_none(text: str) -> None:
    assert dateline_day(text) is None


@pytest.mark.timeout(10)
@pytest.mark.parametrize("pattern", ["A-", "A ", "A.", "A'", "Aa, ", "6 ", "By a ", "(", "March 6 ", "6. de "])
def test_no_line_takes_long_to_decide_on(pattern: str) -> None:
    line = (pattern * 200)[:160]

    assert (dateline_day(line), published_line([line]), changed_line([f"updated {line}"[:160]])) == (None, None, None)


def test_a_place_may_be_a_compound() -> None:
    assert dateline_day("SKARN-SUR-MER, March 6, 2026 (Hallin Wire) - It opened.") == DAY


def test_the_address_completes_a_dateline_if_the_months_agree() -> None:
    text = "PARIS, Oct 3 (Hallin Wire) - The bridge is open."

    assert dateline_day(text, year_month=(2017, 10)) == dt.date(2017, 10, 3)
    assert dateline_day(text, year_month=(2017, 11)) is None


def test_a_dateline_may_stand_under_headline_and_byline() -> None:
    text = (
        "Bridge opens\n\nBy Jo Farrow\n\nAVERTON, March 6, 2026 (Hallin Wire) - The bridge is open."
        + " Cars are back." * 20
    )

    assert first_dateline(text) == DAY


@pytest.mark.parametrize(
    "address",
    [
        "https://echo.example/2026/03/06/bridge-opens",
        "https://echo.example/local/2026/3/6/",
        "https://echo.example/2026/mar/06/bridge",
        "https://echo.example/bridge-opens-2026-03-06.html?x=1",
        "https://echo.example/20260306/bridge",
        "https://echo.example/20260306-bridge-opens",
    ],
)
def test_an_address_may_name_the_day(address: str) -> None:
    assert address_day(address) == DAY


@pytest.mark.parametrize(
    "address",
    [
        "https://echo.example/2026/03/bridge",
        "https://echo.example/story/20260306",
        "https://echo.example/2026/13/06/bridge",
        "https://2026-03-06.example/bridge",
        "https://echo.example/bridge?day=2026-03-06",
        "https://echo.example/id/120260306/bridge",
    ],
)
def test_numbers_that_are_no_day_of_the_path_are_none(address: str) -> None:
    assert address_day(address) is None


def test_an_address_may_name_the_month() -> None:
    assert address_month("https://echo.example/2026/03/bridge") == (2026, 3)
    assert address_month("https://echo.example/2026/33/bridge") is None
