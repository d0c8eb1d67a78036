"""`kpi-monitor findings list`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import MonitorError
from monitor.model.words import Family, Severity, Status, Tier

if TYPE_CHECKING:
    from monitor.cli._kept import Kept
    from monitor.model.finding import Finding

COLUMNS = ("id", "severity", "tier", "status", "kpi", "title")
WORDS = (("status", Status), ("tier", Tier), ("severity", Severity), ("family", Family))


def _filters(function: Callable[..., Any]) -> Callable[..., Any]:
    for name, words in WORDS:
        choice = click.Choice([str(word) for word in words])
        function = click.option(f"--{name}", multiple=True, type=choice, help=f"Only this {name} (may be repeated).")(function)
    owner = "Only what this person has: who follows it up, or else owns the KPI (may be repeated)."
    function = click.option("--owner", multiple=True, metavar="NAME", help=owner)(function)
    return click.option("--kpi", multiple=True, metavar="KPI", help="Only findings about this KPI (may be repeated).")(function)


@click.command("list")
@project_folder
@_filters
@click.option("--json", "as_json", is_flag=True, help="As the contract's JSON document, with grades and what was skipped.")
@with_voice
def command(folder: Path, as_json: bool, voice: Voice, **filters: tuple[str, ...]) -> None:
    """Lists the findings of the newest run, with what people have decided about them up to now.

    Explained and gone findings are listed when --status asks for them.
    """
    from monitor.cli._kept import newest, reading
    from monitor.cli._table import write_table
    from monitor.cli.findings._found import decided_now

    with reading(folder, os.environ) as (project, snapshot):
        kept = newest(project, snapshot)
        kept = replace(kept, result=decided_now(kept.result, snapshot))
    _refuse_unknown(kept, "KPI", filters["kpi"], kept.named.kpis, "ids are the keys in kpis.yaml")
    _refuse_unknown(kept, "owner", filters["owner"], _owners(kept), "owners are those in kpis.yaml, and who was assigned one")
    document = document_of(kept, _chosen(kept, filters))
    if as_json:
        voice.say(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    rows = [tuple(str(one[name] if one[name] is not None else "") for name in COLUMNS) for one in document["findings"]]
    write_table(COLUMNS, rows)
    if not rows:
        voice.note(f"no findings of that kind in the run of {kept.result.as_of}")


def document_of(kept: Kept, findings: Iterable[Finding]) -> dict[str, Any]:
    """The contract's JSON for some findings of a run."""
    from monitor.reporting.findings_json import document

    return document(replace(kept.result, findings=tuple(findings)), kept.rules, kept.named, kept.project.language)


def _chosen(kept: Kept, filters: dict[str, tuple[str, ...]]) -> list[Finding]:
    from monitor.cli._kept import everything_in

    pool = everything_in(kept.result) if filters["status"] else kept.result.findings
    return [finding for finding in pool if _matches(kept, finding, filters)]


def _matches(kept: Kept, finding: Finding, filters: dict[str, tuple[str, ...]]) -> bool:
    about = {finding.kpi, *finding.evidence.related}
    if filters["kpi"] and about.isdisjoint(filters["kpi"]):
        return False
    if filters["owner"] and owner_of(kept, finding).casefold() not in {name.casefold() for name in filters["owner"]}:
        return False
    return all(not filters[name] or getattr(finding, name).value in filters[name] for name, _ in WORDS)


def owner_of(kept: Kept, finding: Finding) -> str:
    """Who has a finding: the person it was assigned to, or else the owner of its KPI; empty where there is nobody."""
    if finding.standing and finding.standing.assignee:
        return finding.standing.assignee
    kpi = kept.named.kpis.get(finding.kpi or "")
    return (kpi.owner or "") if kpi else ""


def _owners(kept: Kept) -> set[str]:
    from monitor.cli._kept import everything_in

    owners = {owner_of(kept, finding) for finding in everything_in(kept.result)} | {
        kpi.owner or "" for kpi in kept.named.kpis.values()
    }
    return (owners | {one.casefold() for one in owners}) - {""}


def _refuse_unknown(kept: Kept, what: str, wanted: Iterable[str], known: Iterable[str], else_: str) -> None:
    from monitor.catalogue.suggest import did_you_mean

    there = set(known)
    for one in wanted:
        if one not in there and one.casefold() not in there:
            raise MonitorError(f"There was no {what} '{one}' in the newest run; {did_you_mean(one, sorted(there)) or else_}")
