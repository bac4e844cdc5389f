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
