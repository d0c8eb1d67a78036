"""`kpi-monitor findings resolve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.findings._act import action

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted


@click.command("resolve")
@click.option("--false-alarm", is_flag=True, help="It was none: it is counted against the promise about false alarms.")
@action
def command(by: str, because: str, false_alarm: bool) -> Wanted:
    """Records that findings are mended, or, with --false-alarm, that they were none.

    What is mended comes back by itself: a fact of the catalogue that is still there at the next run, what the data still show
    after a quarter, whatever gets worse, and whatever was gone and returns.
    """
    from monitor.ledger.draft import Wanted
    from monitor.model.life import Act

    return Wanted(Act.FALSE_ALARM if false_alarm else Act.RESOLVE, by, because)
