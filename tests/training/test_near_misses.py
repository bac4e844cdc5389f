"""Questions that a passage almost answers, made of ones that it answers, on invented text."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from training.config import Recipe
from training.data import Context, Row
from training.near_misses import CHANGED, CUT, change, near_misses
from training.sampling import Sampler

TEXT = "Storm Ida sank 40 boats at Halden. Nobody was injured, said Nils Brandt. The pier of 1911 held."
OTHER = "At Varby it was Ole Lund who kept the ferry in port, and in October he was thanked."


def changed(question, similar=(OTHER,)):
    """Every change that chance may make of it."""
    return {change(question, TEXT, similar, np.random.default_rng(seed)) for seed in range(60)}


def test_a_figure_that_the_passage_tells_becomes_another():
    others = changed("Which storm sank 40 boats?")
    assert len(others) > 10
    for other in others:
        assert int(other.removeprefix("Which storm sank ").removesuffix(" boats?")) not in (40, 1911)


def test_a_word_gives_way_to_its_opposites_where_the_passage_does_not_tell_them():
    assert changed("Who was killed?") == {f"Who was {other}?" for other in ("arrested", "rescued")}


def test_a_name_becomes_one_of_a_passage_like_it_with_as_many_words():
    assert changed("What did Nils Brandt say?") == {"What did Ole Lund say?"}


def test_a_month_is_no_name():
    assert changed("What was sunk at Halden?", ["The fair in October was held."]) == {None}


def test_a_question_of_which_the_passage_tells_nothing_that_has_others_is_left():
    assert changed("What held?") == {None}


@pytest.fixture
def tokenizer():
    """Whole words, each with the same number."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 100}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return tokenizer


@pytest.fixture
def material(tokenizer):
    """A long passage whose second of three sentences answers, and a question that nothing answers."""
    sentences = [
        "The pier was painted " + "again and " * 12,
        "Ada Voss built the pier",
        "Gulls sat on it " + "for hours " * 12,
    ]
    text = ". ".join(sentence.strip() for sentence in sentences) + "."
    encoded = tokenizer.encode(text)
    words = text.split()
    starts = (0, words.index("Ada"), words.index("Gulls"))
    context = Context(
        text, "invented", np.asarray(encoded.ids, np.int32), np.asarray(encoded.offsets, np.int32), starts
    )
    answer = ((starts[1], starts[1] + 1),)
    rows = (
        Row("Who built the pier?", (7, 8), 0, ("Ada Voss",), answer, "invented", held_out=True),
        Row("Who broke the pier?", (7, 9), 0, (), (), "invented", held_out=False),
    )
    return (context,), rows


def test_what_is_left_without_the_answer_is_a_passage_of_its_own(material, tokenizer):
    contexts, rows = material
    none = np.full((len(rows), 1), -1, np.int32)
    more, misses = near_misses(contexts, rows, none, tokenizer, seed=1, question_tokens=8)
    (cut,) = [row for row in misses if row.source == CUT]
    assert cut.question == "Who built the pier?"
    assert cut.context == len(contexts)
    assert not cut.spans
    assert not cut.answers
    assert "Voss" not in more[0].text
    assert more[0].text.startswith("The pier was painted")
    assert more[0].text.endswith("hours.")
    # What is held out stays so.
    assert all(row.held_out for row in misses)


def test_near_misses_teach_that_there_is_no_answer_and_nothing_of_relevance(material, tokenizer):
    contexts, rows = material
    none = np.full((len(rows), 1), -1, np.int32)
    more, misses = near_misses(contexts, rows, none, tokenizer, seed=1, question_tokens=8)
    everything = (*rows, *misses)
    places = [place for place, row in enumerate(everything) if row.source in (CHANGED, CUT)]
    padded = np.full((len(everything), 1), -1, np.int32)
    sampler = Sampler((*contexts, *more), everything, padded, Recipe())
    groups = list(sampler.groups(places, np.random.default_rng(0)))
    assert len(groups) == len(misses) == 2
    for (example,) in groups:
        assert example.spans == ()
        assert example.relevant is None
