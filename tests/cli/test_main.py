"""The frame of the command line, as a person and a scheduler meet it."""

from __future__ import annotations

import errno
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from monitor import __version__
from monitor.cli._failures import told
from monitor.cli._lazy import LazyGroup
from monitor.cli.main import COMMANDS, main, run
from monitor.errors import Place, Problem, ProjectError, ServiceError

HEAVY = {
    "alembic", "babel", "duckdb", "jinja2", "numpy", "pandas", "pydantic", "rich", "scipy", "sqlalchemy", "statsmodels", "yaml",
}  # fmt: skip


def kpi_monitor(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "monitor", *arguments], capture_output=True, text=True, cwd=cwd, check=False)


def modules_after(statement: str) -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*sys.modules, file=sys.stderr)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(shown.stderr.split())


def test_help_lists_every_command_in_the_order_of_the_story() -> None:
    shown = kpi_monitor("--help")
    assert shown.returncode == 0
    listed = [
        line.split()[0] for line in shown.stdout.partition("Commands:")[2].splitlines() if line.startswith("  ") and line.strip()
    ]
    story = "demo init check run propose report notify schedule findings replay rules library"
    assert listed[: len(COMMANDS)] == story.split()


def test_help_imports_little() -> None:
    loaded = modules_after("from monitor.cli.main import run; assert run(['--help']) == 0")
    assert not HEAVY & loaded
    alone = modules_after("pass")
    assert len(loaded - alone) < 200, "the help must answer at once: what does it import?"


def test_version() -> None:
    assert kpi_monitor("--version").stdout == f"kpi-monitor {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_modules_say(name: str) -> None:
    module, short = COMMANDS[name]
    command = import_module(module).command
    assert isinstance(command, click.Command)
    assert short.endswith(".") and len(short) < 70
    assert command.help, f"{name} has no help text"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_leaves_heavy_libraries_alone(name: str) -> None:
    loaded = modules_after(f"from monitor.cli.main import run; assert run(['{name}', '--help']) == 0")
    assert not {"pandas", "scipy", "statsmodels", "sqlalchemy", "duckdb"} & loaded


def test_a_misspelt_command_is_met_with_a_suggestion() -> None:
    shown = kpi_monitor("chekc")
    assert shown.returncode == 2
    assert "There is no command 'chekc'; did you mean 'check'?" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_wrong_option_is_a_usage_error() -> None:
    shown = kpi_monitor("check", "--no-such-option")
    assert shown.returncode == 2
    assert "--no-such-option" in shown.stderr


def test_all_mistakes_are_told_with_their_places_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    first = Problem(
        Place("kpis.yaml", 3, 5), "'weakly' is no frequency", "daily, weekly, monthly, quarterly or yearly", "write weekly"
    )
    second = Problem(Place("kpis.yaml", 9), "'unt' is no field", mend="did you mean 'unit'?")
    assert told(ProjectError([second, first]), verbose=False) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "kpis.yaml:3:5: 'weakly' is no frequency; expected daily, weekly, monthly, quarterly or yearly; write weekly",
        "kpis.yaml:9: 'unt' is no field; did you mean 'unit'?",
        "2 mistakes; nothing was changed",
    ]


def test_a_service_that_fails_is_exit_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(ServiceError("The database does not answer", "start it and run again"), verbose=False) == 3
    assert capsys.readouterr().err == "The database does not answer; start it and run again\n"


def test_a_full_disk_is_a_service_that_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(OSError(errno.ENOSPC, "No space left on device", "report/leadership.html"), verbose=False) == 3
    assert capsys.readouterr().err == "report/leadership.html: no space left on device; nothing was lost\n"


def test_an_internal_error_is_one_line_with_the_details_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        [].pop()
    except IndexError as error:
        assert told(error, verbose=False) == 70
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "not of your project" in said
    details = Path(said.rpartition(": ")[2].strip())
    assert "pop from empty list" in details.read_text(encoding="utf-8")
    details.unlink()


def test_verbose_shows_where_an_internal_error_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        [].pop()
    except IndexError as error:
        told(error, verbose=True)
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(KeyboardInterrupt(), verbose=False) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_run_returns_the_exit_code_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert run(["nonsense"]) == 2


def test_a_reader_that_goes_away_is_met_with_silence() -> None:
    script = "from monitor.cli.main import run; import sys; sys.exit(run(['library', 'list']))"
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None and writer.stderr is not None
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait() == 141


def test_a_lazy_group_imports_a_command_only_when_it_is_called() -> None:
    loaded = modules_after("from monitor.cli.main import run; assert run(['library', '--help']) == 0")
    assert "monitor.cli.library" in loaded
    assert "monitor.cli.check" not in loaded


def test_the_group_is_lazy() -> None:
    assert isinstance(main, LazyGroup)
