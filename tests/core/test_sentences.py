import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import sentences
from core.sentences import sentence_at, sentence_spans


@given(st.text(max_size=300))
def test_every_character_that_is_not_white_space_lies_in_exactly_one_sentence(text):
    _covers(text, sentence_spans(text))


def _covers(text, spans):
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    covered = {index for start, end in spans for index in range(start, end)}
    assert {index for index, character in enumerate(text) if not character.isspace()} <= covered


@given(st.text("ab. \n", max_size=300))
def test_so_it_does_in_texts_that_are_read_in_parts(text):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sentences, "_PART_CHARS", 10)
        _covers(text, sentence_spans(text))


def test_a_long_text_has_the_same_sentences_as_its_parts(monkeypatch):
    text = "It rained. The road\nflooded at 9 a.m. on Friday.\n\n\n" * 20
    whole = sentence_spans(text)
    monkeypatch.setattr(sentences, "_PART_CHARS", 100)

    assert sentence_spans(text) == whole
    assert len(whole) == 40


def test_a_long_paragraph_has_the_same_sentences_as_its_parts(monkeypatch):
    text = (
        "It rained. “Did it?” he said. The road flooded at 9 a.m. on Friday. " * 20
        + "雨が降った。道路が冠水した。" * 20
    )
    whole = sentence_spans(text)
    monkeypatch.setattr(sentences, "_PART_CHARS", 100)

    assert sentence_spans(text) == whole


@pytest.mark.timeout(5)
def test_a_paragraph_of_countless_sentences_takes_little_time():
    assert len(sentence_spans("雨が降った。" * 30_000)) == 30_000


@pytest.mark.timeout(10)
def test_a_line_of_countless_numbers_takes_little_time():
    assert len(sentence_spans("2. " * 100_000)) == 99_999  # the first goes on in the second


def test_a_text_of_countless_sentences_takes_little_memory(monkeypatch):
    monkeypatch.setattr(sentences, "_PART_CHARS", 5_000)

    tracemalloc.start()
    assert sum(1 for _ in sentences.each_sentence("a\n\n" * 30_000)) == 30_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 10_000_000  # all at once it took 35 MB


def test_offsets_count_characters_beyond_the_basic_plane():
    text = "Rain 😀 fell. “It stopped,” she said."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["Rain 😀 fell.", "“It stopped,” she said."]


def test_sentence_at_covers_a_span_across_two_sentences():
    text = "One fell. Two rose. Three stayed."
    start, end = sentence_at(text, text.index("fell"), text.index("rose") + 1)
    assert text[start:end] == "One fell. Two rose."


def _sentences(text, language="en"):
    return [text[a:b] for a, b in sentence_spans(text, language)]


@pytest.mark.parametrize(
    ("first", "language"),
    [
        ("2. Cars are back.", "en"),
        ("Figure 3.1. The old bridge.", "en"),
        ("Kapitel 2. Die Straße war lang.", "de"),
    ],
)
def test_a_number_or_label_that_a_paragraph_begins_with_is_no_sentence(first, language):
    assert _sentences(f"Es regnete.\n\n{first} Es regnete.", language) == ["Es regnete.", first, "Es regnete."]


def test_a_label_alone_in_its_paragraph_stays_apart_from_the_next():
    assert _sentences("Chapter 2.\n\nIt rained.") == ["Chapter 2.", "It rained."]


def test_a_number_that_ends_a_sentence_ends_it():
    assert _sentences("It is on table 2. Cars are back.") == ["It is on table 2.", "Cars are back."]


@pytest.mark.parametrize(
    ("first", "language"),
    [
        ("Il a vu M. Girard et Mme. Cottin.", "fr"),
        ("Selon l’art. L. 12 du code, c'est payé le 4 janv. 2026.", "fr-fr"),
        ("D. Manuel y Dña. Rosa viven en el n.º 12.", "es"),
        ("Es kostet 4 Euro inkl. Versand.", "de"),
        ("As Figs. 3 and 4 show, it costs approx. 30 crowns.", "en"),
    ],
)
def test_an_abbreviation_of_its_language_ends_no_sentence(first, language):
    assert _sentences(f"{first} Basta.", language) == [first, "Basta."]


def test_a_word_that_is_an_abbreviation_before_figures_ends_a_sentence_elsewhere():
    assert _sentences("Elle aime l'art. Il pleut.", "fr") == ["Elle aime l'art.", "Il pleut."]


def test_the_german_of_germany_has_german_sentences():
    assert _sentences("Am 3. Mai kam er. Es regnete.", "de-de") == ["Am 3. Mai kam er.", "Es regnete."]


def test_marks_that_end_an_emphasis_belong_to_the_sentence_before_them():
    text = "**Correction.** The ferry is blue. _Not green._\n\n**Really.**"
    told = ["**Correction.**", "The ferry is blue.", "_Not green._", "**Really.**"]
    assert [text[a:b] for a, b in sentence_spans(text)] == told


def test_marks_that_begin_an_emphasis_belong_to_the_sentence_behind_them():
    text = "It is blue. **It was green.** * It floats."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["It is blue.", "**It was green.**", "* It floats."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("**Outlook.** Prices rise.", ["**Outlook.**", "Prices rise."]),
        ("*Mud: A History.* By Ada Brandt. It ended.*", ["*Mud: A History.*", "By Ada Brandt.", "It ended.*"]),
        ("Is it _safe?_ Yes.", ["Is it _safe?_", "Yes."]),
        ("It rained.\n* Cars are back.\n* So is the bus.", ["It rained.", "* Cars are back.", "* So is the bus."]),
    ],
)
def test_what_closes_emphasis_ends_the_sentence_before_it(text, told):
    assert _sentences(text) == told
