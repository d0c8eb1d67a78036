"""`kpi-monitor findings assign`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from monitor.cli._options import as_day
from monitor.cli.findings._act import action

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted


@click.command("assign")
@click.option("--to", "assignee", required=True, metavar="NAME", help="Who follows it up: a name or an address.")
@click.option("--follow-up", "--until", "until", callback=as_day, metavar="DATE", help="By when; after it, it is overdue.")
@action
def command(by: str, because: str, assignee: str, until: date | None) -> Wanted:
    """Records who follows findings up, and until when.

    They stay open, and are overdue when the day has passed and they are still there.
    """
    from monitor.ledger.draft import Wanted
    from monitor.model.life import Act

    return Wanted(Act.ASSIGN, by, because, until, assignee)
