"""Ctrl-C while commands load."""

import signal
import subprocess
import sys
import threading

import pytest

from core.interrupts import leaving_at_once
from core.settings import PROJECT


@pytest.mark.parametrize(
    "command", [("-m", "qa", "Who won?"), ("-m", "ingest", "status"), ("-m", "evaluation", "gate"), ("app.py",)]
)
def test_a_command_stopped_while_its_imports_run_says_nothing_and_ends_with_130(command):
    # Python tells of each import when it is done, which shows when ours have begun.
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", *command], cwd=PROJECT, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr is not None
        for line in process.stderr:
            if "core.errors" in line:
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130
    assert [line for line in rest.splitlines() if not line.startswith("import time:")] == []


def test_afterwards_ctrl_c_is_what_it_was():
    with leaving_at_once():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_command_told_to_ignore_ctrl_c_goes_on_ignoring_it():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with leaving_at_once():
            assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_leave_the_handlers_alone():
    seen = []

    def load():
        with leaving_at_once():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=load)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
