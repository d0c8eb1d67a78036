"""`kpi-monitor findings waive`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from monitor.cli._options import as_day
from monitor.cli.findings._act import action

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted


@click.command("waive")
@click.option("--until", required=True, callback=as_day, metavar="DATE", help="The last day on which the waiver holds.")
@action
def command(by: str, because: str, until: date) -> Wanted:
    """Spares findings until a day, or until they get worse.

    They come back when the waiver ends, or when severity or tier rise, or the effect grows by more than half. Every waiver stands
    in the report, with who, why and until when; it does not better the grade of the KPI.
    """
    from monitor.ledger.draft import Wanted
    from monitor.model.life import Act

    return Wanted(Act.WAIVE, by, because, until)
