import pytest
import torch

from training.config import FURTHER, PLAIN, PUPIL, READER, TAUGHT
from training.stages import Stages, _digest, _kept
from training.train import finished_weights
from training.windows import Labels


@pytest.mark.parametrize(
    ("recipe", "stage"),
    [
        (PLAIN, lambda stages: stages.plain(PLAIN)),
        (PUPIL, Stages.pupil),
        (READER, Stages.reader),
        (TAUGHT, Stages.taught),
    ],
)
def test_a_finished_stage_needs_nothing_of_those_before_it(recipe, stage, tmp_path):
    stages = Stages(tmp_path / "no rows", tmp_path / "runs")
    finished = finished_weights(stages.run(recipe), recipe)
    finished.parent.mkdir(parents=True)
    finished.touch()
    assert stage(stages) == finished


def test_what_comes_of_going_further_is_half_way_from_where_it_began(tmp_path):
    stages = Stages(tmp_path / "no rows", tmp_path / "runs")
    start = {"a": torch.tensor([1.0, 2.0])}
    finished = finished_weights(stages.run(FURTHER) / _digest(start), FURTHER)
    finished.parent.mkdir(parents=True)
    torch.save({"a": torch.tensor([3.0, 6.0])}, finished)
    assert stages.further(start)["a"].tolist() == [2.0, 4.0]


def test_networks_that_differ_in_one_weight_have_runs_of_their_own():
    assert _digest({"a": torch.tensor([1.0])}) != _digest({"a": torch.tensor([1.001])})


def test_what_ships_of_the_plain_recipe_leaves_its_first_and_weakest_end_out(tmp_path):
    stages = Stages(tmp_path / "no rows", tmp_path / "runs")
    finished_weights(stages.run(PLAIN), PLAIN).parent.mkdir(parents=True)
    finished_weights(stages.run(PLAIN), PLAIN).touch()
    assert [path.name for path in stages.first_ends()] == ["weights-10000.pt", "weights-14500.pt"]


def test_labels_that_were_found_before_are_not_found_anew(tmp_path):
    found = Labels(torch.ones(3, 2).half(), torch.ones(1, 2).half())
    assert _kept(tmp_path / "run" / "labels.pt", lambda: found) is found
    again = _kept(tmp_path / "run" / "labels.pt", lambda: pytest.fail("they lie there"))
    assert torch.equal(again.spans, found.spans)
