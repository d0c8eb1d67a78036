"""`kpi-monitor findings`: lists the findings of the newest run, or shows one in full."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import MonitorError
from monitor.model.words import Family, Severity, Status, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.cli._kept import Kept
    from monitor.model.finding import Finding
    from monitor.store.store import Reading


@click.group()
def command() -> None:
    """Lists the findings of the newest run, or shows one in full."""


def _filters(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, words in (("status", Status), ("tier", Tier), ("severity", Severity), ("family", Family)):
        choice = click.Choice([str(word) for word in words])
        function = click.option(f"--{name}", multiple=True, type=choice, help=f"Only this {name} (may be repeated).")(function)
    return click.option("--kpi", multiple=True, metavar="KPI", help="Only findings about this KPI (may be repeated).")(function)


@command.command("list")
@project_folder
@_filters
@click.option("--json", "as_json", is_flag=True, help="As the contract's JSON document, with grades and what was skipped.")
@with_voice
def list_(folder: Path, as_json: bool, voice: Voice, **filters: tuple[str, ...]) -> None:
    """Lists the findings of the newest run.

    Explained and gone findings are listed when --status asks for them.
    """
    from monitor.cli._kept import newest, reading
    from monitor.cli._table import write_table

    with reading(folder, os.environ) as (project, snapshot):
        kept = newest(project, snapshot)
    _refuse_unknown(filters["kpi"], kept)
    document = _document(kept, _chosen(kept, filters))
    if as_json:
        voice.say(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    rows = [tuple(_cell(finding, name) for name in COLUMNS) for finding in document["findings"]]
    write_table(COLUMNS, rows)
    if not rows:
        voice.note(f"no findings of that kind in the run of {kept.result.as_of}")


COLUMNS = ("id", "severity", "tier", "status", "kpi", "title")


@command.command("show")
@click.argument("finding", metavar="ID")
@project_folder
@with_voice
def show(finding: str, folder: Path, voice: Voice) -> None:
    """Shows one finding in full: what was seen, why it matters, what else could explain it, what to do.

    ID is the finding's, such as F-3K7Q2; DIR the project's folder.
    """
    from monitor.cli._kept import newest, reading

    with reading(folder, os.environ) as (project, snapshot):
        kept, found = _found(newest(project, snapshot), snapshot, finding)
    for line in _told(_document(kept, [found])["findings"][0]):
        voice.say(line)


def _document(kept: Kept, findings: Iterable[Finding]) -> dict[str, Any]:
    from monitor.reporting.findings_json import document

    return document(replace(kept.result, findings=tuple(findings)), kept.rules, kept.named, kept.project.language)


def _chosen(kept: Kept, filters: dict[str, tuple[str, ...]]) -> list[Finding]:
    from monitor.cli._kept import everything_in

    pool = everything_in(kept.result) if filters["status"] else kept.result.findings
    return [finding for finding in pool if _matches(finding, filters)]


def _matches(finding: Finding, filters: dict[str, tuple[str, ...]]) -> bool:
    about = {finding.kpi, *finding.evidence.related}
    if filters["kpi"] and about.isdisjoint(filters["kpi"]):
        return False
    names = ("status", "tier", "severity", "family")
    return all(not filters[name] or getattr(finding, name).value in filters[name] for name in names)


def _refuse_unknown(kpis: Iterable[str], kept: Kept) -> None:
    from monitor.catalogue.suggest import did_you_mean

    for kpi in kpis:
        if kpi not in kept.named.kpis:
            mend = did_you_mean(kpi, kept.catalogue.kpis) or "ids are the keys in kpis.yaml"
            raise MonitorError(f"There was no KPI '{kpi}' in the newest run; {mend}")


def _found(kept: Kept, snapshot: Reading, id: str) -> tuple[Kept, Finding]:
    """A finding with the run that last saw it: the newest, or an older one."""
    from monitor.catalogue.suggest import did_you_mean
    from monitor.cli._kept import as_it_was, everything_in

    wanted = _as_written(id)
    entries = snapshot.ledger()
    runs = [kept]
    if wanted in entries and (older := snapshot.run(entries[wanted].last_run)) is not None:
        runs.append(as_it_was(kept.project, snapshot, older))
    for run in runs:
        for finding in everything_in(run.result):
            if finding.id == wanted:
                return run, finding
    mend = did_you_mean(wanted, entries) or f"list them: kpi-monitor findings list {kept.project.folder}"
    raise MonitorError(f"There is no finding '{id}'; {mend}")


def _as_written(id: str) -> str:
    """An id as it is kept, when it was read aloud or copied without its prefix: capitals, and no letters O, I or L."""
    letters = id.strip().upper().removeprefix("F-").translate(str.maketrans("OIL", "011"))
    return f"F-{letters}"


def _cell(finding: dict[str, Any], name: str) -> str:
    return str(finding[name] if finding[name] is not None else "")


def _told(finding: dict[str, Any]) -> list[str]:
    head = [f"{finding['id']}  {finding['title']}", "", f"{finding['severity']} · {finding['tier']} · {finding['status']}"]
    facts = {
        "about": ", ".join(filter(None, [finding["kpi"], *finding["related"]])),
        "from": " to ".join(filter(None, [finding["from"], finding["to"]])),
        "rule": f"{finding['rule']} {finding['rule_version']} ({finding['pattern']})",
        "seen": " to ".join(dict.fromkeys(filter(None, [finding["first_seen"], finding["last_seen"]]))),
        "explained by": finding["explained_by"],
    }
    parts = [
        ("What we saw", [finding["what"]]),
        ("Why it matters", [finding["why"]]),
        ("What else could explain it", [f"- {one}" for one in finding["innocent"]]),
        (
            "What was tested",
            [f"- {one['explanation']} {one['verdict']}: {one['shown']}" for one in finding["evidence"]["ladder"]],
        ),
        ("Two readings", [f"- {one}" for one in finding.get("readings", [])]),
        ("What would tell them apart", [finding.get("apart", "")]),
        ("What to do", [finding["action"]]),
        ("Method", [" ".join(filter(None, [finding["evidence"]["method"], finding["evidence"]["source"]]))]),
    ]
    lines = head + [f"{name}: {fact}" for name, fact in facts.items() if fact]
    for title, texts in parts:
        said = [text for text in texts if text]
        lines += ["", title, *said] if said else []
    return lines
