import datetime as dt
from dataclasses import replace

import pytest

from core.types import Filters, Turn
from ingest.entries import entry_of
from qa.assistant import Assistant
from qa.telling.described import opening_quotes
from tests.fakes import WordEmbeddings, WordReader, article, passage
from tests.qa.assistants import assistant_over
from vectorstore.opening import open_library

HARBOUR = article(
    "The harbour of Ellery opens again on Monday, two years after the storm. The pier was rebuilt in stone."
    "\n\nBarriers\n\nAda Brandt called it a good day. Ferries will run twice an hour.",
    id="harbour",
    title="Harbour opens again",
    authors=("Mira Osei", "Jon Falk"),
    source="The Ellery Post",
    published=dt.date(2026, 5, 12),
)
COMET = article(
    "A comet was seen above the Sorrel observatory.",
    id="comet",
    title="Comet",
    source="Sky Weekly",
    published=dt.date(2026, 6, 1),
)
UNKNOWN = article("Somebody planted a tree in the market square.", id="tree", title="A tree", source="", published=None)


def ask(question, *articles, reply=None, history=()):
    return assistant_over(*articles, reply=reply).ask(question, history)


def test_the_only_article_is_the_one_that_is_meant():
    answer = ask("When was this article written?", HARBOUR)
    assert answer.text.startswith("“Harbour opens again” is dated 12 May 2026.\n\nThe harbour of Ellery opens again")
    assert answer.short == "12 May 2026"
    assert [answer.text[start:end] for start, end in answer.emphasis] == ["12 May 2026"]
    assert not answer.refused


def test_a_date_that_is_not_sure_is_told_so():
    answer = ask("When was this article written?", replace(HARBOUR, published_from="dateline"))
    assert answer.text.startswith("“Harbour opens again” is dated about 12 May 2026.")
    assert answer.short == "12 May 2026"


def test_what_is_told_of_an_article_carries_a_quote_of_it():
    answer = ask("Who wrote the article about the comet?", HARBOUR, COMET)
    assert answer.text.startswith("“Comet” names no author; it is from Sky Weekly.")
    [citation] = answer.citations
    assert citation.quote == COMET.text[citation.start : citation.end]
    [(start, end)] = answer.markers
    assert answer.text[start:end] == "[1]"


def test_authors_are_named_with_their_outlet():
    answer = ask("Who wrote this article?", HARBOUR)
    assert answer.text.startswith("“Harbour opens again” is by Mira Osei and Jon Falk, The Ellery Post.")


def test_a_date_that_is_not_known_is_not_guessed():
    assert ask("When was this article published?", UNKNOWN).text.startswith(
        "“A tree” does not say when it was published."
    )


def test_a_summary_is_the_article_s_first_sentences_and_no_heading():
    answer = ask("What is this article about?", HARBOUR)
    assert [citation.quote for citation in answer.citations] == [
        "The harbour of Ellery opens again on Monday, two years after the storm. The pier was rebuilt in stone.",
        "Ada Brandt called it a good day.",
    ]


def test_a_chat_model_sums_up_the_article_from_its_beginning():
    answer = ask(
        "Summarise the article about the harbour", HARBOUR, COMET, reply="The harbour of Ellery opens again [1]."
    )
    assert {passage.article.id for passage in answer.passages} == {"harbour"}
    assert answer.citations[0].article_id == "harbour"


def test_the_latest_article_is_the_one_with_the_latest_date():
    assert ask("What is the latest article about?", HARBOUR, COMET).citations[0].article_id == "comet"


def test_the_latest_article_on_a_topic_is_the_newest_that_is_about_it():
    # The likeliest is the one that speaks of nothing else; the newest of all is not about the harbour.
    likeliest = article("The harbour. The harbour of Ellery.", id="likeliest", published=dt.date(2026, 4, 1))
    passing = article(f"Rain fell.{' It rained.' * 60} The harbour froze.", id="passing", published=dt.date(2026, 6, 2))
    articles = (HARBOUR, COMET, likeliest, passing)
    assert ask("What is the latest article about the harbour?", *articles).citations[0].article_id == "harbour"
    assert ask("When was the newest article on the harbour written?", *articles).short == "12 May 2026"


def test_the_latest_article_on_what_no_article_is_about_is_none():
    assert ask("What is the latest article on the harbour of Lisbon?", HARBOUR, COMET).refused


def test_who_wrote_a_brief_is_told_of_the_article_that_calls_itself_so():
    text = "Policy brief 3/2026\n\nThe eels of the river Wend are fewer every year, and the weirs are to blame."
    brief = article(text, id="brief", title="Way for eels", authors=("Runa Falk",))
    news = article("Eels. The policy brief on eels was read by all.", id="news", authors=("Mira Osei",))
    assert ask("Who wrote the policy brief on eels?", news, brief).short == "Runa Falk"
    assert ask("Who wrote the report on eels?", news, brief).refused


def test_who_wrote_a_review_is_read_where_the_article_on_it_names_no_author():
    told = article("Ada Brandt wrote the review of the Voltra.", id="told")
    assert ask("Who wrote the review of the Voltra?", told).text.startswith("Ada Brandt wrote the review")


def test_of_several_articles_the_conversation_tells_which_is_meant():
    turn = Turn("What was seen above the Sorrel observatory?", "A comet was seen above the Sorrel observatory. [1]")
    answer = ask("When was this article published?", HARBOUR, COMET, history=(turn,))
    assert answer.short == "1 June 2026"


def test_who_wrote_the_novel_that_was_spoken_of_is_searched_for():
    novel = article("Ada Brandt wrote the novel that was praised.", id="novel", authors=("Mira Osei",))
    turn = Turn("Which novel was praised?", "Her novel was praised. [1]")
    assert ask("Who wrote this?", novel, COMET, history=(turn,)).text.startswith("Ada Brandt wrote the novel")


@pytest.mark.parametrize("question", ["What can I ask?", "Summarise the article", "How many articles are there?"])
def test_where_no_article_is_named_the_library_tells_what_it_holds(question):
    answer = ask(question, HARBOUR, COMET)
    assert "2 articles from" in answer.text
    assert "- “Comet” (Sky Weekly, 1 June 2026)" in answer.text
    assert answer.passages == ()


@pytest.mark.parametrize("question", ["Summarise the chess tournament", "Summarise the harbour of Lisbon"])
def test_a_topic_that_no_article_is_on_is_refused_as_any_question(question):
    answer = ask(question, HARBOUR, COMET)
    assert answer.refused


def test_what_the_library_holds_is_told_in_a_conversation_too():
    turn = Turn("What was seen above the Sorrel observatory?", "A comet was seen above the Sorrel observatory. [1]")
    assert "2 articles from" in ask("How many articles do you have?", HARBOUR, COMET, history=(turn,)).text


def test_the_articles_on_a_topic_are_counted_and_named_newest_first():
    ferry = article(
        f"A ferry hit the pier.{' It rained.' * 60} The harbour stayed open.",
        id="ferry",
        title="Ferry",
        source="",
        published=dt.date(2026, 7, 2),
    )
    assert ask("Which articles are about the harbour?", COMET, ferry, HARBOUR).text == (
        "2 articles mention “the harbour”."
        "\n\nIn title or opening:\n\n- “Harbour opens again” (The Ellery Post, 12 May 2026)"
        "\n\nFurther down:\n\n- “Ferry” (2 July 2026)"
    )
    assert ask("How many articles mention the pier?", COMET, ferry, HARBOUR).text == (
        "2 articles mention “the pier”."
        "\n\nIn title or opening:\n\n- “Ferry” (2 July 2026)\n- “Harbour opens again” (The Ellery Post, 12 May 2026)"
    )


def test_words_that_stand_apart_are_not_said_to_be_mentioned_as_one():
    answer = ask("How many articles are about the rebuilt ferries?", HARBOUR, COMET)
    assert answer.text.startswith("One article holds every word of “the rebuilt ferries”.")


def test_a_topic_of_no_article_is_said_to_be_of_none_and_the_nearest_are_named():
    answer = ask("Are there any articles about chess in the harbour?", HARBOUR, COMET)
    assert answer.text.startswith(
        "No article holds every word of “chess in the harbour”.\n\nThe nearest:\n\n- “Harbour"
    )
    assert not answer.refused


def test_of_many_articles_the_newest_are_named_and_the_rest_counted():
    many = [article("A storm came.", id=f"{day}", published=dt.date(2026, 5, day)) for day in range(1, 13)]
    text = ask("How many articles mention a storm?", *many).text
    assert text.startswith("12 articles mention “a storm”.")
    assert text.endswith("(The Outlet, 3 May 2026)\n- and 2 more")


@pytest.fixture
def library(tmp_path):
    opened = open_library(tmp_path, WordEmbeddings().identity)
    yield opened
    opened.close()


def entry(held):
    return entry_of(held, WordEmbeddings())


def _asked(question, library, filters):
    return Assistant(library, WordEmbeddings(), WordReader()).ask(question, filters=filters)


def test_within_limits_only_what_they_leave_is_counted(library):
    library.add([entry(HARBOUR), entry(COMET)])
    answer = _asked("How many articles do you have?", library, Filters(since=dt.date(2026, 6, 1)))
    assert answer.text.startswith("Within the chosen dates and sources the library holds one article. These are:")
    assert "Harbour" not in answer.text


def test_an_article_is_summed_up_as_it_stood_on_the_day(library):
    later = replace(HARBOUR, text=f"Correction: the day was wrong.\n\n{HARBOUR.text}", modified=dt.date(2026, 5, 20))
    library.add([entry(HARBOUR)])
    library.add([entry(later)])
    answer = _asked("Summarise the article about the harbour", library, Filters(as_of=dt.date(2026, 5, 15)))
    assert answer.citations[0].quote.startswith("The harbour of Ellery opens again")


def test_an_article_that_was_revised_later_counts_as_it_stood_on_the_day(library):
    later = replace(COMET, title="Two comets", text="Two comets were seen.", modified=dt.date(2026, 6, 20))
    library.add([entry(HARBOUR), entry(COMET)])
    library.add([entry(later)])
    day = Filters(as_of=dt.date(2026, 6, 5))
    told = _asked("How many articles do you have?", library, day).text
    assert told.startswith("Within the chosen dates and sources the library holds 2 articles.")
    assert "- “Comet” (Sky Weekly, 1 June 2026)" in told
    assert _asked("What is the latest article about?", library, day).citations[0].quote == COMET.text


def test_the_articles_on_a_topic_are_those_that_the_limits_leave(library):
    copy = replace(HARBOUR, id="copy", source="Sky Weekly", published=dt.date(2026, 5, 13))
    library.add([entry(HARBOUR), entry(copy), entry(COMET)])
    # The same text in two outlets is two articles, although a search shows one of them.
    assert _asked("How many articles mention the harbour?", library, Filters()).text.startswith("2 articles mention")
    answer = _asked("How many articles mention the harbour?", library, Filters(sources=("Sky Weekly",)))
    assert answer.text.startswith("Within the chosen dates and sources, one article mentions “the harbour”.")


def test_the_articles_of_one_outlet_are_counted(library):
    library.add([entry(HARBOUR), entry(replace(HARBOUR, id="copy", source="Sky Weekly")), entry(COMET)])
    answer = _asked("How many articles from the Sky Weekly mention the harbour?", library, Filters())
    assert answer.text.startswith("Within the chosen dates and sources, one article mentions “the harbour”.")


def test_days_that_the_question_states_limit_what_is_counted(library):
    library.add([entry(HARBOUR), entry(COMET)])
    answer = _asked("Which articles were published in June 2026?", library, Filters())
    assert answer.text.startswith("Within the chosen dates and sources the library holds one article.")
    answer = _asked("How many articles before June 2026 mention the harbour?", library, Filters())
    assert answer.text.startswith("Within the chosen dates and sources, one article mentions “the harbour”.")


def opening(text, count=1, title="Harbour opens again"):
    [first, *more] = opening_quotes([passage(text, title=title)], count)
    return " ".join(one.text for one in (first, *more))


@pytest.mark.parametrize(
    "of_the_page",
    [
        "*This live page is closed.*",
        "We have stopped updating this page.",
        "**22.15** We are ending our live coverage here.",
        "By Ada Brandt, harbour correspondent.",
        "Photographs by Ada Brandt.",
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_what_is_said_of_the_page_alone_opens_no_article(of_the_page, count):
    assert opening(f"{of_the_page}\n\nThe storm has passed the coast.", count) == "The storm has passed the coast."


def test_what_only_begins_like_a_note_of_the_page_is_told():
    assert opening("This page of the atlas was stolen.\n\nRain fell on the coast.").startswith("This page")
    assert opening("By Tuesday Ada had left the town.\n\nRain fell on the coast.").startswith("By Tuesday")


def test_of_an_article_that_opens_with_a_scene_the_sentence_with_words_of_the_title_is_told():
    scene = "A goat was the first to see it."
    text = f"{scene} Rain fell on the hats. The harbour of Ellery opens on Monday."
    assert opening(text) == "The harbour of Ellery opens on Monday."
    assert opening(text, 3).startswith(scene)
    assert opening(f"{scene} Rain fell on the harbour.") == scene


def test_a_first_sentence_with_a_word_of_the_title_is_told():
    text = "The harbour is back, and it rained. The harbour of Ellery opens on Monday."
    assert opening(text) == "The harbour is back, and it rained."
