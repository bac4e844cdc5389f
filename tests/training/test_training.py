"""The recipe's parts on invented text: spans, windows, batches, and a tiny network from training to export."""

import dataclasses
import gzip
import json
import shutil

import numpy as np
import onnx
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel

from models.evidence import WEIGHTS
from models.evidence_network import NETWORK, EvidenceNetwork, open_network
from training import rounding
from training.config import Recipe, base_folder
from training.data import holds_answer, load, open_tokenizer
from training.export import export_fp32, mean_of, restore, write_card
from training.negatives import mine
from training.network import EvidenceModel
from training.sampling import Example, Sampler, window
from training.train import Lessons, rate_share, rested_weights, train
from training.windows import Labels, choose, collate, draw, flatten, order, take

HARBOUR = "The harbour opened in 1911. It was built by Ida Voss! A storm damaged the pier in 1954."
ORCHARD = "The orchard grows forty kinds of apples. Visitors may pick them in October. Dogs stay outside."
ROWS = [
    ("Who built the harbour?", HARBOUR, ["Ida Voss", "Voss"]),
    ("When did the harbour open?", HARBOUR, ["1911"]),
    ("Who damaged the orchard?", ORCHARD, []),
    ("When may visitors pick apples?", ORCHARD, ["October"]),
    ("What damaged the pier?", HARBOUR, ["A storm"]),
]


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    """A network of two thin layers with random weights, and a tokenizer of letters and a few words."""
    folder = tmp_path_factory.mktemp("base")
    letters = [chr(code) for code in range(33, 127)]
    words = ["the", "harbour", "who", "voss", "ida", "apples", "october", "1911"]
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    # The recipe relies on BERT's numbers for the marks.
    vocabulary = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102}
    for number, piece in enumerate([*letters, *("##" + letter for letter in letters), *words], 103):
        vocabulary.setdefault(piece, number)
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token=marks[1]))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=400, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def rows_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "rows.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for question, context, answers in ROWS:
            given_answers = [{"text": a, "answer_start": context.index(a)} for a in answers]
            record = {"question": question, "context": context, "answers": given_answers, "source": "invented"}
            file.write(json.dumps(record) + "\n")
    return path


@pytest.fixture
def recipe():
    return dataclasses.replace(
        Recipe(),
        steps=4,
        batch_sequences=4,
        warmup_steps=2,
        source_weights=(("invented", 1.0),),
        checkpoint_every=2,
        validate_every=2,
        one_negative=1.0,
        two_negatives=0.0,
    )


@pytest.fixture
def loaded(base, rows_file):
    return load([rows_file], open_tokenizer(base), held_out_share=0.0, question_tokens=48)


@pytest.fixture
def sampler(loaded, recipe):
    contexts, rows = loaded
    # Each context's only hard negative is the other one; nothing is held out, so validation is empty.
    negatives = np.asarray([[1 - row.context] for row in rows], np.int32)
    return Sampler(contexts, rows, negatives, recipe)


def test_token_spans_stand_for_the_annotated_words(loaded):
    contexts, rows = loaded
    for row, (_, text, answers) in zip(rows, ROWS, strict=True):
        offsets = contexts[row.context].offsets
        found = {text[offsets[first, 0] : offsets[last, 1]] for first, last in row.spans}
        assert found == set(answers)


def test_sentences_begin_after_full_stops_and_exclamation_marks(loaded):
    context = loaded[0][0]
    begun = [context.text[context.offsets[token, 0] :][:5] for token in context.sentence_starts]
    assert begun == ["The h", "It wa", "A sto"]


def test_answer_is_held_as_whole_words_only():
    assert holds_answer("built by ida voss in 1911", ["The Voss"])
    assert not holds_answer("built by ida vossberg", ["Voss"])
    assert not holds_answer("anything", ["the"])


@given(st.data())
def test_window_fits_and_holds_what_it_must(data):
    tokens = data.draw(st.integers(1, 400))
    starts = sorted(data.draw(st.sets(st.integers(0, tokens - 1), max_size=20)) | {0})
    budget = data.draw(st.integers(48, 260))
    first = data.draw(st.integers(0, tokens - 1))
    last = min(tokens - 1, first + data.draw(st.integers(0, 40)))
    start, end = window(starts, tokens, budget, (first, last), np.random.default_rng(0))
    assert 0 <= start <= first
    assert last < end <= tokens
    assert end - start <= budget


def test_hard_negatives_hold_no_answer_and_are_kept(loaded, base, tmp_path):
    contexts, rows = loaded
    for _ in range(2):
        found = mine(contexts, rows, base, tmp_path / "negatives.npz", keep=2)
        assert found.tolist() == [[1 - row.context, -1] for row in rows]


def test_batches_are_full_and_the_same_for_the_same_seed(sampler):
    windows = [draw(sampler, passes=6, seed=7) for _ in range(2)]
    assert np.array_equal(windows[0].tokens, windows[1].tokens)
    passes = [list(order(drawn, 4, np.random.default_rng(1))) for drawn in windows]
    for one, other in zip(*passes, strict=True):
        assert np.array_equal(one, other)
        assert len(set(one.tolist())) == 4


def test_a_pass_takes_every_sequence_once(sampler):
    windows = draw(sampler, passes=6, seed=7)
    seen = np.concatenate(list(order(windows, 1, np.random.default_rng(1))))
    assert sorted(seen.tolist()) == list(range(len(windows)))


def test_fewer_sequences_than_a_batch_are_told_rather_than_waited_for(sampler):
    with pytest.raises(ValueError, match="no batch of 999"):
        next(order(draw(sampler, passes=1, seed=7), 999, np.random.default_rng(1)))


def test_what_is_taken_from_windows_keeps_its_tokens_and_labels(sampler):
    windows = draw(sampler, passes=2, seed=7)
    labels = Labels(torch.arange(2 * len(windows.tokens)).view(-1, 2), torch.zeros(len(windows), 2))
    kept = np.arange(len(windows)) % 2 == 1
    taken, chosen = take(windows, kept), choose(labels, windows, kept)
    begun, ended = windows.starts[1], windows.starts[2]
    assert taken.tokens[: ended - begun].tolist() == windows.tokens[begun:ended].tolist()
    assert chosen.spans[0].tolist() == [2 * begun, 2 * begun + 1]
    assert len(taken) == len(chosen.verdicts) == int(kept.sum())


def test_collate_marks_the_places_where_a_span_may_stand():
    batch = collate(
        [(Example((101, 7, 102, 8, 9, 102), 3, ((4, 4),), True), Example((101, 7, 102, 5, 102), 3, (), None))]
    )
    assert batch.passage[:, :7].tolist() == [
        [True, False, False, True, True, False, False],
        [True, False, False, True, False, False, False],
    ]
    assert batch.spans[:, 0].tolist() == [[4, 4], [0, 0]]
    assert batch.answerable.tolist() == [1.0, 0.0]
    assert batch.relevant.isnan().tolist() == [False, True]


def test_rate_falls_to_nothing_at_each_rest():
    shares = [rate_share(step, 4, (12, 20, 24)) for step in range(25)]
    assert shares[11] == 0.125
    assert shares[12] == shares[20] == 0.5
    assert shares[24] == 0.0


@pytest.fixture
def lessons(sampler):
    # Nothing is held out of five rows; what is tried is one that was trained on.
    return Lessons(draw(sampler, passes=6, seed=7), flatten(tuple(sampler.groups([0], np.random.default_rng(0)))))


def _network(base):
    torch.manual_seed(0)
    return EvidenceModel(base, dropout=0.1)


def test_stopped_run_ends_with_the_weights_of_an_unbroken_one(lessons, base, recipe, tmp_path):
    whole = torch.load(train(_network(base), lessons, recipe, tmp_path / "whole"), weights_only=True)
    # Killed in step 4, after the checkpoint of step 2.
    with pytest.raises(IndexError):
        train(_Failing(base, after=3), lessons, recipe, tmp_path / "broken")
    halves = torch.load(train(_network(base), lessons, recipe, tmp_path / "broken"), weights_only=True)
    for name, weight in whole.items():
        assert torch.equal(weight, halves[name]), name


def test_a_run_keeps_what_it_found_at_each_rest(lessons, base, recipe, tmp_path):
    resting = dataclasses.replace(recipe, rests=(2, 3))
    last = train(_network(base), lessons, resting, tmp_path)
    kept = rested_weights(tmp_path, resting)
    assert [path.name for path in kept] == ["weights-2.pt", "weights-3.pt", "weights-4.pt"]
    assert kept[-1] == last
    assert all(path.exists() for path in kept)


class _Failing(EvidenceModel):
    """A network that fails once it has read `after` training batches."""

    def __init__(self, base, *, after):
        torch.manual_seed(0)
        super().__init__(base, dropout=0.1)
        self.left = after

    def forward(self, ids, mask, token_types):
        self.left -= self.training
        if self.left < 0:
            raise IndexError
        return super().forward(ids, mask, token_types)


@pytest.mark.slow
def test_tiny_network_reads_the_same_through_both_run_times(base, tmp_path):
    torch.manual_seed(1)
    export_fp32(EvidenceModel(base).eval(), tmp_path / NETWORK)
    write_card(tmp_path, base, question_tokens=48)
    readings = [
        EvidenceNetwork(tmp_path, threads=1, runtime=runtime).read("who built the harbour?", [HARBOUR, ORCHARD])
        for runtime in ("openvino", "onnxruntime")
    ]
    for left, right in zip(*readings, strict=True):
        # OpenVINO calculates in bfloat16 where the processor has it: three significant digits, so that of two
        # spans as good as equal either may win.
        assert left.span_score == pytest.approx(right.span_score, abs=0.05)
        assert left.relevance == pytest.approx(right.relevance, abs=0.02)


@pytest.mark.slow
def test_of_several_roundings_the_one_that_says_most_nearly_the_same_is_kept(base, sampler, tmp_path, monkeypatch):
    exact, near, far = (tmp_path / f"{name}.onnx" for name in ("exact", "near", "far"))
    for path, change in ((exact, 0.0), (near, 0.01), (far, 0.2)):
        torch.manual_seed(1)
        network = EvidenceModel(base).eval()
        with torch.no_grad():
            for weight in network.parameters():
                weight.add_(change * torch.randn_like(weight))
        export_fp32(network, path)
    monkeypatch.setattr(rounding, "quantise", lambda source, target, sample: shutil.copyfile(sample, target))
    held_out = [collate(list(sampler.groups([0, 1], np.random.default_rng(0))))]
    kept = tmp_path / NETWORK
    rounding.quantise_best(exact, kept, [far, near, far], held_out, threads=1)
    assert kept.read_bytes() == near.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([NETWORK, "exact.onnx", "near.onnx", "far.onnx"])


@pytest.mark.slow
def test_the_network_that_ships_reads_about_the_same_with_its_weights_as_floats_again():
    weights = {name: torch.from_numpy(value) for name, value in rounding.floats_of(WEIGHTS / NETWORK).items()}
    network = restore(weights, base_folder())
    tokenizer = open_tokenizer(base_folder())
    encoded = tokenizer.encode("Who built the harbour?", HARBOUR)
    inputs = [np.asarray([column], np.int64) for column in (encoded.ids, encoded.attention_mask, encoded.type_ids)]
    spans, verdict = open_network(WEIGHTS / NETWORK, threads=1)(*inputs)
    with torch.inference_mode():
        found = network(*map(torch.from_numpy, inputs))
    assert found.start[0].numpy() == pytest.approx(spans[0, :, 0], abs=0.6)
    assert found.end[0].numpy() == pytest.approx(spans[0, :, 1], abs=0.6)
    assert float(found.answerable[0]) == pytest.approx(verdict[0, 1], abs=1.0)


def test_a_network_trained_with_fused_attention_makes_the_same_graph(base, tmp_path):
    networks = [EvidenceModel(base).eval() for _ in range(2)]
    networks[1].encoder.set_attn_implementation("sdpa")
    operations = []
    for number, network in enumerate(networks):
        export_fp32(network, tmp_path / f"{number}.onnx")
        operations.append([node.op_type for node in onnx.load(tmp_path / f"{number}.onnx").graph.node])
    assert operations[0] == operations[1]


def test_the_mean_of_networks_is_taken_tensor_by_tensor(tmp_path):
    torch.save({"a": torch.tensor([1.0, 2.0])}, tmp_path / "weights-5.pt")
    torch.save({"a": torch.tensor([3.0, 6.0])}, tmp_path / "weights-9.pt")
    mean = mean_of(tmp_path / "weights-5.pt", tmp_path / "weights-9.pt")
    assert mean["a"].tolist() == [2.0, 4.0]


def test_weights_of_another_network_are_refused(base):
    with pytest.raises(ValueError, match="another network"):
        restore({"encoder.nothing": torch.zeros(1)}, base)
