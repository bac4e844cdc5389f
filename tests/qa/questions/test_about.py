import pytest

from core.types import Turn
from qa.questions.about import About, about


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("When was this article written?", "date"),
        ("When was this written?", "date"),
        ("What is the date of the article?", "date"),
        ("Who wrote this article?", "author"),
        ("Who is the author?", "author"),
        ("Which newspaper published the article?", "outlet"),
        ("What is this article about?", "summary"),
        ("Can you summarize this article?", "summary"),
        ("summary of the article", "summary"),
        ("tl;dr", "summary"),
        ("Summarise this article in three sentences, please", "summary"),
        ("Summarise all articles", "news"),
        ("What's new?", "news"),
        ("Any news?", "news"),
        ("What is the latest news?", "news"),
        ("Show me the headlines", "news"),
        ("What has happened recently?", "news"),
        ("What do the articles say?", "news"),
        ("What was the article about?", "summary"),
        ("What are the key points of the article?", "summary"),
        ("How many articles do you have?", "library"),
        ("Which outlets are in the library?", "library"),
        ("List all articles", "library"),
        ("Show me the articles", "library"),
        ("How many articles?", "library"),
        ("What can I ask you?", "library"),
        ("Summarise articles", "news"),
    ],
)
def test_questions_about_the_articles_are_told_from_those_about_the_world(question, wanted):
    assert about(question) == About(wanted)


@pytest.mark.parametrize(
    "question",
    [
        "When was the report published?",
        "When was the harbour built?",
        "Who wrote the novel?",
        "What does the article say about the harbour?",
        "How many articles does the treaty have?",
        "Which sources of lithium are there?",
        "What is the main point of the treaty?",
        "Who published the leaked files?",
        "Summarise what the council decided in May",
        "Summarise last year's budget",
    ],
)
def test_questions_about_what_articles_tell_are_searched_for(question):
    assert about(question) is None


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How many articles are there about the ferry?", "the ferry"),
        ("How many articles mention the ferry?", "the ferry"),
        ("Which articles are about the storm barrier?", "the storm barrier"),
        ("Which articles does the library hold on the bridge?", "the bridge"),
        ("How many articles about Dunmarrow are there in the library?", "Dunmarrow"),
        ("What articles do you have that mention Ada Brandt?", "Ada Brandt"),
        ("Are there any articles about chess?", "chess"),
        ("Show me the articles on the comet, please", "the comet"),
        ("List all articles about the comet", "the comet"),
        ("How many articles mention the ferry? (Skarn Voss)", "the ferry"),
    ],
)
def test_the_articles_on_a_topic_can_be_asked_for(question, topic):
    assert about(question) == About("articles", topic)


@pytest.mark.parametrize(
    "question",
    [
        "How many articles did she write?",
        "How many articles has Ada Brandt written about the ferry?",
        "How many articles of the treaty mention slavery?",
        "Which articles about the ferry are by Ada Brandt?",
        "How many articles about the ferry were published in May?",
        "Which articles are about what the council decided?",
        "Which articles mention this? (ferry Skarn)",
        "Do articles about the ferry mention its price?",
        "Which articles were withdrawn?",
        "Articles on 3 May 2026",
        "Which articles are about the barrier but not the auditors?",
        "How many articles mention the ferry or the bridge?",
        "How many articles mention no injuries?",
    ],
)
def test_more_than_a_topic_is_searched_for(question):
    assert about(question) is None


def test_the_topic_tells_which_article_is_meant():
    assert about("When was the article on the harbour written?") == About("date", "the harbour")
    assert about("Summarise the recount in Edelsund") == About("summary", "the recount in Edelsund", sure=False)
    assert about("What is the article on the recount about?") == About("summary", "the recount")


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the articles about the barrier?",
        "When were the articles on the barrier written?",
        "Summarise the articles about the barrier",
    ],
)
def test_several_articles_on_a_topic_are_listed_and_none_speaks_for_all(question):
    assert about(question) == About("articles", "the barrier")


def test_the_author_of_a_novel_that_was_spoken_of_is_not_the_articles():
    spoken_of = Turn("What does the novel tell?", "The novel tells of a ferry.")
    assert about("Who is the author?", spoken_of) is None
    assert about("Who is the author?", Turn("What does the ferry cost?", "It costs 9 crowns.")) == About("author")


def test_a_follow_up_is_about_what_was_spoken_of():
    assert about("When was this article written? (harbour Voss)") == About("date", "harbour Voss")


def test_what_the_library_holds_is_asked_in_a_conversation_too():
    assert about("How many articles do you have? (harbour Voss)") == About("library")
    assert about("How many stories are there? (tower Voss)") == About("library", "tower Voss")


def test_the_latest_article_is_the_newest():
    assert about("What is the latest article about?") == About("summary", newest=True)
    assert about("What is the latest article about? (harbour Voss)") == About("summary", newest=True)
    assert about("Show me the latest article") == About("summary", newest=True)
    assert about("What is the newest article on the harbour?") == About("summary", "the harbour", newest=True)
    assert about("What are the latest articles?") == About("library", newest=True)
    assert about("What are the latest articles on the harbour?") == About("articles", "the harbour", newest=True)


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What happened in May 2026?", "in May 2026"),
        ("What happened on 3 May?", "on 3 May"),
        ("What was in the news between 3 and 9 May 2026?", "between 3 and 9 May 2026"),
        ("Summarise the news of the week of 4 May 2026", "of the week of 4 May 2026"),
        ("The headlines of 2026-05-03", "of 2026-05-03"),
        ("What do the articles of May 2026 say?", "of May 2026"),
        ("What happened yesterday?", "yesterday"),
        ("What happened today", "today"),
        ("What's happened since Monday?", "since Monday"),
        ("What has been happening this month?", "this month"),
        ("What happened in the last three days?", "in the last three days"),
        ("What happened at the weekend?", "at the weekend"),
        ("What did I miss last week?", "last week"),
        ("What is in the news today?", "today"),
        ("What's new this week?", "this week"),
        ("Any news since Monday?", "since Monday"),
        ("Anything new today?", "today"),
        ("news of the last week", "of the last week"),
        ("What was the news yesterday?", "yesterday"),
        ("Give me a summary of the news of this year", "of this year"),
        ("this week's news", "this week"),
        ("What are yesterday’s headlines?", "yesterday"),
        ("Summarise the past two weeks' news", "the past two weeks"),
        ("Summarise last week, please", "last week"),
        ("What do the articles of last month say?", "of last month"),
        ("What happened in the last few days?", ""),
    ],
)
def test_news_may_be_asked_of_some_days(question, days):
    assert about(question) == About("news", days=days)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in Carrick?",
        "What happened in Carrick in May 2026?",
        "What happened in May 2026 to the ferry?",
        "What happened on the 3 May ferry?",
        "What happened in Carrick last week?",
        "What happened to the ferry yesterday?",
        "What happened on Monday?",
        "What happened last week's mayor?",
        "What happened in this week's episode?",
        "What is happening?",
        "What do the articles of confederation say?",
        "What happened in May 2026? (harbour Voss)",
        "What happened last week? (harbour Voss)",
    ],
)
def test_what_happened_somewhere_is_searched_for(question):
    assert about(question) is None


def test_news_in_a_conversation_is_the_newest_on_what_was_spoken_of():
    assert about("Any news? (harbour Voss)") == About("summary", "harbour Voss", newest=True)


def test_the_last_article_of_something_else_is_no_newest_one():
    assert about("What is the last article of the treaty?") is None
    assert about("What is the latest article that she wrote?") is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who wrote this?", "Her novel on the harbour won the Ellery prize."),
        ("When was this written? (letter Voss)", "The letter was found in the tower."),
        ("Who wrote this report?", "The report puts the cost at 462 million."),
    ],
)
def test_what_is_written_within_the_articles_may_be_meant_where_it_was_spoken_of(question, said):
    assert about(question, Turn("What was found?", said)) is None
    assert about(question, Turn(said, "It was.")) is None
    assert about(question, Turn("Who leads the port union?", "Ada Brandt leads it.")) is not None


@pytest.mark.parametrize(
    "question", ["Who wrote this article?", "Who wrote the article?", "What is the article about?"]
)
def test_an_article_that_is_called_one_is_meant_whatever_was_spoken_of(question):
    assert about(question, Turn("Who wrote the novel?", "Ada Brandt wrote the novel.")) is not None


def test_what_is_noted_behind_an_answer_is_not_what_was_spoken_of():
    carried = Turn("What was found?", "A boat was found. [1]\n\n2 outlets, one wire story: Strata and Sky.")
    assert about("Who wrote this story?", carried) is not None


def test_a_report_is_no_story():
    assert about("Who wrote this story?", Turn("What was found?", "A report was found.")) is not None


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the article" + " in a words in words in a words" * 60 + " x",
        "summarise a" + " " * 3970 + "b",
        "Summarise the article" + " please" * 500 + " x",
        "what is the article about" + "?!" * 1900 + "x",
    ],
)
def test_questions_that_fit_in_very_many_ways_are_told_at_once(question):
    about(question)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what's the latest on the tram", "the tram"),
        ("What is the latest news on the tram line?", "the tram line"),
        ("Any news about the ferry?", "the ferry"),
        ("Are there any updates on the strike?", "the strike"),
        ("What are the latest developments in the Venn case?", "the Venn case"),
        ("What's new with the harbour?", "the harbour"),
    ],
)
def test_the_latest_on_a_topic_is_the_newest_article_on_it(question, topic):
    assert about(question) == About("summary", topic, newest=True)


@pytest.mark.parametrize("question", ["What is the latest phone?", "What's in the news?", "What is the latest on it?"])
def test_the_latest_of_a_kind_is_searched_for(question):
    assert about(question) is None


def test_a_review_or_a_paper_is_meant_where_one_is_on_the_whole_topic():
    assert about("Who wrote the review of the Voltra?") == About("author", "the Voltra", sure=False)


@pytest.mark.parametrize("piece", ["explainer", "obituary", "blog post"])
def test_the_author_of_a_kind_of_article_is_asked_for(piece):
    assert about(f"Who wrote the {piece} about eels?") == About("author", "eels", sure=False)


@pytest.mark.parametrize(
    "question",
    [
        "What is the article Salt on the wind about?",
        "What's the story called “Salt on the wind” about?",
        "What is the feature 'Salt on the wind' about?",
    ],
)
def test_an_article_is_meant_by_its_title(question):
    assert about(question) == About("summary", "Salt on the wind", piece="Salt on the wind")


@pytest.mark.parametrize("question", ["What is the story that Ada told about?", "What is the article by Ada about?"])
def test_what_tells_an_article_otherwise_is_no_title(question):
    assert about(question) is None


@pytest.mark.parametrize("piece", ["report", "policy brief", "press release", "newsletter"])
def test_the_author_of_a_report_is_that_of_an_article_that_calls_itself_one(piece):
    asked = about(f"Who wrote the {piece} on eels?")
    assert asked == About("author", "eels", sure=False, piece=piece)
    assert about("Summarise the paper on green roofs") == About("summary", "green roofs", sure=False)
