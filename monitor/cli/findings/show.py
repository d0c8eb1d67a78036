"""`kpi-monitor findings show`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice

if TYPE_CHECKING:
    from monitor.model.finding import Finding


@click.command("show")
@click.argument("finding", metavar="ID")
@project_folder
@with_voice
def command(finding: str, folder: Path, voice: Voice) -> None:
    """Shows one finding in full: what was seen, why it matters, what else could explain it, what to do, who decided what.

    ID is the finding's, such as F-3K7Q2; DIR the project's folder.
    """
    from monitor.cli._kept import newest, reading
    from monitor.cli.findings._found import found_with_run
    from monitor.cli.findings.listed import document_of

    with reading(folder, os.environ) as (project, snapshot):
        kept, found = found_with_run(newest(project, snapshot), snapshot, finding)
    document = document_of(kept, [found])["findings"][0]
    for line in _told(document, list(_decided(found, document))):
        voice.say(line)


def _decided(finding: Finding, document: dict[str, Any]) -> Iterator[str]:
    """What people decided, in sentences; and why it is back where it is."""
    said = finding.standing
    if said is not None and said.status is not None:
        until = f" until {said.until}" if said.until else ""
        yield f"{said.by} on {said.on}: {said.status}{until}. {said.because}"
    if said is not None and said.assignee:
        yield f"{said.assignee} follows it up{f' by {said.follow_up}' if said.follow_up else ''}."
    if said is not None and said.confirmed_on:
        yield f"{said.confirmed_by} confirmed it on {said.confirmed_on}. {said.confirmed_because}"
    if document.get("came_back"):
        yield str(document["came_back"])


def _told(finding: dict[str, Any], decided: list[str]) -> list[str]:
    head = [f"{finding['id']}  {finding['title']}", "", f"{finding['severity']} · {finding['tier']} · {finding['status']}"]
    facts = {
        "about": ", ".join(filter(None, [finding["kpi"], *finding["related"]])),
        "from": " to ".join(filter(None, [finding["from"], finding["to"]])),
        "rule": f"{finding['rule']} {finding['rule_version']} ({finding['pattern']})",
        "seen": " to ".join(dict.fromkeys(filter(None, [finding["first_seen"], finding["last_seen"]]))),
        "explained by": finding["explained_by"],
    }
    ladder = finding["evidence"]["ladder"]
    parts = [
        ("What was decided", decided),
        ("What we saw", [finding["what"]]),
        ("Why it matters", [finding["why"]]),
        ("What else could explain it", [f"- {one}" for one in finding["innocent"]]),
        ("What was tested", [f"- {one['explanation']} {one['verdict']}: {one['shown']}" for one in ladder]),
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
