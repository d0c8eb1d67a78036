"""`kpi-monitor findings verify`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli._options import project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import Place, Problem, ProjectError
from monitor.model.life import Seal

if TYPE_CHECKING:
    from monitor.ledger.proof import Noted
    from monitor.store.store import Reading

TOUCHED = 2
"""The exit code of data that are wrong."""
SEAL = re.compile(r"(\d+):([0-9a-f]{8,64})")


@click.command("verify")
@project_folder
@click.option("--seal", "seals", multiple=True, metavar="N:HASH", help="A seal that was noted elsewhere (may be repeated).")
@click.option(
    "--against",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A file that `run --json` wrote, with the seal of then (may be repeated).",
)
@with_voice
def command(folder: Path, seals: tuple[str, ...], files: tuple[Path, ...], voice: Voice) -> int:
    """Proves that nobody has touched the ledger and the runs that it vouches for.

    Says which entry was the first that was changed, moved, removed, inserted or cut off the end; the exit code is 2 then. Whoever
    may write the database can make a new ledger from some entry on: seals that were noted elsewhere (every action and JSON file
    says one) show that too.
    """
    from monitor.cli._kept import reading
    from monitor.cli.findings._act import shown
    from monitor.ledger.proof import proved, runs_proved

    outside = [*_given(seals), *_read(files)]
    with reading(folder, os.environ) as (_, snapshot):
        entries, head, prints = snapshot.entries(), snapshot.head(), snapshot.run_prints()
        noted = [*_of_runs(snapshot), *outside]
    fault = proved(entries, head, noted)
    faults = ([fault] if fault else []) + list(runs_proved(entries, prints))
    for one in faults:
        voice.say(f"Touched: {one.what}")
    if faults:
        return TOUCHED
    older = sum(one.seal is None for one in prints)
    voice.say(f"Whole: {len(entries)} entries and {len(prints) - older} runs are as they were written.")
    if older:
        voice.note(f"{older} runs are older than the ledger: it says nothing about them")
    voice.say(shown(head))
    return 0


def _of_runs(snapshot: Reading) -> Iterator[Noted]:
    from monitor.ledger.proof import Noted

    for one in snapshot.run_prints():
        if one.seal is not None:
            yield Noted(f"run {one.id} of {one.as_of}", one.seal)


def _given(seals: Iterable[str]) -> list[Noted]:
    from monitor.ledger.proof import Noted

    found = [(text, SEAL.fullmatch(text.strip().lower())) for text in seals]
    wrong = [text for text, match in found if match is None]
    if wrong:
        expected = "the number of entries, a colon and the hash, as every action prints it: 12:3f2a9c…"
        raise ProjectError(Problem(Place("--seal"), f"'{text}' is no seal", expected) for text in wrong)
    return [Noted(f"the seal {text}", Seal(int(match[1]), match[2])) for text, match in found if match]


def _read(files: Iterable[Path]) -> Iterator[Noted]:
    from monitor.ledger.proof import Noted

    for file in files:
        try:
            said = json.loads(file.read_text(encoding="utf-8"))["ledger"]
            seal = Seal(int(said["entries"]), str(said["head"]))
        except (ValueError, KeyError, TypeError):
            problem = Problem(Place(str(file)), "it holds no seal of a ledger", "a file that `kpi-monitor run --json` wrote")
            raise ProjectError([problem]) from None
        yield Noted(str(file), seal)
