"""Progress on a terminal, plain lines elsewhere, and quiet when asked."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress

import pytest

from monitor.cli._voice import Voice

SPEAKER = """
from monitor.cli._voice import Voice
with Voice().steps() as step:
    step("reading values")
    step("laying panels")
"""


def on_a_terminal(**environment: str) -> str:
    """What a terminal receives on its standard error."""
    master, slave = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", SPEAKER], stderr=slave, check=True, env={**os.environ, "TERM": "xterm-256color", **environment}
    )
    os.close(slave)
    received = b""
    with suppress(OSError):  # Linux: the end of what a closed terminal received
        while part := os.read(master, 4096):
            received += part
    os.close(master)
    return received.decode()


def test_elsewhere_steps_are_plain_lines_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice()
    with voice.steps() as step:
        step("reading values")
        step("laying panels")
    voice.say("3 findings")
    out, err = capsys.readouterr()
    assert out == "3 findings\n"
    assert err == "reading values\nlaying panels\n"


def test_quiet_says_only_results(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice(quiet=True)
    with voice.steps() as step:
        step("reading values")
    voice.note("no more than a note")
    voice.detail("nor a detail")
    voice.say("3 findings")
    assert capsys.readouterr() == ("3 findings\n", "")


def test_details_are_for_verbose(capsys: pytest.CaptureFixture[str]) -> None:
    Voice().detail("fingerprint …")
    assert capsys.readouterr().err == ""
    Voice(verbose=True).detail("fingerprint …")
    assert capsys.readouterr().err == "fingerprint …\n"


def test_a_terminal_gets_a_moving_line() -> None:
    assert "\x1b[" in on_a_terminal()


def test_no_colour_where_the_environment_says_so() -> None:
    assert "\x1b[3" not in on_a_terminal(NO_COLOR="1")
    assert "\x1b[3" in on_a_terminal()
