import pytest

from training.keeping import whole


def test_what_is_written_takes_the_place_of_what_was_there(tmp_path):
    target = tmp_path / "runs" / "weights.pt"
    for text in ("old", "new"):
        with whole(target) as part:
            part.write_text(text)
    assert target.read_text() == "new"
    assert list(target.parent.iterdir()) == [target]


def test_what_is_left_half_written_is_not_there(tmp_path):
    target = tmp_path / "weights.pt"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError), whole(target) as part:
        part.write_text("ha\udc00", encoding="utf-8")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
