from dataclasses import replace

import pytest

from core.types import Passage
from qa.quoting.extent import extent, takes_back
from tests.fakes import passage

COUNCIL = "Ada Brandt leads the council. She took office in May. The budget was passed.\n\nNobody objected."
CORRECTION = (
    "The tram opens in May.\n\nCorrection, 3 March: an earlier report gave the cost as 80 million crowns. It is"
    " 95 million crowns. We regret the error.\n\nThe line is 7 kilometres long."
)


def from_words(text: str, words: str) -> Passage:
    """A passage of `text` that begins with `words`."""
    whole = passage(text)
    start = text.index(words)
    return replace(whole, chunk=replace(whole.chunk, start=start))


def quoted(source: Passage | str, words: str) -> str:
    source = passage(source) if isinstance(source, str) else source
    start = source.article.text.index(words)
    return source.article.text[slice(*extent(source, start, start + len(words)))]


def test_a_sentence_that_opens_with_a_pronoun_brings_the_one_before_it():
    assert quoted(COUNCIL, "in May") == "Ada Brandt leads the council. She took office in May."


def test_sentences_lean_on_one_another_up_to_the_one_that_names():
    text = "Ada Brandt leads the council. She took office in May. Her term lasts five years. It ends in 2031."
    assert quoted(text, "2031") == text


def test_a_description_brings_but_the_sentence_that_names_it():
    text = "Ada Brandt warned them. She moored the ferry in the old port. The ferry is from 1931."
    assert quoted(text, "1931") == text.removeprefix("Ada Brandt warned them. ")


def test_no_more_than_three_sentences_are_brought():
    text = "Ada Brandt sails. She left in May. She saw Port Ansel. She lost a mast. She came home in July."
    assert quoted(text, "in July") == text.removeprefix("Ada Brandt sails. ")


def test_a_passage_that_begins_with_a_pronoun_brings_the_sentence_before_the_passage():
    assert quoted(from_words(COUNCIL, "She took"), "in May") == "Ada Brandt leads the council. She took office in May."


def test_the_end_of_a_sentence_that_is_far_before_the_passage_is_not_brought():
    text = f"{'The long list of ships, ' * 50}was read. She took office in May."
    assert quoted(from_words(text, "She took"), "in May") == "She took office in May."


@pytest.mark.parametrize("heading", ["A new leader", "## Who leads?"])
def test_a_heading_before_the_passage_is_never_brought_along(heading):
    text = f"Rain fell.\n\n{heading}\n\nShe took office in May."
    assert quoted(from_words(text, "She took"), "in May") == "She took office in May."


def test_sentences_end_as_the_articles_language_has_it():
    text = "Der Rat hat entschieden. Die Brücke kostet 3,5 Mio. Euro und wird am 3. Mai 2026 eröffnet."
    assert quoted(passage(text, language="de"), "3. Mai 2026") == text.partition("entschieden. ")[2]


def test_a_sentence_that_opens_with_a_description_brings_the_one_that_names_it():
    text = "Ada Brandt won the race. The runner is 31. A crowd cheered."
    assert quoted(text, "31") == "Ada Brandt won the race. The runner is 31."
    assert quoted(text, "cheered") == "A crowd cheered."


def test_a_paragraph_that_opens_with_a_description_stands_alone():
    assert (
        quoted("Her daughter spoke of the archive.\n\nThe funeral is on Friday.", "Friday")
        == "The funeral is on Friday."
    )


def test_speech_that_goes_on_brings_the_sentence_that_names_the_speaker():
    said = '"It is sound," Ada Brandt told us. "The budget was a wish."'
    assert quoted(said, "a wish") == said


def test_speech_that_opens_a_paragraph_stands_alone():
    assert quoted('Rain fell.\n\n"The budget was a wish."', "a wish") == '"The budget was a wish."'


def test_a_short_sentence_brings_the_speech_that_it_announces():
    text = 'The mayor, Ada Brandt, disagreed. "The tram pays for itself," she said. Nobody else spoke.'
    assert quoted(text, "disagreed") == text.removesuffix(" Nobody else spoke.")


def test_a_speakers_turn_brings_its_label():
    text = "Herald: Was it enough?\n\nBrandt: We were warned. I told them so. The pumps came in June."
    assert quoted(text, "in June") == "Brandt: We were warned. I told them so. The pumps came in June."


def test_a_heading_is_never_brought_along():
    assert quoted("A new leader\n\nShe took office in May.", "May") == "She took office in May."


def test_a_first_sentence_with_a_pronoun_stands_alone():
    assert quoted("She left. They stayed.", "left") == "She left."


def test_a_dateline_and_what_ends_with_a_colon_go_on_in_the_next_sentence():
    text = "Port Ansel, Monday —\n\nThe ferry sailed again. Two fares:\n\nA single is 12 crowns. Nobody objected."
    assert quoted(text, "Port Ansel") == "Port Ansel, Monday —\n\nThe ferry sailed again."
    assert quoted(text, "fares") == "Two fares:\n\nA single is 12 crowns."
    assert quoted("The ferry sailed at noon:", "noon") == "The ferry sailed at noon:"


def test_a_correction_is_quoted_to_its_end():
    assert quoted(CORRECTION, "80 million").endswith("It is 95 million crowns. We regret the error.")


def test_words_that_a_correction_takes_back_are_told_from_those_that_it_gives():
    source = passage(CORRECTION)
    wrong, right = CORRECTION.index("80 million"), CORRECTION.index("95 million")
    assert takes_back(source, wrong, wrong + 10)
    assert not takes_back(source, right, right + 10)


@pytest.mark.parametrize("right", ["It should have been 40 grams.", "That was wrong: 40 grams will do."])
def test_words_that_the_next_sentence_puts_right_are_taken_back_and_quoted_with_it(right):
    text = f"Last week I wrote 400 grams of salt for the plums. {right} Rain fell."
    source = passage(text)
    start = text.index("400 grams")
    assert takes_back(source, start, start + 9)
    assert quoted(source, "400 grams") == text.removesuffix(" Rain fell.")
    start = text.index("40 grams")
    assert not takes_back(source, start, start + 8)


def test_words_that_something_else_should_have_been_are_not_taken_back():
    text = "The dam is 40 metres high. It should have been built in May.\n\nThat was wrong."
    assert not takes_back(passage(text), 0, 10)


def test_a_heading_is_no_answer_but_what_stands_under_it_is():
    text = "The trial ran well.\n\nEarly trials\n\nThe first turbine stood for nine years. It was sold."
    assert quoted(text, "Early trials") == "The first turbine stood for nine years."


def test_a_turn_in_a_transcript_brings_its_label_with_the_time():
    text = "[00:01:22] AMARA SINDHU: We tagged them in May. They swam south."
    assert quoted(text, "south") == text


def test_pronouns_are_those_of_the_articles_language():
    text = "La maire Elvire Caron a parlé lundi. Selon elle, la rénovation durera deux ans."
    assert quoted(passage(text, language="fr"), "deux ans") == text


def test_a_speaker_who_is_a_pronoun_brings_the_sentence_that_names_them():
    text = 'Ada Brandt drains the marsh. "We waited for the pumps," she said on Monday. Rain fell, she said, all night.'
    assert quoted(text, "pumps") == text.partition(" Rain")[0]
    assert quoted(text, "all night").endswith("she said, all night.")
    assert quoted("Ada Brandt left. No pump ran, she said, all night.", "all night").startswith("Ada Brandt left.")


def test_a_speaker_who_is_a_pronoun_and_named_in_the_sentence_needs_no_other():
    text = "Rain fell. Asked about it, Ada Brandt laughed: the pumps, she said, were new."
    assert quoted(text, "laughed") == text.removeprefix("Rain fell. ")


def test_a_pronoun_that_speaks_inside_quotation_marks_is_no_speaker():
    text = 'Rain fell. "The pumps, she said, are new," Ada Brandt recalled.'
    assert quoted(text, "recalled") == text.removeprefix("Rain fell. ")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ada Brandt leitet das Werk. „Wir warten auf die Pumpen“, sagte sie am Montag."),
        ("fr", "Elvire Caron dirige l'usine. « Nous attendons les pompes », a-t-elle dit lundi."),
        ("fr", "Elvire Caron dirige l'usine. « Nous attendons les pompes », explique-t-elle."),
    ],
)
def test_a_speaker_who_is_a_pronoun_of_the_articles_language_brings_the_sentence_before(language, text):
    assert quoted(passage(text, language=language), text[-9:]) == text


@pytest.mark.parametrize(
    "named",
    [
        "The diver Ada Brandt found it.",
        "The former harbour pilot Ada Brandt found it.",
        "The head of the port authority, Ada Brandt, found it.",
        "The union HVB found it.",
    ],
)
def test_a_description_that_gives_the_name_itself_stands_alone(named):
    assert quoted(f"Rain fell. {named}", "found it") == named


@pytest.mark.parametrize(
    "nameless",
    ["The diver praised Ada Brandt.", "The ship was in Port Ansel.", "The diver and Ada Brandt met.", "The diver met."],
)
def test_a_description_with_somebody_elses_name_does_not(nameless):
    text = f"Enzo Lund dived. {nameless}"
    assert quoted(text, nameless) == text


@pytest.mark.parametrize(
    "alone",
    [
        "It was the second flood since May.",
        "(This version corrects the number of pumps.)",
        '"It was four degrees in there," said Enzo Lund.',
    ],
)
def test_what_needs_no_paragraph_before_it_leans_within_its_own_only(alone):
    assert quoted(f"Rain fell on Port Ansel.\n\n{alone}", alone) == alone
    assert quoted(f"Rain fell on Port Ansel. {alone}", alone) == f"Rain fell on Port Ansel. {alone}"


@pytest.mark.parametrize("leaning", ["It was rebuilt in May.", '"They are late," she said.'])
def test_a_paragraph_that_opens_with_a_pronoun_brings_the_end_of_the_one_before(leaning):
    text = f"The pier belongs to Ada Brandt.\n\n{leaning}"
    assert quoted(text, leaning) == text


def test_a_time_over_a_report_brings_what_happened_then():
    text = "The storm, live.\n\n07:30\n\nThe bridge is closed. Rain falls.\n\n08.15\n\nIt is open."
    assert quoted(text, "07:30") == "07:30\n\nThe bridge is closed."
    assert quoted(text, "08.15") == "08.15\n\nIt is open."


def test_a_time_in_a_list_of_times_stands_alone():
    assert quoted("Ferries leave at\n\n07:30\n\n08:15\n\n09:45", "07:30") == "07:30"


INTERVIEW = (
    "When did you begin?\n\nIn May.\n\nIs it true that you sank?\n\nTwice.\n\n"
    "The tower was your first. It took you eleven years.\n\n{reply}"
)


def test_what_an_interviewer_says_brings_the_reply():
    text = INTERVIEW.format(reply="Nine. I was ill for two. I am well now.")
    put = "The tower was your first. It took you eleven years."
    assert quoted(text, "eleven years") == f"{put}\n\nNine. I was ill for two."
    text = INTERVIEW.format(reply="It took me nine years, whatever they say. I was ill.")
    assert quoted(text, "eleven years") == f"{put}\n\nIt took me nine years, whatever they say."


def test_what_an_interviewer_says_is_not_emphasised_as_the_answer():
    text = INTERVIEW.format(reply="Nine. I was ill for two.")
    source = passage(text)
    assert takes_back(source, text.index("eleven"), text.index("eleven") + 6)
    assert not takes_back(source, text.index("Nine"), text.index("Nine") + 4)


def test_you_in_a_reply_or_outside_of_interviews_brings_nothing():
    text = INTERVIEW.format(reply="Nine, as you know.\n\nWho paid?")
    assert quoted(text, "Nine") == "Nine, as you know."
    assert quoted("It takes you eleven days.\n\nNine are enough for me.", "eleven") == "It takes you eleven days."


def test_a_question_that_is_a_paragraph_is_no_answer_but_what_stands_under_it_is():
    text = "Does it work in the cold?\n\nDown to minus 20 degrees. It hums.\n\nWhat does it cost?\n\nA lot."
    assert quoted(text, "work in the cold") == "Down to minus 20 degrees."
    assert quoted(text, "hums.\n\nWhat does it") == "Down to minus 20 degrees. It hums."


def test_yes_or_no_brings_what_is_told_behind_it():
    text = "Can I do it myself?\n\nUsually not. An electrician has to do it. It takes a day."
    assert quoted(text, "Usually not") == "Usually not. An electrician has to do it."


def test_a_pronoun_leans_on_a_sentence_that_ends_in_emphasis():
    assert quoted("*Ada Brandt leads.* She took office in May.", "May") == "*Ada Brandt leads.* She took office in May."


def test_the_end_of_a_paragraph_that_names_nobody_is_not_brought():
    opening = "Ada Brandt sails. The sea rose. All survived."
    assert quoted(f"{opening}\n\nHer book appeared in 1978.", "1978") == "Her book appeared in 1978."
    named = "Ada Brandt sails and Falk rows.\n\nFalk left.\n\nHis book appeared in 1978."
    assert quoted(named, "1978") == "Falk left.\n\nHis book appeared in 1978."
