import pytest

from qa.telling.day_forms import plain_day


def words_for_a_day(text):
    span = plain_day(text)
    return text[slice(*span)] if span else ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A barge struck the pier yesterday evening.", "yesterday evening"),
        ("The mayors met last Sunday in a barn.", "last Sunday"),
        ("The mill closed last month.", "last month"),
        ("The lighthouse keeper died three days ago.", "three days ago"),
        ("The bakery opens tomorrow.", "tomorrow"),
        ("The committee is to report next Tuesday.", "next Tuesday"),
    ],
)
def test_a_day_that_the_words_alone_tell_is_found(text, words):
    assert words_for_a_day(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The harbour master resigned late on Monday.", "on Monday"),
        ("The team said Wednesday that its captain was ill.", "Wednesday"),
        ("The lock keeper was arrested in Holm on Friday.", "on Friday"),
        ("The council approved the budget on Wednesday.", "on Wednesday"),
        ("A court on Monday sentenced the dealer to two years in prison.", "on Monday"),
        ("On Monday the mayor opened the new reading room.", "On Monday"),
        ("The court today rejected the appeal.", "today"),
        ("The airline said on Monday it would drop the route.", "on Monday"),
    ],
)
def test_a_weekday_at_a_verb_of_the_past_is_found(text, words):
    assert words_for_a_day(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sails on Thursday.",
        "The council will vote on Thursday.",
        "The council agreed to meet on Thursday.",
        "The union announced a strike on Thursday.",
        "She said the shop opens on Thursday.",
        "The plan approved by the council takes effect on Thursday.",
        "The ferry damaged in the storm sails on Thursday.",
        "The keeper had testified on Monday.",
        "On Thursday the council votes on a revised plan.",
        "Today the mill is a museum.",
    ],
)
def test_a_weekday_that_may_be_still_to_come_or_long_past_is_left_alone(text):
    assert plain_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The slipway stays closed until Thursday.",
        "The council meets every Monday.",
        "The pool opens again on Monday.",
        "The bridge closed the day before.",
        "That day the ferry did not sail.",
        "The day before yesterday the well ran dry.",
        "Some four weeks ago the well ran dry.",
        "The well ran dry two or three days ago.",
        "Over the last month the river rose.",
        "She designs the trains of tomorrow.",
    ],
)
def test_words_that_are_no_plain_day_are_left_alone(text):
    assert plain_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The council voted on Thursday, 4 June.",
        "He resigned on Monday and left the town on Wednesday.",
        "In 1924 the keeper drowned. His brother said on Thursday that he forgave him.",
        "The church was built 800 years ago and burned down last year.",
    ],
)
def test_beside_another_time_nothing_is_certain(text):
    assert plain_day(text) is None


def test_the_days_of_a_tale_are_left_alone():
    assert plain_day("In the novel the king died yesterday.") is None
