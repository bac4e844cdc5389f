import pytest

from core.types import Turn
from qa.questions.mention_forms import Mention, mention
from tests.fakes import WordReader, article
from tests.qa.assistants import assistant_over

FERRY = article(
    "The new ferry was launched on Friday. Ada Brandt, the mayor, said that it would need fewer people. "
    "The yard built it in two years.\n\n"
    "Jon Falk, who sails the old one, told the mayor that nobody had asked the crews. He said the pier was too short.",
    id="ferry",
    title="Launch",
    source="The Ellery Post",
)
TALK = article("Host: When will the ferry sail?\n\nBrandt: In May, I hope.", id="talk", title="A talk with Ada Brandt")
COMET = article("A comet was seen above the observatory. It has a green tail.", id="comet", title="Comet")
PIER = article(
    "The long new pier is safe, Ada Brandt said.\n\nThe pier leaks, Jon Falk said.", id="pier", title="Harbour"
)
DEPUTY = article(
    "Falk's deputy said that the pier was a new pier and no toy.\n\nFalk called the pier a toy.",
    id="toy",
    title="Harbour",
)


class Unsure(WordReader):
    """Sure of nothing, as the network is of what asks for nothing in particular."""

    def confidence(self, evidence, passages, sentence, *, embedding):
        return 0.1


def ask(question, *articles, history=()):
    return assistant_over(*articles, reader=Unsure()).ask(question, history)


def asked_for(question):
    found = mention(question)
    assert found is not None
    return found


def quotes(question, *articles):
    return [one.quote for one in ask(question, *articles).citations]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Tell me about the ferry", {"ferri"}),
        ("What do you know about the new ferry?", {"new", "ferri"}),
        ("What do the articles say about Ada Brandt?", {"ada", "brandt"}),
        ("What did the papers write about the ferry?", {"ferri"}),
        ("What has the press reported on the ferry?", {"ferri"}),
        ("Give me some background on the ferry, please", {"ferri"}),
        ("Any information about the ferry?", {"ferri"}),
        ("What about the ferry?", {"ferri"}),
        ("Explain the ferry", {"ferri"}),
        ("What happened in Port Ansel?", {"port", "ansel"}),
        ("new ferry", {"new", "ferri"}),
        ("cost of the ferry", {"cost", "ferri"}),
    ],
)
def test_whatever_is_told_of_a_thing_is_asked_in_many_ways(question, topic):
    assert mention(question) == Mention(frozenset(topic))


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What did Ada Brandt say?", {"ada", "brandt"}, set()),
        ("What does the mayor think about the ferry?", {"mayor"}, {"ferri"}),
        ("What did Ada Brandt say when the ferry sank?", {"ada", "brandt"}, {"ferri", "sank"}),
        ("What did Ada Brandt say after the launch?", {"ada", "brandt"}, {"launch"}),
        ("Quotes by Jon Falk on the pier", {"jon", "falk"}, {"pier"}),
        ("What was the mayor's reaction to the launch?", {"mayor"}, {"launch"}),
        ("How did Ada Brandt comment on the launch?", {"ada", "brandt"}, {"launch"}),
        ("What are people saying about the ferry?", set(), {"ferri"}),
        ("Who said what about the ferry?", set(), {"ferri"}),
    ],
)
def test_speech_is_asked_of_a_speaker_or_of_anybody(question, speaker, topic):
    found = asked_for(question)
    assert (found.topic, found.speaker, found.speech) == (topic, speaker, True)


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada Brandt pay for the ferry?",
        "What did the mayor deny?",
        "Who built the ferry",
        "When was the ferry launched?",
        "hello",
        "thanks",
        "is it new",
        "Tell me about it (ferry Brandt)",
    ],
)
def test_what_asks_for_something_in_particular_is_read(question):
    assert mention(question) is None


def test_a_thing_is_told_of_by_a_sentence_that_names_it_of_each_article():
    assert quotes("Tell me about the ferry", COMET, FERRY) == ["The new ferry was launched on Friday."]
    assert quotes("comet", COMET, FERRY) == ["A comet was seen above the observatory."]


def test_what_no_article_names_is_refused():
    assert ask("Tell me about the tram", COMET, FERRY).refused


def test_a_speaker_is_quoted_where_a_word_for_speech_stands_beside_the_name():
    [quote] = quotes("What did Ada Brandt say?", FERRY)
    assert "said that it would need fewer people" in quote


def test_speech_goes_on_under_a_pronoun():
    [quote] = quotes("What did Jon Falk say about the pier?", FERRY)
    assert quote.endswith("He said the pier was too short.")
    assert quote.startswith("Jon Falk")


def test_a_turn_of_an_interview_is_its_speakers():
    assert quotes("Quotes by Brandt", TALK) == ["Brandt: In May, I hope."]


def test_the_title_tells_what_a_speaker_speaks_of():
    text = "Ada Brandt called it a waste of money."
    assert quotes("What did Ada Brandt say about the tram?", article(text, title="Tram for Ellery")) == [text]
    assert ask("What did people say about the tram?", article(text, title="Tram for Ellery")).refused


def test_words_in_quotation_marks_count_more_than_a_full_name():
    [quote] = quotes(
        "What did Ada Brandt say?", article('Ada Brandt said little.\n\n"We will not pay twice," Brandt said.')
    )
    assert quote == '"We will not pay twice," Brandt said.'


def test_a_speaker_who_did_not_speak_of_it_is_refused():
    assert ask("What did Ada Brandt say about the comet?", COMET, FERRY).refused


def test_all_that_somebody_said_is_told_by_words_however_sure_the_reading_is():
    quoted = [one.quote for one in assistant_over(FERRY, COMET).ask("What did Ada Brandt say?").citations]
    assert len(quoted) == 1
    assert "said that it would need fewer people" in quoted[0]


def test_an_office_is_no_name():
    assert asked_for("What did Ada Brandt's doctor say?").office == {"doctor"}
    assert ask("What did Ada Brandt's doctor say?", FERRY).refused


def test_more_is_asked_for_and_nothing_is_told_twice():
    first = ask("Tell me about the comet", COMET)
    more = ask("Tell me more about the comet", COMET, history=[Turn("Tell me about the comet", first.text)])
    assert not first.refused
    assert first.citations[0].quote not in more.text


def test_a_sure_answer_in_which_the_speaker_says_nothing_of_it_is_doubted():
    answer = assistant_over(FERRY, COMET).ask("What did Ada Brandt say about the comet?")
    assert (answer.refused, answer.confidence) == (True, 0.45)


def sure_quotes(question, *articles):
    """Those of a reader that is sure of every sentence with a word of the question."""
    return [one.quote for one in assistant_over(*articles).ask(question).citations]


def test_the_words_of_somebody_else_are_not_quoted_for_the_speakers():
    [quote] = sure_quotes("What did Falk say about the long new pier?", PIER)
    assert quote == "The pier leaks, Jon Falk said."


def test_what_is_said_of_the_speaker_is_not_what_the_speaker_said():
    [quote] = sure_quotes("What did Falk say about the pier?", DEPUTY)
    assert quote == "Falk called the pier a toy."


def test_the_topic_may_stand_in_the_sentence_before_in_the_same_paragraph():
    told = "A tram hit the gate. Nobody had looked, said Jon Falk.\n\nThe gate is new."
    assert sure_quotes("What did Jon Falk say about the tram?", article(told))
    apart = told.replace("gate. Nobody", "gate.\n\nNobody")
    assert not sure_quotes("What did Jon Falk say about the tram?", article(apart))


def test_a_speaker_who_is_named_and_says_nothing_is_doubted():
    answer = assistant_over(article("Ada Brandt, the mayor, did not come to see the tram.")).ask(
        "What did Ada Brandt say about the tram?"
    )
    assert (answer.refused, answer.confidence) == (True, 0.45)


def test_what_is_said_on_an_occasion_need_not_name_it():
    told = article("Ada Brandt said that the tram came too late.\n\nAfter the launch, the tram was sold.")
    assert not assistant_over(told).ask("What did Ada Brandt say of the tram after the launch?").refused
    assert not assistant_over(told).ask("What did Ada Brandt say after the launch?").refused


@pytest.mark.parametrize("verb", ["welcomed", "complained of", "contradicted", "testified against"])
def test_many_verbs_report_speech(verb):
    assert quotes("What did Ada Brandt say?", article(f"Ada Brandt {verb} the plan."))


def test_an_answer_that_is_sure_stays():
    sure = assistant_over(FERRY, COMET).ask("new ferry")
    assert not sure.refused
    assert sure.confidence > 0.6


@pytest.mark.parametrize(
    "text",
    [
        "The lawyer said Ada Brandt had left.",
        "A diver told the inquiry that Ada Brandt knew.",
        "The lawyer, Jon Falk, said Ada Brandt was ill.",
        '"You knew," the lawyer told Ada Brandt in May.',
    ],
)
def test_what_is_said_of_or_to_the_speaker_is_somebody_elses(text):
    assert not quotes("What did Ada Brandt say?", article(text))


@pytest.mark.parametrize(
    "text",
    [
        '"We knew," said Ada Brandt, who came late.',
        '"We knew," said Ada Brandt when she came.',
        "The pier leaks, says Ada Brandt.",
        "The pier, said Ada Brandt, leaks.",
        "According to Ada Brandt the pier leaks.",
        "Ada Brandt said Jon Falk had left.",
    ],
)
def test_the_speaker_stands_before_the_word_or_behind_what_is_said(text):
    assert quotes("What did Ada Brandt say?", article(text)) == [text]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What did Ada Brandt tell the court?", {"court"}),
        ("What did Ada Brandt say in court?", {"court"}),
        ("What did Ada Brandt say to reporters about the ferry?", {"ferri"}),
    ],
)
def test_who_was_told_is_the_topic_where_none_is_named(question, topic):
    assert (asked_for(question).speaker, asked_for(question).topic) == ({"ada", "brandt"}, topic)


def test_what_an_author_says_stands_in_her_article():
    column = article("The pier should go. The yard says it will stay.", id="own", title="Down", authors=("Ada Brandt",))
    assert quotes("What does Ada Brandt say about the pier?", column) == ["The pier should go."]
    assert not quotes("What does Ada Brandt say about the yard?", column)
    assert not quotes("What does Jon Falk say about the pier?", column)


def test_a_speaker_who_is_not_named_in_a_sure_answer_is_doubted():
    answer = assistant_over(article("Falk left early.")).ask("What did Falk's deputy say?")
    assert (answer.refused, answer.confidence) == (True, 0.45)


def test_what_was_said_at_or_during_an_occasion_is_asked_for():
    said = article('"It floats," Ada Brandt said at the press conference.\n\nAda Brandt said that it was late.')
    assert quotes("What did Ada Brandt say at the press conference?", said) == [
        '"It floats," Ada Brandt said at the press conference.'
    ]
    for question in ("What did she say during the hearing?", "What did Ada Brandt say in an interview?"):
        assert asked_for(question).occasion


def test_what_was_said_in_a_month_is_no_occasion():
    assert mention("What did Ada Brandt say in May 2026?") is None
    assert mention("Explain how the ferry works") is None


def test_speech_alone_is_of_whom_the_sentence_before_it_names():
    text = 'Ada Brandt is doubtful. "The pier moves the problem next door."\n\nJon Falk sails.'
    assert quotes("What does Ada Brandt think of the pier?", article(text, title="Pier")) == [text.partition("\n")[0]]
