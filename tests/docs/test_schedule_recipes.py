"""The recipes of docs/schedule.md: they parse, and the commands in them exist with the options they are called with."""

from __future__ import annotations

import ast
import configparser
import json
import re
import shlex
from datetime import UTC, datetime

import click
import pytest
import yaml

from monitor.cli.main import main
from monitor.cron import Cron
from tests.docs.recipes import BLOCK, ROOT, recipe

PAGE = "docs/schedule.md"
NAMES = [found["name"] for found in BLOCK.finditer((ROOT / PAGE).read_text(encoding="utf-8"))]


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(recipe(name, PAGE))
    return parser


def commands(text: str) -> list[list[str]]:
    """Every call of kpi-monitor in a text, as its words."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        listed = re.search(r"\[.*\"kpi-monitor\".*\]", line)
        if listed:
            found.append([*map(str, yaml.safe_load(listed[0]))])
        elif re.search(r"(^|[\s/\"=])kpi-monitor (run|notify|schedule)\b", line):
            words = shlex.split(re.sub(r"\{\{.*?\}\}", "2025-06-30", line.strip().rstrip(",")).replace('bash_command="', '"'))
            words = words[0].split() if len(words) == 1 else words
            start = next(number for number, word in enumerate(words) if word.endswith("kpi-monitor"))
            found.append(words[start:])
    return found


def parsed(words: list[str]) -> dict[str, object]:
    """What click reads from a call. Raises click.UsageError for an option or command that there is not."""
    name, *rest = words[1:]
    with click.Context(main) as context:
        command = main.get_command(context, name)
        assert command is not None, f"there is no command {name}"
        return dict(command.make_context(name, rest, parent=context).params)


@pytest.mark.parametrize("name", ["crontab", "kpi-monitor.service", "Dockerfile", "cronjob.yaml", "kpi_health.py"])
def test_every_command_exists_with_its_options(name: str) -> None:
    calls = commands(recipe(name, PAGE))
    assert calls, "the recipe calls nothing"
    for words in calls:
        parsed(words)


def test_an_option_that_there_is_not_would_be_seen() -> None:
    with pytest.raises(click.UsageError):
        parsed(["kpi-monitor", "run", "/srv/kpi", "--notfy"])


def test_all_recipes_are_looked_at() -> None:
    assert set(NAMES) == {
        *("crontab", "kpi-monitor.service", "kpi-monitor.timer", "Dockerfile", "compose.yaml", "cronjob.yaml", "kpi_health.py")
    }


def test_every_cron_expression_means_what_the_page_says() -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    weekly = re.findall(r"0 6 \* \* 1", page)
    assert len(weekly) >= 5
    monday = Cron("0 6 * * 1", "Europe/Copenhagen").next(datetime(2025, 6, 25, tzinfo=UTC))
    assert monday is not None and monday.isoformat() == "2025-06-30T06:00:00+02:00"
    lines = [line for line in recipe("crontab", PAGE).splitlines() if not re.match(r"[A-Z_]+=", line)]
    for line in lines:
        assert Cron(" ".join(line.split()[:5]), "UTC").next(datetime.now(UTC)) is not None
        assert "%" not in line, "cron reads % as a line break"


def test_the_systemd_units_fit_each_other_and_the_exit_codes() -> None:
    service, timer = unit("kpi-monitor.service"), unit("kpi-monitor.timer")
    assert timer["Timer"]["OnCalendar"].startswith("Mon *-*-* 06:00:00") and timer["Timer"]["Persistent"] == "true"
    assert service["Service"]["Type"] == "oneshot" and service["Service"]["ExecStart"].startswith("/")
    assert service["Service"]["RestartForceExitStatus"] == "3" and service["Service"]["RestartPreventExitStatus"] == "1 2"


def test_the_container_starts_a_schedule_whose_health_it_asks_for() -> None:
    lines = recipe("Dockerfile", PAGE).replace("\\\n", " ").splitlines()
    entry, command, asked = (
        json.loads(line[line.index("[") :])
        for word in ("ENTRYPOINT", "CMD", "HEALTHCHECK")
        for line in lines
        if line.startswith(word)
    )
    started, health = parsed([*entry, *command]), parsed(asked)
    assert started["cron"] == "0 6 * * 1" and started["health"] == health["health"] and health["healthy"]
    service = yaml.safe_load(recipe("compose.yaml", PAGE))["services"]["kpi-monitor"]
    assert service["command"] == command and any(mount.endswith(":/project") for mount in service["volumes"])


def test_the_cronjob_never_overlaps_and_knows_the_exit_codes() -> None:
    job = yaml.safe_load(recipe("cronjob.yaml", PAGE))
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    spec, pod = job["spec"], job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid" and pod["restartPolicy"] == "Never"
    (rule,) = spec["jobTemplate"]["spec"]["podFailurePolicy"]["rules"]
    assert rule["onExitCodes"]["values"] == [1, 2] and rule["action"] == "FailJob"
    assert {one["name"] for one in pod["volumes"]} == {one["name"] for one in pod["containers"][0]["volumeMounts"]}
    Cron(spec["schedule"], spec["timeZone"])


def test_the_dag_is_python_with_a_schedule() -> None:
    tree = ast.parse(recipe("kpi_health.py", PAGE))
    words = {word.arg: word.value for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords}
    assert isinstance(words["schedule"], ast.Constant) and words["schedule"].value == "0 6 * * 1"
    assert isinstance(words["skip_on_exit_code"], ast.Constant) and words["skip_on_exit_code"].value == 1
