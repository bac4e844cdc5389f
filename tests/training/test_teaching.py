"""What teachers find, in other word pieces than the learner's, and what a language model drafts, on invented text."""

import dataclasses

import bm25s
import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from tokenizers.processors import ByteLevel
from transformers import LlamaConfig, LlamaForCausalLM

from training.data import Context, Row
from training.drafting import _record
from training.labels import mass_on_answer, mean, read, respell
from training.language_model import MARKS, LanguageModelReader
from training.negatives import _lexical_weights
from training.network import Outputs
from training.sampling import Example
from training.windows import Labels, flatten

TEXT = "The harbour was built by Ida Voss in 1911."
# Word pieces of the learner: whole words. The answer, "Ida Voss", is tokens 5 and 6.
WORDS = [(0, 3), (4, 11), (12, 15), (16, 21), (22, 24), (25, 28), (29, 33), (34, 36), (37, 41), (41, 42)]
CONTEXT = Context(TEXT, "invented", np.arange(10, 20, dtype=np.int32), np.asarray(WORDS, np.int32), (0,))
ROW = Row("Who?", (7,), 0, ("Ida Voss",), ((5, 6),), "invented", held_out=False)


@pytest.fixture(scope="module")
def letters():
    """A vocabulary of single bytes, which begins words with their blank as the language model's does."""
    tokenizer = Tokenizer(models.BPE({byte: n + 3 for n, byte in enumerate(pre_tokenizers.ByteLevel.alphabet())}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = ByteLevel(trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


@pytest.fixture
def windows():
    """One window from the fourth word on: [CLS] question [SEP] passage [SEP]; the answer is at 5 and 6 of it."""
    ids = (101, 7, 102, *CONTEXT.ids[3:].tolist(), 102)
    return flatten([(Example(ids, 3, ((5, 6),), True, (0, 0, 3, 10)),)])


class Sure(torch.nn.Module):
    """A teacher that is sure of where an answer starts and where it ends, counted from the start of the sequence."""

    def __init__(self, start, end):
        super().__init__()
        self.encoder = torch.nn.Identity()
        self.place = start, end

    def forward(self, ids, _mask, _token_types):
        start, end = (torch.nn.functional.one_hot(torch.tensor([p]), ids.shape[1]) * 99.0 for p in self.place)
        return Outputs(start, end, torch.full((len(ids),), 9.0), torch.full((len(ids),), 9.0))


def test_an_answer_in_letters_stands_at_the_words_that_hold_it(windows, letters):
    respelled = respell(windows, [CONTEXT], [ROW], letters, MARKS, question_tokens=9)
    passage = TEXT[16:]
    first = int(respelled.windows.first_passage_token[0])
    begin = first + passage.index("Ida")
    end = first + passage.index("Voss") + 3
    labels = read(Sure(begin, end), windows, respelled=respelled)
    assert labels.spans[:, 0].argmax() == 5
    assert labels.spans[:, 1].argmax() == 6
    assert mass_on_answer(windows, labels).tolist() == [1.0]


def test_not_here_is_the_same_place_in_every_vocabulary(windows, letters):
    respelled = respell(windows, [CONTEXT], [ROW], letters, MARKS, question_tokens=9)
    labels = read(Sure(0, 0), windows, respelled=respelled)
    assert labels.spans[0].tolist() == [1.0, 1.0]
    assert mass_on_answer(windows, labels).tolist() == [0.0]


def test_an_answer_seen_between_two_places_of_the_drafted_one_is_another(windows):
    spans = np.asarray([[[3, 3], [7, 8], [-1, -1], [-1, -1]]], np.int32)
    twice = dataclasses.replace(windows, spans=spans)
    assert mass_on_answer(twice, read(Sure(5, 6), twice)).tolist() == [0.0]
    assert mass_on_answer(twice, read(Sure(7, 8), twice)).tolist() == [1.0]


def test_teachers_count_by_their_weights():
    one, other = (Labels(torch.full((2, 2), value), torch.full((1, 2), value)) for value in (0.0, 0.75))
    # (1 x 0 + 2 x .75) / 3 = .5
    assert mean([one, other], [1.0, 2.0]).spans.tolist() == [[0.5, 0.5], [0.5, 0.5]]


@pytest.fixture
def reader(tmp_path):
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=300, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4
    )
    LlamaForCausalLM(config).save_pretrained(tmp_path)
    network = LanguageModelReader(tmp_path).eval()
    network.encoder.to(torch.bfloat16)
    return network


def test_each_token_of_the_language_model_sees_those_behind_it(reader):
    ids = torch.tensor([[1, 5, 2, 6, 7, 2], [1, 5, 2, 6, 9, 2]])
    found = reader(ids, torch.ones_like(ids), torch.zeros_like(ids)).relevance
    assert found[0].item() != found[1].item()


def test_padding_changes_nothing_for_the_language_model(reader):
    ids = torch.tensor([[1, 5, 2, 6, 7, 2]])
    padded = torch.nn.functional.pad(ids, (0, 10))
    one = reader(ids, torch.ones_like(ids), torch.zeros_like(ids))
    other = reader(padded, (padded != 0).long(), torch.zeros_like(padded))
    assert torch.allclose(one.start[0], other.start[0, :6], atol=0.02)


@pytest.mark.parametrize(
    ("written", "question"),
    [
        (" Ida Voss\nQuestion: Who built the harbour?", "Who built the harbour?"),
        (" Ida Vossberg\nQuestion: Who built the harbour?", None),
        (" Ida Vo\nQuestion: Who built the harbour?", None),
        (" Ida Voss, who", None),
        (" 1911\nQuestion: When?", None),
    ],
)
def test_a_drafted_question_counts_where_its_answer_stands_in_the_passage(written, question):
    record = _record(CONTEXT, written)
    assert (record and record["question"]) == question
    if record:
        assert record["answers"] == [{"text": "Ida Voss", "answer_start": 25}]


def test_many_questions_at_once_score_as_bm25s_scores_each():
    texts = ["apples grow here", "the pier and the harbour", "apples at the harbour harbour"]
    contexts = [Context(text, "", CONTEXT.ids, CONTEXT.offsets, ()) for text in texts]
    questions = [["apples", "harbour"], ["pier"], ["unknown"]]
    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    together = _lexical_weights(contexts).scores(questions)
    for words, scores in zip(questions[:2], together, strict=False):
        assert scores == pytest.approx(index.get_scores(words), abs=1e-5)
    assert together[2].tolist() == [0.0, 0.0, 0.0]
