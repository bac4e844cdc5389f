import pytest

from core.errors import PromptError
from prompts.loader import load_prompt, prompt_hashes

GOOD = "purpose: p\nvariables: [a]\nsystem: be brief\nuser: '{a}'\n"


def written(tmp_path, text):
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    return load_prompt("p", tmp_path)


def test_every_shipped_prompt_loads():
    assert {"answer", "condense"} <= set(prompt_hashes())


def test_values_are_put_in_as_they_are(tmp_path):
    messages = written(tmp_path, GOOD).template().invoke({"a": "{b} & <c> ${d}"}).to_messages()
    assert messages[1].content == "{b} & <c> ${d}"


def test_a_change_of_wording_changes_the_hash(tmp_path):
    one = written(tmp_path, GOOD).hash
    assert written(tmp_path, GOOD.replace("brief", "kind")).hash != one


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("[a]", "[a, b]"), "declares"),
        (GOOD.replace("'{a}'", "'{a} {c}'"), "declares"),
        (GOOD.replace("purpose: p\n", ""), "missing purpose"),
        (GOOD + "extra: 1\n", "unknown extra"),
        (GOOD.replace("'{a}'", "'{a} {'"), "brace"),
        ("- a\n- b\n", "expected the keys"),
        ("purpose: [", "not valid YAML"),
    ],
)
def test_a_file_that_breaks_its_contract_is_named(tmp_path, text, problem):
    with pytest.raises(PromptError, match=problem):
        written(tmp_path, text)


def test_a_missing_prompt_is_named():
    with pytest.raises(PromptError, match="no prompt named 'nope'"):
        load_prompt("nope")
