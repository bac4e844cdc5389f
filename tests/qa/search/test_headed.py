import pytest

from tests.fakes import WordReader, article
from tests.qa.assistants import assistant_over

GRINDER = article(
    """# Brindle X3 grinder: a test

The X3 is the successor of the X2. Its rival is the Morrow Mill.

## Verdict
**Strengths:**

- even grounds
- a bin that seals

**Flaws:**

- beans stick in the funnel
- the lid scratches

## 3. Steps for cleaning

1. Pull the plug.
2. Brush the burrs.

## Steps
- grind
- brew

## Limitations of the test

One grinder was tried. Nobody weighed the grounds.

It took a month.

## About this test
It was paid for by us.

## Questions
| Which | Why |
|---|---|
| lid | noise |""",
    id="grinder",
    title="Brindle X3 grinder: a test",
    source="Kitchen and Copper",
    authors=("Olu Ferrant",),
)
LIQUID = article(
    """Liquid air stores power.

What is it?

Air that is cooled until it flows.

What are its advantages?

It needs no lithium. It lasts long.

And the dangers?

- cold
- pressure

It is old.""",
    id="liquid",
    title="Liquid air, explained",
)
PATH = article(
    "# Lake path closed\n\nThe path is closed.\n\n## Flaws\n\n- mud\n- stones", id="path", title="Lake path closed"
)


class Reader(WordReader):
    """As sure as it is told to be."""

    def __init__(self, confidence=0.1):
        super().__init__()
        self.sure = confidence

    def confidence(self, evidence, passages, sentence, *, embedding):
        return self.sure


def ask(question, confidence=0.1):
    return assistant_over(GRINDER, PATH, reader=Reader(confidence)).ask(question)


def quotes(question, confidence=0.1):
    return [one.quote for one in ask(question, confidence).citations]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What are the flaws of the Brindle X3?", "Flaws:**\n\n- beans stick in the funnel\n- the lid scratches"),
        ("What are the strengths of the grinder?", "Strengths:**\n\n- even grounds\n- a bin that seals"),
        ("What are the flaws of the lake path?", "- mud\n- stones"),
        ("What are the steps of the X3 test?", "- grind\n- brew"),
        ("What are the steps in Olu Ferrant's test?", "- grind\n- brew"),
    ],
)
def test_the_list_under_the_heading_or_line_that_is_asked_for_is_quoted(question, quoted):
    assert [one.removeprefix("**") for one in quotes(question)] == [quoted]


def test_of_two_headings_the_one_with_more_of_the_words_is_meant():
    assert quotes("What are the steps for cleaning the X3?") == ["1. Pull the plug.\n2. Brush the burrs."]


def test_a_heading_with_no_word_but_for_the_article_itself_is_not_meant():
    assert quotes("What are the steps of the test on the Brindle?") == ["- grind\n- brew"]
    assert ask("What are the recommendations of this test of the Brindle X3?").refused


def test_without_a_list_the_first_paragraph_under_the_heading_is_quoted():
    assert quotes("What are the limitations of the test of the grinder?") == [
        "One grinder was tried. Nobody weighed the grounds."
    ]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("What are the advantages of liquid air?", "It needs no lithium. It lasts long."),
        ("What are the dangers of liquid air?", "- cold\n- pressure"),
    ],
)
def test_what_stands_under_a_question_that_is_a_line_is_quoted(question, quoted):
    answer = assistant_over(LIQUID, reader=Reader()).ask(question)
    assert [one.quote for one in answer.citations] == [quoted]


@pytest.mark.parametrize(
    "question",
    [
        "What are the flaws of the Brindle X2?",
        "What are the flaws of the Morrow Mill?",
        "What are the strengths of the lake path?",
        "What are the strengths of the bicycle?",
        "What are the recommendations of the grinder test?",
        "What are the steps for repairing the X3?",
        "What are the verdicts on the X3?",
        "What are the questions on the X3?",
        "Has the X3 flaws?",
    ],
)
def test_a_list_of_something_else_or_that_is_not_asked_for_is_not_quoted(question):
    assert ask(question).refused


def test_what_is_surely_read_in_another_part_of_the_article_gives_way_to_the_list():
    assert quotes("What are the flaws of the Brindle X3 grinder?", 0.9) == [
        "**Flaws:**\n\n- beans stick in the funnel\n- the lid scratches"
    ]


def test_a_sure_reading_of_another_article_stays():
    assert all("funnel" not in one for one in quotes("Which flaws has the path closed, and the X3?", 0.9))


def test_a_very_long_list_under_the_heading_is_not_quoted_in_part():
    items = "\n".join(f"- member number {number} of the club" for number in range(200))
    club = article(f"# Rowing club\n\nIt rows.\n\n## Members\n{items}", title="Rowing club")
    assert assistant_over(club, reader=Reader()).ask("What are the members of the rowing club?").refused
