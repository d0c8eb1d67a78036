"""`kpi-monitor findings reopen`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.findings._act import action

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted


@click.command("reopen")
@action
def command(by: str, because: str) -> Wanted:
    """Takes the last decision about findings back.

    A waiver, a resolution, a false alarm, an assignment or an acknowledgement ends; where there is none of these, a confirmation.
    """
    from monitor.ledger.draft import Wanted
    from monitor.model.life import Act

    return Wanted(Act.REOPEN, by, because)
