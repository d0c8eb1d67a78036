"""`kpi-monitor findings`: lists the findings, explains them, and keeps what people decide about them. One file per command."""

from __future__ import annotations

import click

from monitor.cli._lazy import LazyGroup

TABLE: dict[str, tuple[str, str]] = {
    "list": ("monitor.cli.findings.listed", "List the findings of the newest run."),
    "show": ("monitor.cli.findings.show", "Show one finding in full."),
    "explain": ("monitor.cli.findings.explain", "Compute a finding again, and say whether it still holds."),
    "acknowledge": ("monitor.cli.findings.acknowledge", "Record that somebody has seen them and knows."),
    "assign": ("monitor.cli.findings.assign", "Record who follows them up, and until when."),
    "waive": ("monitor.cli.findings.waive", "Spare them until a day, or until they get worse."),
    "resolve": ("monitor.cli.findings.resolve", "Record that they are mended, or were false alarms."),
    "reopen": ("monitor.cli.findings.reopen", "Take the last decision about them back."),
    "confirm": ("monitor.cli.findings.confirm", "Record that a person has checked them, and they are true."),
    "history": ("monitor.cli.findings.history", "Tell the life of a finding, day by day."),
    "verify": ("monitor.cli.findings.verify", "Prove that nobody has touched the ledger."),
}
"""Name -> (module, one-line help), in the order of a finding's life."""


@click.group("findings", cls=LazyGroup, table=TABLE)
def command() -> None:
    """Lists the findings, explains them, and keeps what people decide about them.

    Every decision names who took it and why, is added to the ledger and never changed.
    """
