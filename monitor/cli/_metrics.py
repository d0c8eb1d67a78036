"""`--metrics FILE`: what a run came to, as OpenMetrics text for a collector that reads files (node_exporter, Telegraf)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.model.words import QUIET, Letter, Severity, Status, Tier

if TYPE_CHECKING:
    from monitor.cli._job import Done

Labels = Mapping[str, str]
_STATUSES = tuple(status for status in Status if status not in (Status.EXPLAINED, Status.GONE))


def write_metrics(done: Done, file: Path) -> None:
    """Writes the file, as a whole or not at all. A run that failed leaves it, with the time of the last success, as it was."""
    beside = file.with_name(file.name + ".part")
    beside.write_text("\n".join(lines(done, time.time())) + "\n", encoding="utf-8")
    beside.replace(file)


def lines(done: Done, now: float) -> Iterator[str]:
    """The lines of the file. `now`: seconds since 1970. Counts that are nought are there too, so that alerts can rely on them."""
    result = done.result
    whose = {"organisation": result.organisation}
    yield from _gauge("run_seconds", "How long the run took.", [({}, sum(done.phases.values()))], whose, "seconds")
    phases: list[tuple[Labels, float]] = [({"phase": name}, seconds) for name, seconds in done.phases.items()]
    yield from _gauge("phase_seconds", "How long each part of the run took.", phases, whose, "seconds")
    yield from _gauge("findings", "Findings raised, by tier, severity and status.", _findings(done), whose)
    grades = Counter(grade.letter for grade in result.grades)
    yield from _gauge("grades", "KPIs by grade of trust.", [({"grade": one.value}, grades[one]) for one in Letter], whose)
    for name, help_, count in _plain(done):
        yield from _gauge(name, help_, [({}, count)], whose)
    day = datetime.combine(result.as_of, datetime.min.time(), UTC).timestamp()
    yield from _gauge("as_of_timestamp_seconds", "The day from which the run looked.", [({}, day)], whose, "seconds")
    yield from _gauge("last_success_timestamp_seconds", "When a run last succeeded.", [({}, now)], whose, "seconds")
    yield from _gauge(
        "program", "Always 1: the version, and the run.", [({"version": result.version, "run": result.id}, 1)], whose
    )
    yield "# EOF"


def _findings(done: Done) -> list[tuple[Labels, float]]:
    counted = Counter((one.tier, one.severity, one.status) for one in done.result.findings)
    every = product(Tier, Severity, _STATUSES)
    return [({"tier": t.value, "severity": s.value, "status": now.value}, counted[t, s, now]) for t, s, now in every]


def _plain(done: Done) -> Iterator[tuple[str, str, int]]:
    result = done.result
    open_ones = [one for one in result.findings if one.status not in QUIET]
    yield "open_findings", "Findings that ask for something.", len(open_ones)
    yield "overdue_findings", "Findings whose follow-up is overdue.", sum(one.overdue(result.as_of) for one in open_ones)
    yield "explained_findings", "Findings that a note of the catalogue explains.", len(result.explained)
    yield "gone_findings", "Findings of the run before that are no longer there.", len(result.gone)
    yield "waivers", "Waivers of findings that are still there.", len(result.waivers)
    yield "loosened", "What was made less strict since the run before.", len(result.loosened)
    yield "skipped", "Rules that could not be evaluated on a KPI.", len(result.skipped)
    yield "set_aside", "Values that could not be used.", len(result.set_aside)
    yield "kpis", "KPIs in the catalogue.", result.kpis
    yield "observations", "Values that the run looked at.", result.observations
    yield "rules", "Rules that were evaluated.", result.rules


def _gauge(name: str, help_: str, samples: list[tuple[Labels, float]], whose: Labels, unit: str = "") -> Iterator[str]:
    yield f"# TYPE kpi_monitor_{name} gauge"
    if unit:
        yield f"# UNIT kpi_monitor_{name} {unit}"
    yield f"# HELP kpi_monitor_{name} {help_}"
    for labels, value in samples:
        yield f"kpi_monitor_{name}{_labels({**whose, **labels})} {value:.6f}".removesuffix(".000000")


def _labels(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
