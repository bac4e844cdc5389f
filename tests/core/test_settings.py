import os
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import load_settings


def test_arguments_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("DATELINE_PORT", "7000")
    assert load_settings().port == 7000
    assert load_settings(port=7001).port == 7001
    assert load_settings(port=None).port == 7000


def test_an_unknown_variable_is_named(monkeypatch):
    monkeypatch.setenv("DATELINE_CHATMODEL", "openai:x")
    with pytest.raises(SettingsError, match="DATELINE_CHATMODEL"):
        load_settings()


def test_a_value_out_of_bounds_is_named_with_its_variable(monkeypatch):
    monkeypatch.setenv("DATELINE_REFUSAL", "7")
    with pytest.raises(SettingsError, match="DATELINE_REFUSAL: input should be less than or equal to 1"):
        load_settings()


def test_a_key_does_not_show_in_the_settings(monkeypatch):
    monkeypatch.setenv("DATELINE_CHAT_API_KEY", "secret-key")
    assert "secret-key" not in repr(load_settings())


@pytest.mark.parametrize("key", ["two words", "line\n", "clé"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(monkeypatch, key):
    monkeypatch.setenv("DATELINE_CHAT_API_KEY", f"secret-{key}")
    with pytest.raises(SettingsError, match="DATELINE_CHAT_API_KEY: holds characters that no key has") as refused:
        load_settings()
    assert "secret" not in str(refused.value)


def test_an_env_file_of_another_encoding_is_named(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("DATELINE_PORT=7000\n", "utf-16")
    monkeypatch.setattr("core.settings.PROJECT", tmp_path)
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        load_settings()


def test_an_env_file_that_is_a_pipe_is_named_and_not_waited_for(monkeypatch, tmp_path):
    os.mkfifo(tmp_path / ".env")
    monkeypatch.setattr("core.settings.PROJECT", tmp_path)
    with pytest.raises(SettingsError, match=r"\.env is a pipe or a device"):
        load_settings()


def test_an_empty_name_of_the_librarys_folder_is_not_the_current_one():
    with pytest.raises(SettingsError, match="--data-dir is empty"):
        load_settings(data_dir="")


def test_an_empty_address_to_listen_on_is_not_every_one():
    with pytest.raises(SettingsError, match="DATELINE_HOST: is empty"):
        load_settings(host="")


def test_a_folder_that_begins_with_a_tilde_and_is_no_users_is_a_folder():
    assert load_settings(data_dir="~nobody-of-this-name").data_dir == Path("~nobody-of-this-name")
