"""`kpi-monitor check`: reads everything, changes nothing, lists every mistake."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.model.finding import SetAside

_MOST_ALIKE = 3


@click.command()
@project_folder
@with_voice
def command(folder: Path, voice: Voice) -> None:
    """Reads everything, changes nothing, and lists every mistake.

    DIR is the project's folder; the current one where it is left out.
    """
    from monitor.cli._read import read_catalogue_and_rules, read_data

    found = read_catalogue_and_rules(folder, os.environ)
    read, everything = read_data(found, os.environ, date.today(), voice.note), found.everything
    for line in _listed(read.set_aside, voice.verbose):
        voice.say(line)
    counts = [
        _counted(len(everything.catalogue.kpis), "KPI"),
        _counted(len(everything.rules), "rule"),
        _counted(len(read.observations), "value"),
    ]
    if read.records is not None:
        counts.append(_counted(sum(table.rows for table in read.records.tables.values()), "record"))
        read.records.close()
    voice.say(f"{', '.join(counts)}; {len(read.set_aside)} set aside; no mistakes; nothing was changed")


def _listed(set_aside: Iterable[SetAside], all_of_them: bool) -> Iterator[str]:
    """What was set aside, line by line; of many for one reason the first ones, and how many more there are."""
    alike: dict[tuple[str | None, str], list[SetAside]] = {}
    for bad in set_aside:
        alike.setdefault((bad.kpi, bad.what), []).append(bad)
    for group in alike.values():
        shown = group if all_of_them or len(group) <= _MOST_ALIKE + 1 else group[:_MOST_ALIKE]
        yield from (f"{bad.place}: {bad.what}" for bad in shown)
        if len(shown) < len(group):
            yield f"    the same {len(group) - len(shown)} times more (--verbose lists them)"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
