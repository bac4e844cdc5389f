"""Files and rows become articles: text as it stands, metadata under its many names."""

import datetime as dt
import tracemalloc
from collections.abc import Callable

import pytest

from core.errors import IngestError
from core.types import Article
from ingest.documents import MARKDOWN, TEXT, RawFile, RawRow
from ingest.parse.registry import parse


def _text(content: str, name: str = "000_17ab") -> Article:
    return parse(RawFile("a.txt", "a-1", name, TEXT, content.encode()))


def _markdown(content: str) -> Article:
    return parse(RawFile("a.md", "a-1", "000_17ab", MARKDOWN, content.encode()))


def _row(**values: object) -> Article:
    return parse(RawRow("dump.jsonl:1", "dump", values))


def test_the_date_before_the_lede_is_no_part_of_the_text() -> None:
    article = _text(" date 2026-03-06 The bridge reopened.\n\nCars are back.\n")

    assert article.text == "The bridge reopened.\n\nCars are back."
    assert article.published == dt.date(2026, 3, 6)


def test_a_date_that_is_no_day_stays_text_and_unknown() -> None:
    article = _text("date 2026-13-45 The bridge reopened.")

    assert article.text == "date 2026-13-45 The bridge reopened."
    assert article.published is None


@pytest.mark.parametrize(
    "article",
    [
        lambda: _row(text="It rained.", date="9999-12-31", modified="9999-12-31"),
        lambda: _markdown("---\ndate: 2962-03-06\nupdated: 2962-03-07\n---\nIt rained."),
        lambda: _text("Date: 6 March 2962\nUpdated: 7 March 2962\n\nIt rained."),
        lambda: _text("date 2962-03-06 It rained."),
        lambda: _text("AVERTON, March 6, 2962 (Echo Wire) - It rained."),
    ],
)
def test_a_day_far_ahead_is_no_day_of_an_article(article: Callable[[], Article]) -> None:
    found = article()

    assert (found.published, found.published_from, found.modified) == (None, "", None)


def test_header_lines_are_metadata() -> None:
    article = _text(
        "Title: Bridge opens\nSource: The Echo\nAuthor: Jo Farrow; Ann Li\nDate: 6 March 2026\n"
        "URL: https://echo.example/bridge\nSection: Local\nLanguage: en\n\nCars are back."
    )

    assert article == Article(
        "a-1",
        "Bridge opens",
        "Cars are back.",
        dt.date(2026, 3, 6),
        "The Echo",
        ("Jo Farrow", "Ann Li"),
        "https://echo.example/bridge",
        "Local",
        "en",
        published_from="header",
    )


def test_a_header_may_be_followed_by_the_date_before_the_lede() -> None:
    article = _text("Title: Bridge opens\n\ndate 2026-03-06 Cars are back.")

    assert (article.title, article.published, article.text) == ("Bridge opens", dt.date(2026, 3, 6), "Cars are back.")


def test_a_first_paragraph_with_one_other_line_is_no_header() -> None:
    text = "Source: the mayor herself.\nShe said so on Friday.\n\nCars are back."

    assert _text(text).text == text


def test_a_first_paragraph_of_thousands_of_header_lines_is_none() -> None:
    text = "Title: Bridge\n" * 5000 + "\nCars are back."

    assert _text(text).text == text


def test_line_ends_are_made_one_and_outer_space_goes() -> None:
    assert _text("\n One.\r\n\r\nTwo.\rThree. \r\n").text == "One.\n\nTwo.\nThree."


def test_the_headline_a_text_begins_with_is_its_title_and_stays_in_it() -> None:
    article = _text("Bridge reopens\n\nCars are back.")

    assert (article.title, article.text) == ("Bridge reopens", "Bridge reopens\n\nCars are back.")


def test_a_file_name_of_words_is_the_title() -> None:
    assert _text("Cars are back.", name="2026-03-06-bridge-opens").title == "Bridge opens"


def test_a_file_name_of_numbers_leaves_the_first_sentence_as_title() -> None:
    assert _text("Cars are back. Trains are not.").title == "Cars are back."


def test_lines_without_end_are_cut_at_a_word() -> None:
    article = _row(
        text="It rained.", title="rain " * 9000, source="Echo " * 9000, section="s" * 900, author="Li;" * 900
    )

    # 59 words of 5 characters, one of 4 and the ellipsis; 39 and one likewise.
    assert article.title == "rain " * 59 + "rain…"
    assert article.source == "Echo " * 39 + "Echo…"
    assert (article.section, article.authors) == ("s" * 200 + "…", ("Li",) * 100)


@pytest.mark.parametrize("length", [9000, 70_000])
def test_an_address_without_end_is_no_address(length: int) -> None:
    assert _row(text="It rained.", url="https://echo.example/" + "a" * length).url is None


def test_a_title_of_millions_of_words_takes_little_memory() -> None:
    title = "ab " * 1_000_000  # a list of a million words takes 60 MB

    tracemalloc.start()
    _row(text="It rained.", title=title, author=title.replace(" ", ";"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20_000_000


def test_a_title_made_of_a_name_without_end_is_cut() -> None:
    assert len(_text("It rained.", name="rain-" * 900 + "falls").title) <= 300


def test_a_long_first_sentence_is_shortened_at_a_word() -> None:
    # "Title " and nineteen times "word " are 101 characters, so the last word goes and the space before it.
    title = _text("Titled " + "word " * 30 + "end.").title

    assert title == "Titled" + " word" * 18 + "…"


@pytest.mark.parametrize("unseen", [" \n ", "\u200b\ufeff\u2028", "\x0c"])
def test_a_text_of_white_space_or_nothing_that_can_be_seen_has_no_article(unseen: str) -> None:
    with pytest.raises(IngestError, match="holds no text"):
        _text(unseen)


def test_front_matter_is_metadata_and_no_part_of_the_text() -> None:
    article = _markdown(
        "---\ntitle: 'Bridge: open'\ndate: 2026-03-06\noutlet: The Echo\nauthors:\n  - Jo Farrow\n  - Ann Li\n"
        "link: https://echo.example/bridge\n---\n\n# Bridge\n\nCars are back.\n"
    )

    assert article == Article(
        "a-1",
        "Bridge: open",
        "# Bridge\n\nCars are back.",
        dt.date(2026, 3, 6),
        "The Echo",
        ("Jo Farrow", "Ann Li"),
        "https://echo.example/bridge",
        published_from="front-matter",
    )


def test_markdown_without_front_matter_takes_its_first_heading_as_title() -> None:
    article = _markdown("# Bridge opens\n\nCars are back.")

    assert (article.title, article.text) == ("Bridge opens", "# Bridge opens\n\nCars are back.")


@pytest.mark.parametrize("value", ["[open", '"\\UFFFFFFFF"', '"\\U00110000"', "[" * 3000])
def test_broken_front_matter_is_named(value: str) -> None:
    with pytest.raises(IngestError, match="front matter is not valid YAML"):
        _markdown(f"---\ntitle: {value}\n---\nCars are back.")


def test_front_matter_that_unfolds_without_bound_is_harmless() -> None:
    # Ten levels of ten references each would be ten thousand million names.
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 11))

    assert _markdown(f"---\n{bomb}authors: *a10\n---\nCars are back.").authors == ()


def test_front_matter_runs_nothing() -> None:
    article = _markdown("---\ntitle: !!python/object/apply:os.getcwd []\n---\nCars are back.")

    assert article.title == "Cars are back."


def test_a_rows_text_and_id_are_kept_character_for_character() -> None:
    article = _row(doc_id=" n-1 ", text="  Cars\r\nare back. \n", title="Bridge")

    assert (article.id, article.text) == (" n-1 ", "  Cars\r\nare back. \n")


@pytest.mark.parametrize(
    "values",
    [
        {"doc_id": "n", "text": "It opened.", "title": "B", "date": "2026-03-06", "source": "E", "author": "Jo"},
        {"id": "n", "body": "It opened.", "Headline": "B", "published_at": "2026-03-06", "outlet": "E", "byline": "Jo"},
        {
            "article_id": "n",
            "content": "It opened.",
            "title": "B",
            "publishedAt": "2026-03-06T09:00:00Z",
            "source": {"id": None, "name": "E"},
            "authors": [{"name": "Jo"}],
        },
    ],
)
def test_fields_are_known_by_several_names(values: dict[str, object]) -> None:
    assert _row(**values) == Article("n", "B", "It opened.", dt.date(2026, 3, 6), "E", ("Jo",), published_from="row")


def test_empty_values_give_way_to_the_next_name() -> None:
    assert _row(doc_id="n", text="", body="It opened.").text == "It opened."


@pytest.mark.parametrize("values", [{}, {"text": ""}, {"text": " \n"}, {"text": None}, {"text": 7}, {"title": "x"}])
def test_a_row_without_text_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(IngestError, match="has no text"):
        _row(doc_id="n", **values)


def test_a_whole_number_is_an_id() -> None:
    assert _row(id=17, text="It opened.").id == "17"


@pytest.mark.parametrize("given", [" ", True, 1.5, ["n"], "a\x1b[2J", "x" * 513])
def test_an_id_that_cannot_be_one_is_refused(given: object) -> None:
    with pytest.raises(IngestError, match="has an id"):
        _row(doc_id=given, text="It opened.")


def test_a_row_without_id_keeps_the_one_of_its_address_when_its_text_changes() -> None:
    first = _row(url="https://echo.example/1", text="It opened.", title="Bridge")
    second = _row(url="https://echo.example/1", text="It closed.", title="Bridge")

    assert first.id == second.id


def test_rows_without_id_and_address_are_told_apart_by_content() -> None:
    assert _row(text="It opened.").id != _row(text="It closed.").id


def test_only_web_addresses_are_kept() -> None:
    assert _row(doc_id="n", text="It opened.", url="javascript:alert(1)").url is None


def test_a_row_without_a_date_may_begin_with_a_dateline() -> None:
    article = _row(doc_id="n", text="AVERTON, March 6, 2026 (Hallin Wire) - It opened.")

    assert (article.published, article.published_from) == (dt.date(2026, 3, 6), "dateline")


def test_the_language_is_that_which_the_row_states() -> None:
    assert (
        _row(doc_id="n", text="It was said that the bridge had not been open to those who came.", lang="de").language
        == "de"
    )


def test_the_language_of_a_text_that_states_none_is_detected() -> None:
    assert _row(doc_id="n", text="It was said that the bridge had not been open to those who came.").language == "en"


def test_figures_are_read_as_the_stated_language_writes_them() -> None:
    assert _row(doc_id="n", text="Es öffnete.", lang="de", date="03.04.2021").published == dt.date(2021, 4, 3)


def test_a_change_before_the_publication_is_not_believed() -> None:
    assert _row(doc_id="n", text="It opened.", date="2026-03-06", updated="2026-03-05").modified is None


def test_the_day_of_the_last_change_is_kept() -> None:
    assert _row(doc_id="n", text="It opened.", date="2026-03-06", updated="2026-03-07").modified == dt.date(2026, 3, 7)


def test_half_a_character_pair_is_refused() -> None:
    with pytest.raises(IngestError, match="lone surrogate"):
        _row(doc_id="n", text="It opened \ud83d.")
