"""Parts of articles that are named by their number."""

import pytest

from core.types import Filters, Turn
from qa.questions.parts import named_part
from qa.telling.parts import MOST_CHARS, meant_part, part_of, quotes_of
from tests.fakes import MemoryLibrary, WordEmbeddings, article
from tests.qa.assistants import assistant_over

LEASE = article(
    """Lease of the mill

Contents

1. Parties
4. Deposit
5. Ending

1. Parties

The lease is between Ada Brandt and the Mill Trust.

4. Deposit

The deposit is 900 crowns.

It is paid back within 30 days.

5. Ending

5.1 Either party may end the lease.

5.3 The notice period is three months.

5.3.1 It begins with the month.

5.30 What else there is, stands in the annex.""",
    id="lease",
    title="Lease of the mill",
)
STATUTES = article(
    "§ 6 Beitrag\nDer Beitrag ist 20 Kronen.\n§ 7 Frist\n(1) Sie ist drei Monate.\n(2) Sie beginnt im Mai.\n§ 8 Ende",
    id="statutes",
    title="Satzung",
)
AGENDA = article(
    "1. Minutes.\n\n2. Harbour baths. Proposals:\n2.1 to close them in June;\n2.2 alternatively, to ask for a grant."
    "\n\n3. Parking.",
    id="agenda",
    title="Agenda of the parish meeting",
)
RANKING = article("The ten best towns.\n\n4. Paris\n\n5. Olt\n\n6. Elm", id="ranking", title="Towns")


def told(held, number, *, signed=False):
    part = part_of(held, number, signed=signed)
    return part and [quote.text for quote in quotes_of(part)]


@pytest.mark.parametrize(
    "question",
    [
        "What does clause 5.3 say?",
        "What is in section 5.3?",
        "what's in § 5.3?",
        "And clause 5.3?",
        "What about section 5.3?",
        "§ 5.3",
        "Was steht in § 5.3?",
        "Quote paragraph 5.3.",
        "What does item 5.3 on the agenda say?",
        "What does 5.3 say?",
        "what is proposed in 5.3 of the agenda?",
        "What was decided in item 5.3?",
    ],
)
def test_a_part_is_asked_for_by_its_number(question):
    named = named_part(question)
    assert named is not None
    assert named.number == "5.3"


@pytest.mark.parametrize(
    "question",
    [
        "Section 8",
        "What did part 2 cost?",
        "Who wrote section 4?",
        "What does section 4 say about dogs?",
        "What does 8 say?",
    ],
)
def test_what_asks_for_something_else_names_no_part(question):
    assert named_part(question) is None


def test_a_part_reaches_to_the_next_that_is_not_below_it():
    assert told(LEASE, "4") == ["The deposit is 900 crowns.", "It is paid back within 30 days."]
    assert told(LEASE, "5.1") == ["5.1 Either party may end the lease."]
    assert told(LEASE, "5.3") == ["5.3 The notice period is three months.", "5.3.1 It begins with the month."]
    assert told(LEASE, "7") is None


def test_a_part_is_found_by_its_sign_on_lines_without_space_between_them():
    assert told(STATUTES, "7", signed=True) == ["§ 7 Frist\n(1) Sie ist drei Monate.\n(2) Sie beginnt im Mai."]


def test_numbers_that_begin_a_line_of_something_else_begin_no_part():
    assert told(article("300 people came.\n\n3.5 million saw it.\n\n12.05.2026 Olt won."), "3.5") is None


def test_a_part_in_small_letters_is_one_of_a_row():
    assert told(AGENDA, "2.2") == ["2.2 alternatively, to ask for a grant."]
    assert told(AGENDA, "2.1") == ["2.1 to close them in June;"]


def test_of_several_articles_with_that_number_the_one_with_the_topic_in_its_title_is_meant():
    named = named_part("What does item 3 on the parish agenda say?")
    assert named is not None
    # Its text has more of the topic.
    diary = article("The parish has an agenda, the agenda of the parish.\n\nSection 3\n\nRain fell.", id="diary")
    found = meant_part(named, "", MemoryLibrary(diary, AGENDA), WordEmbeddings(), Filters())
    assert found is not None
    assert found.article.id == "agenda"


def test_a_dotted_number_is_looked_for_beyond_the_nearest_article():
    named = named_part("What is proposed in 2.2 of the plan for the baths?")
    assert named is not None
    plan = article("The plan for the baths is a plan for the baths.", id="plan")
    found = meant_part(named, "", MemoryLibrary(plan, AGENDA), WordEmbeddings(), Filters())
    assert found is not None
    assert found.text == "2.2 alternatively, to ask for a grant."


def test_of_a_long_part_its_first_sentences_are_quoted():
    long = article("§ 1 " + "The barrier is shut at night. " * 100)
    (opening,) = told(long, "1")
    assert len(opening) <= MOST_CHARS
    assert opening.endswith("at night.")


def test_a_part_is_quoted_from_the_article_on_the_topic():
    answer = assistant_over(STATUTES, LEASE).ask("What does clause 5.3 of the lease of the mill say?")
    assert answer.text == "5.3 The notice period is three months. [1]\n\n5.3.1 It begins with the month. [2]"
    assert [LEASE.text[one.start : one.end] for one in answer.citations] == [one.quote for one in answer.citations]
    assert {one.article_id for one in answer.citations} == {"lease"}


def test_a_part_is_asked_for_in_a_conversation():
    before = Turn("Who signed the lease of the mill?", "The lease is between Ada Brandt and the Mill Trust. [1]")
    answer = assistant_over(RANKING, LEASE).ask("And what does section 4 say?", [before])
    assert answer.citations[0].quote == "The deposit is 900 crowns."


@pytest.mark.parametrize(("question", "is_there"), [("What does article 5 say?", False), ("What is in item 5?", True)])
def test_an_item_of_a_list_is_no_article_of_a_treaty(question, is_there):
    named = named_part(question)
    assert named is not None
    found = meant_part(named, question, MemoryLibrary(RANKING), WordEmbeddings(), Filters())
    assert (found is not None) == is_there
