"""`kpi-monitor findings acknowledge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.findings._act import action

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted


@click.command("acknowledge")
@action
def command(by: str, because: str) -> Wanted:
    """Records that somebody has seen the findings and knows of them.

    They stay open, and in the report.
    """
    from monitor.ledger.draft import Wanted
    from monitor.model.life import Act

    return Wanted(Act.ACKNOWLEDGE, by, because)
