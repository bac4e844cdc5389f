import pytest

from core.datelines import dateline_end, without_datelines


@pytest.mark.parametrize(
    "dateline",
    [
        "HALDEN - ",
        "HALDEN—",
        "HALDEN, 22 May – ",
        "HALDEN, 2026-05-22 - ",
        "PORT ANSEL, Norvane, Oct. 3 (Echo Wire) -- ",
        "KÖLN, 3. Mai (dpa) - ",
        "ST. JOHN'S, Monday — ",
    ],
)
def test_a_dateline_ends_where_the_news_begins(dateline):
    assert dateline_end(f"{dateline}The mill is shut.") == len(dateline)


LEAD = "The council of the old town has shut the mill for good."


@pytest.mark.parametrize(
    "dateline",
    [
        "Halden - ",
        "Port Ansel, Norvane — ",
        "Halden, Monday – ",
        "HALDEN, Norway (Wire) — ",
        "Oslo, 3 May – ",
        "Oslo, May 3, 2026 -- ",
        "Berlin (dpa) - ",
        "Frankfurt am Main, 3. Mai (dpa) - ",
        "Saint-Brieuc /AFP/ - ",
    ],
)
@pytest.mark.parametrize("above", ["", "The mill is shut\n\nBy Ada Brandt\n\n"])
def test_a_place_that_is_not_in_capitals_is_told_where_the_first_paragraph_begins(above, dateline):
    assert dateline_end(f"{above}{dateline}{LEAD}", len(above)) == len(above) + len(dateline)


@pytest.mark.parametrize("dateline", ["Halden - ", "Berlin (dpa) - "])
def test_further_down_it_is_none(dateline):
    above = "The mill is shut.\n\n"
    assert dateline_end(f"{above}{dateline}{LEAD}", len(above)) == len(above)
    assert dateline_end(f"{dateline}{LEAD}", opens=False) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Rain - the first in weeks - fell on the town on Monday.",
        "Rain - The first in weeks - fell on the town on Monday.",
        "Ada Brandt - Former mayor of Halden.",
        "Ada Brandt – Mayor of Halden until the spring – has resigned over the mill.",
        "Anna Holm (SPD) – die Lehrerin aus Halden – hat gewonnen.",
        "Monday - The council of the old town has shut the mill.",
        "Tonight — The council of the old town will shut the mill.",
        "The mill - A story of fire and water that nobody told.",
        "Mars - Halden Science\n\nThe planet is red and dry, and nobody lives there.",
        "Halden - the old town has shut the mill for good.",
        "Halden (population 900) - The council has shut the mill for good.",
        "Brandt: We were warned - Twice, and by the council itself.",
        "Halden-based Mills - The Council",
    ],
)
def test_an_article_may_begin_with_a_dash_that_ends_no_dateline(text):
    assert dateline_end(text) == 0
    assert without_datelines(text) == text


def test_without_its_place_in_capitals_a_line_loses_only_a_dateline_with_day_or_agency():
    assert without_datelines(f"Berlin (dpa) - {LEAD}\nOslo, 3 May – {LEAD}") == f"{LEAD}\n{LEAD}"
    assert without_datelines(f"Halden - {LEAD}") == f"Halden - {LEAD}"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["A-" * 5000, "A " * 5000, "A, " * 4000, "Aa\n" * 4000 + "A", " \n" * 5000 + "x.\nA"])
def test_texts_that_fit_in_very_many_ways_are_told_at_once(text):
    dateline_end(text, len(text) - 1)
    without_datelines(text)


@pytest.mark.parametrize(
    "text",
    [
        "Halden - the old town - is quiet.",
        "BASF, the maker of dyes, - it said so - grew.",
        "COVID-19 - a disease - came.",
        "BRANDT: We were warned - twice.",
        "The bridge (built in 1920) - a beauty - is shut.",
        "HALDEN, Monday –",
    ],
)
def test_other_sentences_begin_with_none(text):
    assert dateline_end(text) == 0
    assert without_datelines(text) == text


def test_a_dateline_stands_only_at_the_beginning_of_a_line():
    text = "In HALDEN - The mill is shut."
    assert dateline_end(text, 3) == 3
    assert without_datelines("Mill shut\nHALDEN - It rained.\nTARN - It snowed.") == "Mill shut\nIt rained.\nIt snowed."
