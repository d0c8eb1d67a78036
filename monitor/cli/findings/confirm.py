"""`kpi-monitor findings confirm`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitor.cli.findings._act import action

if TYPE_CHECKING:
    from monitor.ledger.draft import Wanted


@click.command("confirm")
@action
def command(by: str, because: str) -> Wanted:
    """Records that a person has checked findings and that they are true.

    The tier becomes confirmed: surer than any test. A confirmed Goodhart finding gives its KPI the grade E.
    """
    from monitor.ledger.draft import Wanted
    from monitor.model.life import Act

    return Wanted(Act.CONFIRM, by, because)
