import json
import math
from dataclasses import replace

import pytest

from core.errors import ModelError
from core.types import Evidence
from models.confidence import CALIBRATION, OTHER_MODELS, VOUCHED, Confidence, read_confidence
from models.evidence import FEW, WEIGHTS, NetworkReader
from models.evidence_network import EvidenceNetwork
from tests.fakes import passage


def evidence(relevance, similarity, answerable=0.5):
    return Evidence(replace(passage("Rain fell."), similarity=similarity), 0, 4, relevance, answerable, 0.0)


def chance(confidence, found, sentence=0.0):
    return confidence(found, [item.passage for item in found], sentence)


def test_the_best_relevance_and_the_best_similarity_decide_together():
    # log(.75 / .25) = 1.0986; 1 * 1.0986 + 2 * .5 - 1 = 1.0986, whose logistic is .75.
    found = chance(Confidence(1.0, 2.0, 0.0, -1.0), [evidence(0.75, 0.1), evidence(0.5, 0.5)])
    assert found == pytest.approx(0.75)


def test_the_nearest_passage_counts_though_it_was_not_read():
    read, unread = evidence(0.75, 0.1), evidence(0.5, 0.5).passage
    assert Confidence(1.0, 2.0, 0.0, -1.0)([read], [read.passage, unread], 0.0) == pytest.approx(0.75)


def test_a_sentence_near_the_question_counts_where_its_passage_is_far():
    confidence = Confidence(1.0, 2.0, 3.0, -1.0)
    found = [evidence(0.5, 0.1)]
    # 2 * .1 + 3 * .6 - 1 = 1.0, whose logistic is .7311.
    assert chance(confidence, found, sentence=0.6) == pytest.approx(0.7311, abs=1e-4)


def test_no_evidence_is_no_confidence():
    assert Confidence(1.0, 2.0, 3.0, 9.0)([], [], 0.0) == 0.0


@pytest.mark.parametrize(
    ("relevance", "answerable", "answers"), [(0.98, 0.95, True), (0.98, 0.80, False), (0.90, 0.95, False)]
)
def test_a_passage_beyond_doubt_answers_however_far_it_is(relevance, answerable, answers):
    far = chance(Confidence(1.0, 9.0, 0.0, -9.0), [evidence(relevance, 0.0, answerable)])
    assert (far == VOUCHED, far > 0.5) == (answers, answers)


def test_the_shipped_calibration_knows_the_packaged_model_and_all_others():
    shipped = read_confidence(WEIGHTS)
    packaged, other = shipped["all-MiniLM-L6-v2"], shipped[OTHER_MODELS]
    assert min(packaged.similarity, packaged.sentence) > 0
    assert other.similarity == other.sentence == 0
    for one in shipped.values():
        assert chance(one, [evidence(0.99, 0.8)], 0.8) > 0.5 > chance(one, [evidence(0.01, 0.1)], 0.1)
        assert math.isfinite(one.bias)


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"fitted": {"a": {"relevance": 1}}})])
def test_a_damaged_calibration_is_named(tmp_path, content):
    (tmp_path / CALIBRATION).write_text(content)
    with pytest.raises(ModelError, match=CALIBRATION):
        read_confidence(tmp_path)


def test_of_few_passages_the_reader_decides_alone():
    reader = NetworkReader(EvidenceNetwork(WEIGHTS, threads=1), {OTHER_MODELS: Confidence(0.0, 0.0, 0.0, -9.0)})
    found = [evidence(0.5, 0.1)] * FEW
    passages = [item.passage for item in found]
    assert reader.confidence(found[1:], passages[1:], 0.9, embedding="any") == 0.5
    assert reader.confidence(found[1:], passages, 0.9, embedding="any") < 0.001
    assert reader.confidence([], [], 0.0, embedding="any") == 0.0
