"""From a person's wish to entries of the ledger; nonsense is refused, all of it at once and before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import category

from monitor.errors import Place, Problem, ProjectError
from monitor.ledger.standing import detail_of, judged_of
from monitor.model.finding import Finding
from monitor.model.life import Act, Entry
from monitor.model.words import Status

OPEN_ONLY = frozenset({Act.ACKNOWLEDGE, Act.ASSIGN, Act.WAIVE})
"""What makes sense only as long as the finding is there."""
NOTHING_TO_TAKE_BACK = frozenset({Status.NEW, Status.ONGOING, Status.EXPLAINED, Status.GONE})


@dataclass(frozen=True)
class Wanted:
    """What a person wants to record. `until`: the last day of a waiver, or the day of a follow-up."""

    act: Act
    by: str
    because: str
    until: date | None = None
    assignee: str | None = None


def drafts(wanted: Wanted, findings: Sequence[Finding], now: datetime, on: date) -> tuple[Entry, ...]:
    """One entry for each finding, as it is now (with its current status). `now`: UTC, naive; `on`: the day here.

    Raises ProjectError with all that is wrong: then nothing is to be written.
    """
    problems = [*wrong_words(wanted, on), *(one for finding in findings for one in _of_the_finding(wanted, finding))]
    if problems:
        raise ProjectError(problems)
    who, why, assignee = _one_line(wanted.by), _one_line(wanted.because), wanted.assignee and _one_line(wanted.assignee)
    return tuple(
        Entry(0, now, on, who, wanted.act, finding.id, why, wanted.until, assignee, detail_of(judged_of(finding)))
        for finding in {one.id: one for one in findings}.values()
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def wrong_words(wanted: Wanted, on: date) -> Iterator[Problem]:
    """What is wrong with a wish, whichever findings it is about."""
    texts: Mapping[str, str | None] = {"--by": wanted.by, "--because": wanted.because, "--to": wanted.assignee}
    for option, text in texts.items():
        if text is not None and not text.strip():
            yield Problem(Place(option), "it is empty", "a name" if option != "--because" else "the reason, in a few words")
        elif text is not None and any(category(letter) in ("Cc", "Cs") for letter in _one_line(text)):
            yield Problem(Place(option), "it holds characters that no text has", "letters, digits and punctuation")
    if wanted.act is Act.WAIVE and wanted.until is None:
        yield Problem(Place("--until"), "a waiver needs an end", "the last day on which it holds, such as 2027-03-31")
    if wanted.act is Act.ASSIGN and wanted.assignee is None:
        yield Problem(Place("--to"), "nobody is named", "who is to follow it up")
    if wanted.until is not None and wanted.until < on:
        yield Problem(Place("--until"), f"{wanted.until} has passed", f"a day from {on} on")


def _of_the_finding(wanted: Wanted, finding: Finding) -> Iterator[Problem]:
    here = Place(finding.id)
    if wanted.act in OPEN_ONLY and finding.status is Status.GONE:
        yield Problem(here, f"it is gone since {finding.last_seen}: there is nothing to {wanted.act}")
    if wanted.act is Act.REOPEN and finding.status in NOTHING_TO_TAKE_BACK and not _decided(finding):
        yield Problem(here, f"nobody has decided anything about it (it is {finding.status})", "", "there is nothing to take back")


def _decided(finding: Finding) -> bool:
    said = finding.standing
    return said is not None and (said.status is not None or said.confirmed_on is not None)
