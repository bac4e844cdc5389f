"""What is minimised, with numbers worked out by hand."""

import dataclasses

import numpy as np
import pytest
import torch

from training.config import Recipe
from training.network import ByteDropout, Outputs, losses, ranking_losses, span_losses
from training.sampling import Example
from training.windows import Cutter, Labels, collate, flatten


def _outputs(start, end, relevance):
    return Outputs(start, end, relevance, torch.zeros(len(relevance)))


def test_span_loss_counts_every_annotated_span_as_right():
    # Two allowed places besides [CLS], all logits zero: each span has probability 1/3 x 1/3; two spans share 2/9.
    example = Example((101, 7, 102, 8, 9, 102), 3, ((3, 3), (3, 4)), True)
    batch = collate([(example,)])
    zeros = torch.zeros(1, batch.ids.shape[1])
    assert float(span_losses(_outputs(zeros, zeros, torch.zeros(1)), batch)) == pytest.approx(-np.log(2 / 9) / 2)


def test_ranking_loss_compares_the_passages_of_one_question_only():
    positive, negative = (
        Example((101, 7, 102, 8, 102), 3, ((3, 3),), True),
        Example((101, 7, 102, 8, 102), 3, (), False),
    )
    batch = collate([(positive, negative), (positive,)])
    found = ranking_losses(torch.tensor([0.0, 0.0, 5.0]), batch)
    # First question: log 2 for two equal logits. Second: nothing to compare with.
    assert found.tolist() == pytest.approx([np.log(2), 0.0, 0.0])


def test_a_network_that_agrees_with_its_teachers_has_the_smaller_loss():
    example = Example((101, 7, 102, 8, 9, 102), 3, ((3, 3),), True)
    windows = flatten([(example,)])
    spans = torch.zeros(6, 2)
    spans[4] = 1.0
    batch = Cutter(windows, torch.device("cpu"), Labels(spans, torch.ones(1, 2))).batch(np.array([0]))
    taught = dataclasses.replace(Recipe(), taught=1.0)
    there, elsewhere = (torch.nn.functional.one_hot(torch.tensor([place]), 16) * 9.0 for place in (4, 3))
    sure = torch.full((1,), 5.0)
    agreeing, other = (
        sum(losses(Outputs(logits, logits, sure, sure), batch, taught).values()) for logits in (there, elsewhere)
    )
    assert float(agreeing) < float(other)


def test_teachers_are_not_followed_where_a_passage_nearly_answers():
    answered, near_miss = (
        Example((101, 7, 102, 8, 9, 102), 3, ((3, 3),), True),
        Example((101, 7, 102, 8, 9, 102), 3, (), None),
    )
    found = Labels(torch.full((6, 2), 1 / 6), torch.ones(1, 2))
    batches = [
        Cutter(flatten([(example,)]), torch.device("cpu"), labels).batch(np.array([0]))
        for example in (answered, near_miss)
        for labels in (found, None)
    ]
    taught = dataclasses.replace(Recipe(), taught=0.7)
    outputs = _outputs(torch.zeros(1, 16), torch.zeros(1, 16), torch.zeros(1))
    followed, alone, near_followed, near_alone = (
        [float(part) for part in losses(outputs, batch, taught).values()] for batch in batches
    )
    assert followed != pytest.approx(alone)
    assert near_followed == pytest.approx(near_alone)


def test_byte_dropout_keeps_the_mean_and_does_nothing_at_rest():
    torch.manual_seed(0)
    dropout = ByteDropout(0.1)
    ones = torch.ones(200_003)
    assert float(dropout(ones).mean()) == pytest.approx(1.0, abs=0.01)
    assert float((dropout(ones) == 0).float().mean()) == pytest.approx(26 / 256, abs=0.01)
    assert torch.equal(dropout.eval()(ones), ones)
