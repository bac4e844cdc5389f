from collections.abc import Sequence

import pytest

from core.types import Chunk, Evidence, Passage
from qa.quoting.choosing import choose_quotes
from qa.quoting.composing import compose
from qa.quoting.tables import cells_at, read_with_rows, rows_at
from tests.fakes import WordReader, evidence_at, passage

SMALL = "Fares rise.\n\nThe fares in crowns:\n\nLine | 2021 | 2026\n4 | 2.10 | 2.40\n7 | 3.00 | 3.50\n\nThe end."
PARISHES = [f"| Parish{number} | {number}00 | {number}50 |" for number in range(10, 60)]
LARGE = "\n".join(["Rain fell. The count:", "", "| Parish | 2011 | 2026 |", "|---|---|---|", *PARISHES, "", "The end."])


def quoted(text, words, start=0):
    found = rows_at(text, at := text.index(words, start), at + len(words))
    return (found and text[found.start : found.end], found and found.header and text[slice(*found.header)])


def test_a_short_table_is_quoted_whole_with_what_announces_it():
    assert quoted(SMALL, "2.40") == (SMALL[SMALL.index("The fares in") : SMALL.index("\n\nThe end")], None)


def test_of_a_long_table_the_row_is_quoted_and_its_header_apart():
    header = "The count:\n\n| Parish | 2011 | 2026 |\n|---|---|---|"
    assert quoted(LARGE, "3450") == ("| Parish34 | 3400 | 3450 |", header)


def test_words_beside_a_table_are_in_none():
    assert quoted(LARGE, "Rain fell") == (None, None)
    assert quoted("Home | News | About\n\nRain fell.", "News") == (None, None)


def test_the_header_is_cited_before_the_rows_and_once():
    source = passage(LARGE)
    composed = compose(choose_quotes("Which?", [evidence_at(source, "3450"), evidence_at(source, "4150")]))
    assert "".join(composed.pieces) == (
        "The count:\n\n| Parish | 2011 | 2026 |\n|---|---|---| [1]"
        "\n\n| Parish34 | 3400 | 3450 | [2]\n\n| Parish41 | 4100 | 4150 | [3]"
    )
    assert all(LARGE[one.start : one.end] == one.quote for one in composed.citations)
    assert composed.short == "| Parish34 | 3400 | 3450 |"


class Listening(WordReader):
    """Remembers what it was given to read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        self.texts += [passage.text for passage in passages]
        return super().read(question, passages)


def below_the_header() -> Passage:
    whole = passage(LARGE)
    start, end = LARGE.index("| Parish30"), LARGE.index("\n| Parish50")
    return Passage(Chunk(f"a:{start}-{end}", "a", start, end), whole.article, 1.0, 1)


def test_a_row_that_the_question_names_is_read_under_its_header_and_with_the_names_of_its_columns():
    reader = Listening()
    (found,) = read_with_rows(reader, "How many lived in Parish34 in 2026?", [below_the_header()])
    assert reader.texts[1:] == [
        "| Parish | 2011 | 2026 |\n| Parish34 | 3400 | 3450 |",
        "Parish: Parish34; 2011: 3400; 2026: 3450",
    ]
    assert found.text == "| Parish34 | 3400 | 3450 |"
    assert found.passage == below_the_header()


@pytest.mark.parametrize("question", ["How many lived in Parish34 in 1990?", "Who counts?", "Which parish grew?"])
def test_no_row_is_read_alone_where_none_is_named_or_a_figure_is_of_no_column(question):
    reader = Listening()
    (found,) = read_with_rows(reader, question, [below_the_header()])
    assert reader.texts == [below_the_header().text]
    assert found == WordReader().read(question, [below_the_header()])[0]


class Pointing(WordReader):
    """Finds the answer in `words`, as surely as it is told."""

    def __init__(self, words: str, sure: float) -> None:
        self.words, self.sure = words, sure

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        starts = [max(one.article.text.find(self.words), 0) for one in passages]
        return tuple(
            Evidence(one, start, start + len(self.words), self.sure, self.sure, self.sure)
            for one, start in zip(passages, starts, strict=True)
        )


@pytest.mark.parametrize(
    ("words", "sure", "counts"), [("Halden", 0.9, 0.9), ("Halden", 0.7, 0.35), ("Buses run", 0.7, 0.7)]
)
def test_a_named_row_that_is_not_read_surely_counts_as_half_as_likely(words, sure, counts):
    source = passage("Buses run again.\n\nStop | First bus\nHalden | 5:40\nTarn | 5:55")
    (found,) = read_with_rows(Pointing(words, sure), "How many people live in Halden?", [source])
    assert found.answerable == counts


def test_a_row_is_named_by_a_whole_cell():
    inns = passage("Inn | Dish\nFerry House | eel\nMill | trout")
    reader = Listening()
    read_with_rows(reader, "What is known about the ferry?", [inns])
    assert reader.texts == [inns.text]


SALES = "| in millions | 2021 | 2026 |\n|---|---|---|\n| Bread | 2.1 | 2.4 |\n| Cake | 3.0 | 3.5 |"


def placed(text, *words):
    """A reader that finds each of `words` in `text`, the best first, and the passage that it reads."""
    places = [(text.index(one), text.index(one) + len(one), float(-number)) for number, one in enumerate(words)]

    class Placing(WordReader):
        def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
            (start, end, score), *others = places
            return tuple(Evidence(one, start, end, 0.9, 0.9, score, tuple(others)) for one in passages)

    return Placing(), passage(text)


def test_a_row_stands_for_the_names_of_columns():
    reader, source = placed(f"Prices rose.\n\n{SALES}", "in millions", "Prices", "3.5", "2021")
    (found,) = read_with_rows(reader, "What was sold?", [source])
    assert [source.article.text[start:end] for start, end, _ in found.places] == ["3.5", "Prices"]


def test_where_only_names_of_columns_are_found_the_table_answers_and_nothing_in_it_is_marked():
    reader, source = placed(f"Prices rose.\n\n{SALES}", "in millions", "Prices")
    composed = compose(choose_quotes("What was sold?", read_with_rows(reader, "What was sold?", [source]))[:1])
    assert (composed.short, composed.emphasis) == (SALES, ())


def test_the_first_of_pairs_may_answer():
    reader, source = placed("Mayor | Ada Brandt\nSeat | Halden", "Ada Brandt")
    (found,) = read_with_rows(reader, "Who is it?", [source])
    assert (found.text, found.answerable) == ("Ada Brandt", 0.9)


class PointingAmongRows(Pointing):
    """Finds `words` among other rows, and reads a row by itself as surely as it is told."""

    def __init__(self, words: str, alone: float) -> None:
        super().__init__(words, 0.9)
        self.alone = alone

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Evidence, ...]:
        self.sure = 0.9 if self.words in passages[0].text else self.alone
        return super().read(question, passages)


@pytest.mark.parametrize(("alone", "found"), [(0.6, "| Bread | 2.1 | 2.4 |"), (0.4, "3.5")])
def test_a_named_row_that_tells_it_goes_before_another_of_its_table(alone, found):
    (item,) = read_with_rows(PointingAmongRows("3.5", alone), "How much bread was sold?", [passage(SALES)])
    assert (item.text, item.answerable) == (found, 0.9)


@pytest.mark.parametrize(
    ("words", "answering"),
    [
        ("4 | 2.", "4 | 2.10 | 2.40"),
        ("40\n7", "2.40"),
        ("00 | 3.50", "7 | 3.00 | 3.50"),
        ("2021 | 2026\n4 | 2.10 | 2.40", "4 | 2.10 | 2.40"),
    ],
)
def test_the_answering_words_in_a_table_are_a_cell_or_a_row(words, answering):
    (quote,) = choose_quotes("What is the fare?", [evidence_at(passage(SMALL), words)])
    assert [SMALL[slice(*span)] for span in quote.answering] == [answering]


def test_a_cell_is_without_its_marks_of_bold_type():
    text = "| Cake | All |\n|---|---|\n| 3.0 | **5.1** |"
    at = text.index("5.1")
    assert cells_at(text, at - 2, at + 5) == (at, at + 3)


@pytest.mark.parametrize("name", ["Inflation, per cent", "Inflation (per cent)", "Inflation"])
def test_the_unit_of_a_row_need_not_be_asked_for(name):
    text = f"Year | 2025 | 2026\nGrowth | 0.9 | 1.2\n{name} | 3.4 | 2.5"
    [found] = read_with_rows(WordReader(), "What was the inflation in 2026?", [passage(text)])
    assert found.text == f"{name} | 3.4 | 2.5"


def test_a_row_whose_column_is_named_as_well_is_not_doubted():
    text = "Year | 2025 | 2026\nGrowth | 0.9 | 1.2\nInflation | 3.4 | 2.5"
    sure, unsure = (
        read_with_rows(WordReader(), f"How high was inflation {when}?", [passage(text)])[0].answerable
        for when in ("in 2026", "of 3.4")
    )
    assert sure == 2 * unsure
