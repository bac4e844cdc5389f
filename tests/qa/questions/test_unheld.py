import pytest

from qa.questions.unheld import unheld_outlets

SOURCES = ("The Wend Courier", "Strata", "BBC News - Sport", "AP News", "skarntimes.com", "")


@pytest.mark.parametrize(
    ("question", "outlet"),
    [
        ("According to the Daily Planet, who won?", "the Daily Planet"),
        ("Who won, according to 'The Harbour Gazette'?", "the Harbour Gazette"),
        ("Who won, according to a Harbour Gazette article?", "Harbour Gazette"),
        ("Who won, according to 'Harbour Gazette'?", "Harbour Gazette"),
        ("According to Port Ansel Herald, who won?", "Port Ansel Herald"),
        ("According to Daily Herald, who won?", "Daily Herald"),
        ("Considering a Deccan Herald report, who won?", "Deccan Herald"),
        ("Considering a Herald of Oskar report, who won?", "Herald of Oskar"),
        ("Does a Harbour Post article on the ferry name her?", "Harbour Post"),
        ("Which ferry, said to be late and reported by The Harbour Post, sank?", "the Harbour Post"),
        ("What did the Guardian report about the ferry?", "the Guardian"),
        ("What do stories in the Herald say?", "the Herald"),
        ("according to harbournews.com, who won?", "harbournews.com"),
        ("As reported by Reuters, who won?", "Reuters"),
        ("According to Chicago Tribune, who won?", "Chicago Tribune"),
        ("As the Daily Planet reported, who won?", "the Daily Planet"),
        ("The Daily Planet reported that it sank; when was that?", "the Daily Planet"),
    ],
)
def test_an_outlet_named_as_the_source_that_is_not_held_is_told(question, outlet):
    assert unheld_outlets(question, SOURCES) == (outlet,)


@pytest.mark.parametrize(
    "question",
    [
        "According to the WHO, how many fell ill?",
        "According to the Bureau of Labor Statistics, how many work?",
        "According to the New England Journal of Medicine, is it safe?",
        "According to Canada Post, when do letters come?",
        "According to a Harbour Gazette poll, who leads?",
        "According to the Daily Planet's owner, who won?",
        "According to Ada Brandt, who won?",
        "According to Ada Times, who won?",
        "Which song was written by Jon Herald?",
        "What did Ada Times say?",
        "As Ada Times said, who won?",
        "Who wrote a Canada Post report on letters?",
        "Who wrote the New York article on the ferry?",
        "What did the Sun do to the ice?",
        "In the Sun, how hot is it?",
        "As the Sun rises, who wakes?",
        "What did the Sun and the Moon do?",
        "Who owns the Daily Planet?",
        "What do articles from Germany say?",
        "What do articles from March 2026 say?",
        "What profit did Voltnet report?",
    ],
)
def test_what_is_no_outlet_beyond_doubt_passes_in_silence(question):
    assert unheld_outlets(question, SOURCES) == ()


@pytest.mark.parametrize(
    "named", ["the Wend Courier", "the Courier", "the BBC", "Associated Press", "the Skarn Times", "www.skarntimes.com"]
)
def test_what_may_be_one_of_the_librarys_is_not_said_to_be_missing(named):
    assert unheld_outlets(f"According to {named}, who won?", SOURCES) == ()
