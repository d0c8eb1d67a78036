"""The life of a finding on the command line: who decides what, what is refused, and what the next run makes of it."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.cli._job import Wish, do
from monitor.cli.findings._act import recorded
from monitor.ledger.draft import Wanted
from monitor.model.finding import RunResult
from monitor.model.life import Act, Loosening, WaiverState
from monitor.model.words import Status, Tier
from tests.cli.project import CATALOGUE, PROJECT, Shown, kpi_monitor, project

TODAY = date.today()
LATER = TODAY + timedelta(days=30)
WHO = ("--by", "Ane Berg", "--because", "we know")


def ran(folder: Path, day: date = TODAY) -> RunResult:
    return do(Wish(folder, os.environ, as_of=day), lambda step: None).result


@pytest.fixture
def nordlys(tmp_path: Path) -> Path:
    ran(project(tmp_path), TODAY - timedelta(days=7))
    return tmp_path


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_url: str) -> Path:
    project(tmp_path)
    (tmp_path / "kpi-monitor.yaml").write_text(PROJECT.format(language="en") + f"store: {postgres_url}\n", encoding="utf-8")
    ran(tmp_path, TODAY - timedelta(days=7))
    return tmp_path


def listed(folder: Path, *more: str) -> dict[str, dict[str, Any]]:
    shown = kpi_monitor("findings", "list", folder, "--json", *more)
    assert shown.returncode == 0, shown.stderr
    return {one["id"]: one for one in json.loads(shown.stdout)["findings"]}


def id_of(folder: Path, rule: str = "no-owner") -> str:
    return next(one["id"] for one in listed(folder).values() if one["rule"] == rule)


def act(folder: Path, what: str, *more: str) -> Shown:
    return kpi_monitor("findings", what, *more, folder)


def ok(shown: Shown) -> str:
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def entries(folder: Path) -> int:
    with sqlite3.connect(folder / "kpi-monitor.db") as connection:
        return int(connection.execute("SELECT count(*) FROM kpi_action WHERE act <> 'run'").fetchone()[0])


@pytest.mark.parametrize(
    ("what", "more", "status"),
    [
        ("acknowledge", (), "acknowledged"),
        ("assign", ("--to", "bo@nordlys.example", "--follow-up", str(LATER)), "assigned"),
        ("waive", ("--until", str(LATER)), "waived"),
        ("resolve", (), "resolved"),
        ("resolve", ("--false-alarm",), "false-alarm"),
    ],
)
def test_a_decision_is_seen_at_once_and_in_the_next_run(nordlys: Path, what: str, more: tuple[str, ...], status: str) -> None:
    id = id_of(nordlys)
    said = ok(act(nordlys, what, id, *more, *WHO))
    assert id in said and "Ane Berg" in said and "its seal is 2:" in said
    assert listed(nordlys)[id]["status"] == status
    assert list(listed(nordlys, "--status", status)) == [id]
    assert "Ane Berg" in ok(kpi_monitor("findings", "show", id, nordlys))
    result = ran(nordlys)
    (found,) = (one for one in result.findings if one.id == id)
    assert found.status == status and found.standing is not None
    assert (found.standing.by, found.standing.because, found.standing.on) == ("Ane Berg", "we know", TODAY)
    assert "Whole: 3 entries and 2 runs" in ok(kpi_monitor("findings", "verify", nordlys))


def test_on_postgresql_too(on_postgres: Path) -> None:
    id = id_of(on_postgres)
    ok(act(on_postgres, "waive", id, "--until", str(LATER), *WHO))
    ran(on_postgres)
    assert listed(on_postgres)[id]["status"] == "waived"
    assert "Whole: 3 entries and 2 runs" in ok(kpi_monitor("findings", "verify", on_postgres))
    assert "waive" in ok(kpi_monitor("findings", "history", id, on_postgres))
    assert "It holds." in ok(kpi_monitor("findings", "explain", id, on_postgres, "-q"))


def test_a_run_of_an_older_day_does_not_know_what_was_decided_later(nordlys: Path) -> None:
    id = id_of(nordlys)
    ok(act(nordlys, "waive", id, "--until", str(LATER), *WHO))
    result = ran(nordlys, TODAY - timedelta(days=1))
    (found,) = (one for one in result.findings if one.id == id)
    assert (found.status, found.standing) == (Status.ONGOING, None) and result.waivers == ()


def test_a_waiver_is_told_while_it_runs_and_when_it_has_ended(nordlys: Path) -> None:
    id = id_of(nordlys)
    ok(act(nordlys, "waive", id, "--until", str(LATER), *WHO))
    (waiver,) = ran(nordlys).waivers
    assert (waiver.finding, waiver.by, waiver.since, waiver.until, waiver.state) == (
        id, "Ane Berg", TODAY, LATER, WaiverState.RUNNING,
    )  # fmt: skip
    result = ran(nordlys, LATER + timedelta(days=1))
    (found,) = (one for one in result.findings if one.id == id)
    assert found.status is Status.ONGOING and found.came_back is not None
    assert [one.state for one in result.waivers] == [WaiverState.ENDED]


def test_a_confirmation_makes_it_the_surest_tier_and_reopening_takes_it_back(nordlys: Path) -> None:
    id = id_of(nordlys)
    ok(act(nordlys, "confirm", id, *WHO))
    assert listed(nordlys)[id]["tier"] == "confirmed"
    (found,) = (one for one in ran(nordlys).findings if one.id == id)
    assert (found.tier, found.raised_as) == (Tier.CONFIRMED, Tier.FINDING)
    ok(act(nordlys, "reopen", id, *WHO))
    assert listed(nordlys)[id]["tier"] == "finding"


def test_what_was_resolved_comes_back_when_it_is_still_there_and_is_gone_when_it_is_mended(nordlys: Path) -> None:
    id = id_of(nordlys)
    ok(act(nordlys, "resolve", id, *WHO))
    (again,) = (one for one in ran(nordlys, TODAY + timedelta(days=1)).findings if one.id == id)
    assert again.status is Status.ONGOING and again.came_back is not None
    ok(act(nordlys, "resolve", id, *WHO))
    project(nordlys, catalogue=CATALOGUE.replace("csat, name", "csat, owner: cmo@nordlys.example, name"))
    (gone,) = (one for one in ran(nordlys, TODAY + timedelta(days=2)).gone if one.id == id)
    assert gone.standing is not None and gone.standing.status is Status.RESOLVED
    project(nordlys)
    (back,) = (one for one in ran(nordlys, TODAY + timedelta(days=3)).findings if one.id == id)
    assert back.status is Status.ONGOING and back.came_back is not None and "gone" in back.came_back.text


def test_the_organisations_false_alarms_are_counted(nordlys: Path) -> None:
    ok(act(nordlys, "resolve", id_of(nordlys), "--false-alarm", *WHO))
    counted = ran(nordlys).false_alarms
    assert counted is not None
    assert (counted.facts, counted.watch, counted.finding) == (1, 0, 0) and counted.kpi_years > 1


def test_several_at_once_are_all_kept_or_none(nordlys: Path) -> None:
    first, second = list(listed(nordlys))[:2]
    shown = act(nordlys, "acknowledge", first, "F-ZZZZZ", second, *WHO)
    assert shown.returncode == 2 and "F-ZZZZZ" in shown.stderr and "nothing was changed" in shown.stderr
    assert entries(nordlys) == 0
    ok(act(nordlys, "acknowledge", first, second.removeprefix("F-").lower(), *WHO))
    assert entries(nordlys) == 2
    assert {one["status"] for id, one in listed(nordlys).items() if id in (first, second)} == {"acknowledged"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("waive", "{id}", *WHO), "--until"),
        (("waive", "{id}", "--until", "2020-01-01", *WHO), "2020-01-01 has passed"),
        (("waive", "{id}", "--until", "soon", *WHO), "'soon' is not a day"),
        (("waive", "{id}", "--until", str(LATER), "--because", "x"), "--by"),
        (("waive", "{id}", "--until", str(LATER), "--by", "Ane"), "--because"),
        (("acknowledge", "{id}", "--by", " ", "--because", "x"), "--by: it is empty"),
        (("assign", "{id}", *WHO), "--to"),
        (("reopen", "{id}", *WHO), "nothing to take back"),
        (("acknowledge", *WHO), "no finding is named"),
        (("acknowledge", "{id}x", *WHO), "did you mean '{id}'"),
        (("history", "F-ZZZZZ"), "There is no finding"),
        (("explain", "F-ZZZZZ"), "There is no finding"),
        (("list", "--owner", "coo@nordlys.exampel"), "did you mean 'coo@nordlys.example'"),
        (("verify", "--seal", "twelve"), "is no seal"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_changed(nordlys: Path, more: tuple[str, ...], said: str) -> None:
    id = id_of(nordlys)
    shown = kpi_monitor("findings", *(one.format(id=id) for one in more), nordlys)
    assert shown.returncode == 2
    assert said.format(id=id) in shown.stderr
    assert entries(nordlys) == 0


def test_the_name_may_come_from_the_environment_when_it_is_asked_for(nordlys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_MONITOR_USER", "Bo Dahl")
    assert "Bo Dahl" in ok(act(nordlys, "acknowledge", id_of(nordlys), "--because", "seen"))


def test_the_folder_may_be_left_out(nordlys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id = id_of(nordlys)
    monkeypatch.chdir(nordlys)
    ok(kpi_monitor("findings", "acknowledge", id, *WHO))
    assert "acknowledge" in ok(kpi_monitor("findings", "history", id))


def test_findings_are_listed_by_who_has_them(nordlys: Path) -> None:
    owned = listed(nordlys, "--owner", "COO@nordlys.example")
    assert owned and {one["kpi"] for one in owned.values()} == {"frt"}
    id = id_of(nordlys)
    ok(act(nordlys, "assign", id, "--to", "bo@nordlys.example", *WHO))
    assert list(listed(nordlys, "--owner", "bo@nordlys.example")) == [id]


def test_a_history_tells_runs_and_people_by_day(nordlys: Path) -> None:
    id = id_of(nordlys)
    ok(act(nordlys, "assign", id, "--to", "Bo", "--follow-up", str(LATER), *WHO))
    project(nordlys, catalogue=CATALOGUE.replace("csat, name", "csat, owner: cmo@nordlys.example, name"))
    ran(nordlys, TODAY + timedelta(days=1))
    project(nordlys)
    ran(nordlys, TODAY + timedelta(days=2))
    told = json.loads(ok(kpi_monitor("findings", "history", id, nordlys, "--json")))
    assert [one["what"].split(":")[0] for one in told["events"]] == ["raised first", "assigned to Bo", "gone", "raised again"]
    decided = told["events"][1]
    assert (decided["who"], decided["because"], decided["until"], len(decided["hash"])) == ("Ane Berg", "we know", str(LATER), 64)


def test_what_was_touched_is_named(nordlys: Path) -> None:
    first, second = list(listed(nordlys))[:2]
    ok(act(nordlys, "waive", first, "--until", str(LATER), *WHO))
    seal = ok(act(nordlys, "acknowledge", second, *WHO)).split("its seal is ")[1].strip()
    assert kpi_monitor("findings", "verify", nordlys, "--seal", seal).returncode == 0
    with sqlite3.connect(nordlys / "kpi-monitor.db") as connection:
        connection.execute("UPDATE kpi_action SET until = '2099-12-31' WHERE number = 2")
    shown = kpi_monitor("findings", "verify", nordlys)
    assert shown.returncode == 2 and "entry 2 was changed" in shown.stdout


def test_a_tail_cut_off_with_its_count_shows_against_the_json_of_a_run(nordlys: Path) -> None:
    ok(act(nordlys, "waive", id_of(nordlys), "--until", str(LATER), *WHO))
    file = nordlys / "findings.json"
    assert kpi_monitor("run", nordlys, "-q", "--dry-run", "--json", file).returncode == 0
    assert json.loads(file.read_text())["ledger"]["entries"] == 2
    with sqlite3.connect(nordlys / "kpi-monitor.db") as connection:
        (first,) = connection.execute("SELECT hash FROM kpi_action WHERE number = 1").fetchone()
        connection.execute("DELETE FROM kpi_action WHERE number = 2")
        connection.execute("UPDATE kpi_ledger SET entries = 1, head = ?", (first,))
    assert kpi_monitor("findings", "verify", nordlys).returncode == 0
    shown = kpi_monitor("findings", "verify", nordlys, "--against", file)
    assert shown.returncode == 2 and "entry 2 was cut off the end" in shown.stdout


def test_what_was_loosened_is_in_the_next_run_and_its_json(nordlys: Path) -> None:
    text = PROJECT.format(language="en") + "limits: {main_kpis_per_level: 9}\n"
    (nordlys / "kpi-monitor.yaml").write_text(text, encoding="utf-8")
    assert [one.kind for one in ran(nordlys).loosened] == [Loosening.LIMIT]
    document = json.loads(ok(kpi_monitor("findings", "list", nordlys, "--json")))
    assert [one["kind"] for one in document["loosened"]] == ["limit"]
    assert ran(nordlys, TODAY + timedelta(days=1)).loosened == (), "told once"


def test_python_programs_can_record_too(nordlys: Path) -> None:
    id = id_of(nordlys)
    lines = recorded(Wanted(Act.ACKNOWLEDGE, "robot", "seen"), [id], nordlys, 5.0)
    assert lines[0].startswith(f"{id} is acknowledged")
