import pytest

from training.config import PLAIN, READER, TAUGHT
from training.stages import Stages
from training.train import finished_weights


@pytest.mark.parametrize(
    ("recipe", "stage"),
    [(PLAIN, lambda stages: stages.plain(PLAIN)), (READER, Stages.reader), (TAUGHT, Stages.taught)],
)
def test_a_finished_stage_needs_nothing_of_those_before_it(recipe, stage, tmp_path):
    stages = Stages(tmp_path / "no rows", tmp_path / "runs")
    finished = finished_weights(stages.run(recipe), recipe)
    finished.parent.mkdir(parents=True)
    finished.touch()
    assert stage(stages) == finished
