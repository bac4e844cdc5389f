import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.questions.attribution import attribution

POST, COURIER, MERIDIAN = "The Harbour Post", "The Wend Courier", "Meridian - Sports"
SOURCES = (POST, COURIER, MERIDIAN, "Meridian", "")
SECTIONS = (MERIDIAN, "Meridian")


@pytest.mark.parametrize(
    ("question", "rest", "outlets"),
    [
        ("According to the Harbour Post, who won?", "Who won?", ((POST,),)),
        ("Who won, according to The Harbour Post?", "Who won?", ((POST,),)),
        ("according to harbour post who won", "Who won", ((POST,),)),
        ("Who won according to an article in the Courier?", "Who won?", ((COURIER,),)),
        ("According to a Harbour Post report, who won?", "Who won?", ((POST,),)),
        ("According to 'The Harbour Post', who won?", "Who won?", ((POST,),)),
        ("Which firm, as reported by Meridian, won?", "Which firm won?", (SECTIONS,)),
        ("Which firm, according to both the Courier and Meridian, won?", "Which firm won?", ((COURIER,), SECTIONS)),
        ("What do stories in Meridian say of it?", "What do stories say of it?", (SECTIONS,)),
        ("As the Courier reported, who won?", "Who won?", ((COURIER,),)),
        ("Who won, as the Courier has reported?", "Who won?", ((COURIER,),)),
        ("It rained, as The Harbour Post wrote. Who won?", "It rained. Who won?", ((POST,),)),
        ("As the Courier and Meridian said, it rained. When?", "It rained. When?", ((COURIER,), SECTIONS)),
        ("Who won, according to Meridian - Sports?", "Who won?", ((MERIDIAN,),)),
    ],
)
def test_the_words_that_name_the_source_are_left_out(question, rest, outlets):
    found = attribution(question, SOURCES)
    assert (found.rest, found.outlets, found.plain) == (rest, outlets, True)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What did the Harbour Post report about the ferry?", "What did it report about the ferry?"),
        ("What has the Harbour Post written about the ferry?", "What has it written about the ferry?"),
        ("Tell me what the Harbour Post said about the ferry", "Tell me what it said about the ferry"),
        ("Does the Harbour Post say why it sank?", "Does it say why it sank?"),
        ("What does the Harbour Post's article on the ferry say?", "What does the article on the ferry say?"),
        ("Who wrote the Harbour Post story on the ferry?", "Who wrote the story on the ferry?"),
        ("Who is quoted in a Harbour Post article on it?", "Who is quoted in the article on it?"),
        ("In the Harbour Post, who is quoted on it?", "Who is quoted on it?"),
        ("The Harbour Post reported that it sank; when was that?", "It sank; when was that?"),
        ("Does 'The Harbour Post' article on it say why?", "Does The article on it say why?"),
    ],
)
def test_an_outlet_that_may_be_the_matter_itself_is_not_plainly_the_source(question, rest):
    found = attribution(question, SOURCES)
    assert (found.rest, found.outlets, found.plain) == (rest, ((POST,),), False)


@pytest.mark.parametrize(
    "question",
    [
        "Who owns the Harbour Post?",
        "What did the Harbour Post pay for the ferry?",
        "What profit did the Harbour Post report in 2025?",
        "According to the Harbour Post Office, who won?",
        "According to the Harbour Post's owner, who won?",
        "According to a Harbour Post reporter, who won?",
        "As the Harbour Post reported a loss, who bought it?",
        "As the Harbour Post of Skarn reported, who won?",
        "As the Harbour Post's owner said, who won?",
        "As the courier said, when will the parcel come?",
        "In the Harbour Post of 5 May, who won?",
        "In the courier, what is read?",
        "Is it true that the Harbour Post reported that it sank?",
        "According to the WHO, how many fell ill?",
        "Who won?",
    ],
)
def test_an_outlet_that_is_only_spoken_of_is_no_source(question):
    found = attribution(question, SOURCES)
    assert (found.rest, found.outlets) == (question, ())


def test_letters_that_have_no_equal_in_lower_case_end_nothing():
    assert attribution("According to the İris, who won?", ("iris",)).rest


def test_a_last_name_that_several_papers_share_means_all_of_them():
    found = attribution("According to the Courier, who won?", (COURIER, "The Skarn Courier"))
    assert found.outlets == ((COURIER, "The Skarn Courier"),)


@given(st.text(st.sampled_from("Post, the'\"?. accordingto\n"), max_size=60))
def test_whatever_is_asked_something_remains_or_nothing_is_named(question):
    found = attribution(f"According to the Harbour Post {question}", SOURCES)
    assert found.outlets or found.rest == f"According to the Harbour Post {question}"


def test_an_outlet_and_nothing_else_is_a_question_about_it():
    assert attribution("According to the Courier?", SOURCES).rest == "According to the Courier?"
    assert attribution("According to the Courier?", SOURCES).outlets == ()


@pytest.mark.parametrize(
    ("question", "rest", "outlets"),
    [
        ("According to Northline, who won?", "Who won?", (("Northline Agency",),)),
        ("Who won, as Sky reported?", "Who won?", (("Sky News", "Sky Magazine"),)),
        ("Who won, according to Sky News?", "Who won?", (("Sky News",),)),
        ("Who won, according to the sky?", "Who won, according to the sky?", ()),
    ],
)
def test_an_outlet_goes_by_its_name_without_the_word_for_what_it_is(question, rest, outlets):
    found = attribution(question, ("Northline Agency", "Sky News", "Sky Magazine"))
    assert (found.rest, found.outlets) == (rest, outlets)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("one", [" the Northline and", " the Northline report and", " the Northline's report and"])
def test_long_lists_of_outlets_are_told_at_once(one):
    for question in (f"As{one * 60} the Northline?", f"Reports in{one * 60} the Northline x"):
        attribution(question, ("Northline", "Sky"))


@pytest.mark.parametrize(
    "question",
    [
        "What did an An Phoblacht story say?",
        "According to An Phoblacht, who won?",
        "According to the 'An Phoblacht' report, who won?",
    ],
)
def test_a_name_that_begins_like_an_article_is_a_name(question):
    assert attribution(question, ("An Phoblacht",)).outlets == (("An Phoblacht",),)


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("According to the news, who won?", ()),
        ("According to the Sun, who won?", (("Evening Sun",),)),
        ("Articles about coverage of the sun", ()),
        ("According to the sun, who won?", ()),
        ("according to the courier, who won?", (("Wend Courier",),)),
    ],
)
def test_common_words_are_an_outlet_only_where_they_are_written_as_a_name(question, outlets):
    assert attribution(question, ("Evening Sun", "Wend Courier", "Sky News")).outlets == outlets


OTHERS = ("Falk & Brandis Equity Research", "Plumbline Fact-Check", "Carrick City Council", "Carrick Courier")


@pytest.mark.parametrize(
    ("question", "rest", "outlet"),
    [
        ("According to Falk & Brandis, who won?", "Who won?", OTHERS[0]),
        ("Who won, according to Plumbline?", "Who won?", OTHERS[1]),
        ("As Plumbline reports, it sank. When?", "It sank. When?", OTHERS[1]),
        ("Who won, according to Carrick City?", "Who won?", OTHERS[2]),
    ],
)
def test_an_outlet_goes_by_the_first_words_of_its_name_but_may_be_another_thing(question, rest, outlet):
    found = attribution(question, OTHERS)
    assert (found.rest, found.outlets, found.plain) == (rest, ((outlet,),), False)


@pytest.mark.parametrize(
    "question",
    [
        "What does Plumbline cost, according to the plumbline?",
        "In Carrick City, who won?",
        "Which reports of Carrick City are new?",
        "According to Plumb, who won?",
        "According to Falk & Sons, who won?",
        "According to Plumbline's owner, who won?",
    ],
)
def test_first_words_of_a_name_are_no_source_elsewhere(question):
    assert attribution(question, OTHERS).outlets == ()


def test_first_words_that_two_outlets_share_name_neither():
    assert attribution("According to Open, who won?", ("Open Maps", "Open Data")).outlets == ()
