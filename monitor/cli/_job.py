"""The main job, whole: read, keep, evaluate, keep again. One transaction; killed anywhere, nothing is half-done.

This is the top floor: it introduces sources, store and engine to each other.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__
from monitor.errors import Place, Problem, ProjectError
from monitor.model.finding import RunResult
from monitor.model.kpi import Catalogue
from monitor.model.rule import Rule
from monitor.model.situation import CatalogueChange, Situation

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas

    from monitor.cli._outbox import Telling
    from monitor.cli._read import Data
    from monitor.engine.evaluate import Judgement
    from monitor.engine.together import Everything
    from monitor.store.store import Work

Step = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What is asked of a run. `rules` and `kpis` limit it; a limited run and a dry run are not kept."""

    folder: Path
    environment: Mapping[str, str]
    as_of: date | None = None
    rules: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    dry: bool = False
    wait: float = 60.0
    """Seconds to wait for another run that works on the same store."""
    notify: bool = False
    """Whether what is new is put into the outbox, in the same transaction."""


@dataclass(frozen=True)
class Done:
    """A finished run with all that a report needs.

    `phases`: seconds per part of the job; `named`: the catalogue with the KPIs that it had before.
    """

    result: RunResult
    situation: Situation
    everything: Everything
    rules: Mapping[str, Rule]
    previous: RunResult | None
    named: Catalogue
    phases: Mapping[str, float] = field(default_factory=dict)


@dataclass
class _Clock:
    """Measures the phases of a job."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str, step: Step, text: str) -> Iterator[None]:
        step(text)
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


def do(wish: Wish, step: Step) -> Done:
    """Does the job. Raises ProjectError (nothing changed) and ServiceError (nothing lost)."""
    from monitor.cli._outbox import put_news
    from monitor.cli._read import read_catalogue_and_rules, read_data
    from monitor.store.store import open_store

    clock, as_of, started = _Clock(), wish.as_of or date.today(), datetime.now(UTC)
    with clock.phase("catalogue", step, "Reading the project"):
        found = read_catalogue_and_rules(wish.folder, wish.environment)
        everything = found.everything
    with clock.phase("sources", step, "Reading the values"):
        rules = _wanted(everything, wish)
        read = read_data(found, wish.environment, as_of, step)
    with clock.phase("store", step, "Opening the store"):
        store = open_store(everything.project.store, everything.project.folder, wish.wait, create=not wish.dry)
    try:
        with store.work(keep=not wish.dry) as work:
            with clock.phase("store", step, "Comparing the values" if wish.dry else "Keeping the values"):
                work.add_observations(read.observations, date.today())
            done = _judge(wish, everything, rules, work, as_of, read, clock, step, started)
            if not (wish.rules or wish.kpis or wish.dry):
                with clock.phase("store", step, "Keeping the findings"):
                    _keep(work, done, as_of)
                    if wish.notify:
                        put_news(work, _telling(done))
    finally:
        store.close()
        if read.records is not None:
            read.records.close()
    return done


def _wanted(everything: Everything, wish: Wish) -> dict[str, Rule]:
    from monitor.catalogue.suggest import did_you_mean

    problems = [
        Problem(
            Place("--rule"),
            f"there is no rule '{rule}'",
            "",
            did_you_mean(rule, everything.rules) or "see: kpi-monitor rules list",
        )
        for rule in wish.rules
        if rule not in everything.rules
    ]
    problems += [
        Problem(Place("--kpi"), f"the catalogue has no KPI '{kpi}'", "", did_you_mean(kpi, everything.catalogue.kpis))
        for kpi in wish.kpis
        if kpi not in everything.catalogue.kpis
    ]
    if problems:
        raise ProjectError(problems)
    return {name: rule for name, rule in everything.rules.items() if not wish.rules or name in wish.rules}


def _judge(
    wish: Wish,
    everything: Everything,
    rules: Mapping[str, Rule],
    work: Work,
    as_of: date,
    read: Data,
    clock: _Clock,
    step: Step,
    started: datetime,
) -> Done:
    from monitor.cli._kept import with_former
    from monitor.cli._ledger import remembered, with_life
    from monitor.cli._reached import with_reached
    from monitor.cli._situation import catalogue_changes, lay_situation
    from monitor.engine.evaluate import evaluate

    with clock.phase("panels", step, "Laying panels"):
        frame = work.observations(as_of)
        situation = lay_situation(everything.project, everything.catalogue, work, frame, as_of, read.records)
        previous = work.run(before=as_of)
    with clock.phase("evaluate", step, f"Evaluating {len(rules)} rules on {len(everything.catalogue.kpis)} KPIs"):
        judgement = evaluate(
            situation,
            list(rules.values()),
            everything.project.parameters,
            work.ids_for,
            remembered(work, as_of),
            previous.findings if previous else (),
            kpis=frozenset(wish.kpis) or None,
            whole=not (wish.rules or wish.kpis),
        )
        changes = catalogue_changes(work, everything.catalogue, as_of)
    result = _result(everything, rules, situation, judgement, previous, frame, read, changes, started, clock)
    result = with_life(with_reached(result, work), work)
    return Done(result, situation, everything, rules, previous, with_former(everything.catalogue, work), clock.seconds)


def _result(
    everything: Everything,
    rules: Mapping[str, Rule],
    situation: Situation,
    judgement: Judgement,
    previous: RunResult | None,
    frame: pandas.DataFrame,
    read: Data,
    changes: tuple[CatalogueChange, ...],
    started: datetime,
    clock: _Clock,
) -> RunResult:
    from monitor.cli._records import not_looked_at, records_read, with_records
    from monitor.engine.changes import changes_since, settings_of
    from monitor.engine.loosened import Then, loosened
    from monitor.sources.fingerprint import fingerprint

    limits = asdict(everything.project.limits)
    settings = settings_of(list(rules.values()), everything.project.parameters, limits)
    kpis = everything.catalogue.kpis
    since = tuple(
        one
        for one in changes
        if (previous is None or one.seen_on > previous.as_of) and (one.kpi in kpis or (one.field == "kpi" and one.after is None))
    )
    data = with_records(fingerprint(frame), read.records)
    facts = [data, everything.catalogue.fingerprint, situation.as_of.isoformat(), __version__, settings]
    return RunResult(
        id="R-" + hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:10],
        organisation=everything.project.organisation,
        as_of=situation.as_of,
        started=started,
        seconds=round(sum(clock.seconds.values()), 3),
        version=__version__,
        kpis=len(everything.catalogue.kpis),
        observations=len(frame),
        rules=len(rules),
        data_fingerprint=data,
        catalogue_fingerprint=everything.catalogue.fingerprint,
        findings=judgement.findings,
        explained=judgement.explained,
        gone=judgement.gone,
        grades=judgement.grades,
        skipped=(*judgement.skipped, *not_looked_at(everything.catalogue, read.records)),
        set_aside=read.set_aside,
        records=records_read(read.records),
        promise=judgement.promise,
        previous=previous.id if previous else None,
        changes=changes_since(previous, everything.catalogue, since, settings),
        parameters=settings,
        portfolio=judgement.portfolio,
        loosened=loosened(
            Then(previous, judgement.gone, judgement.explained), everything.catalogue, since, settings, situation.as_of
        )
        if previous
        else (),
    )


def _keep(work: Work, done: Done, as_of: date) -> None:
    from monitor.catalogue.content import content_of
    from monitor.cli._ledger import enter_run

    catalogue = done.everything.catalogue
    work.keep_catalogue(catalogue.fingerprint, content_of(catalogue), as_of)
    work.keep_rules({(rule.id, rule.version): rule.text for rule in done.rules.values()})
    enter_run(work, done.result, work.keep_run(done.result))


def _telling(done: Done) -> Telling:
    """The run as it is told to people."""
    from monitor.cli._outbox import Telling

    everything = done.everything
    return Telling(everything.project, done.result, done.situation, done.rules, done.previous, everything.catalogue, done.named)


def severity_reached(result: RunResult, severity: str) -> bool:
    """Whether some open finding (not a mere watch item, and nothing dealt with) is as grave as `severity` or graver."""
    from monitor.model.words import QUIET, Severity, Tier

    worst = Severity(severity).rank
    open_ones = (finding for finding in result.findings if finding.status not in QUIET and finding.tier is not Tier.WATCH)
    return any(finding.severity.rank <= worst for finding in open_ones)
