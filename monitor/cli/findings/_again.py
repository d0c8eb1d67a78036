"""Computes a finding again, through the ordinary engine: all rules on all KPIs, as a run would, but nothing is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from monitor.errors import MonitorError
from monitor.model.evidence import Evidence, Healthy, Message
from monitor.model.finding import Finding
from monitor.model.kpi import Catalogue
from monitor.model.project import Limits, Project
from monitor.model.rule import Rule

if TYPE_CHECKING:
    from monitor.cli._kept import Kept
    from monitor.engine.evaluate import Judgement
    from monitor.model.records import Records
    from monitor.model.situation import Situation
    from monitor.store.store import Reading


class Verdict(StrEnum):
    """Whether a finding still holds."""

    HOLDS = "holds"
    STRONGER = "stronger"
    WEAKER = "weaker"
    EXPLAINED = "explained"
    NO_LONGER = "no-longer"
    UNKNOWN = "cannot-be-computed"


@dataclass(frozen=True)
class Terms:
    """By what a finding is judged: catalogue, rules, parameters and limits, and the day from which is looked."""

    project: Project
    catalogue: Catalogue
    rules: Mapping[str, Rule]
    overrides: Mapping[str, Mapping[str, Any]]
    as_of: date


@dataclass(frozen=True)
class Again:
    """What came out. `finding` is None where it was not raised; `reason` says why, or in which way it differs; `p_value` is what
    the test gave where it found nothing.
    """

    terms: Terms
    verdict: Verdict
    finding: Finding | None = None
    reason: Message | str = ""
    p_value: float | None = None


def terms_then(kept: Kept) -> Terms:
    """Those of the run that saw it."""
    said = kept.result.parameters
    limits, overrides = said.get("limits"), said.get("overrides")
    project = replace(kept.project, limits=Limits(**limits)) if isinstance(limits, Mapping) else kept.project
    return Terms(project, kept.catalogue, kept.rules, overrides if isinstance(overrides, Mapping) else {}, kept.result.as_of)


def terms_now(kept: Kept, as_of: date) -> Terms:
    """Those of the project's files as they are now. Raises ProjectError when they have mistakes."""
    from monitor.engine.together import read_everything

    everything = read_everything(kept.project.folder, os.environ)
    return Terms(everything.project, everything.catalogue, everything.rules, everything.project.parameters, as_of)


def again(finding: Finding, terms: Terms, store: Reading) -> Again:
    """Judges anew what the store knew on the day of `terms`, and compares with the finding as it was."""
    if finding.rule not in terms.rules:
        return Again(terms, Verdict.UNKNOWN, reason=f"the rule {finding.rule} is no longer used")
    if finding.kpi is not None and finding.kpi not in terms.catalogue.kpis:
        return Again(terms, Verdict.UNKNOWN, reason=f"the KPI {finding.kpi} is no longer in the catalogue")
    with _situation(terms, store) as situation:
        judgement = _judged(situation, terms, store)
        found = _told(finding, judgement, terms)
        if found.verdict is Verdict.NO_LONGER:
            return replace(found, p_value=_p_value(finding, situation, terms))
    return found


def _judged(situation: Situation, terms: Terms, store: Reading) -> Judgement:
    from monitor.cli._ledger import remembered
    from monitor.engine.evaluate import evaluate

    ids = {entry.key: entry.id for entry in store.ledger().values()}

    def identify(keys: Iterable[str]) -> dict[str, str]:
        return {key: ids.get(key, key) for key in keys}

    known = remembered(store, terms.as_of)
    return evaluate(situation, list(terms.rules.values()), terms.overrides, identify, known, whole=False)


@contextmanager
def _situation(terms: Terms, store: Reading) -> Iterator[Situation]:
    """What was known on the day: values from the store, records from their sources, where they can be read."""
    from monitor.cli._situation import lay_situation
    from monitor.records.open import open_records

    records = None
    if terms.project.events:
        try:
            records = open_records(terms.project, terms.as_of, os.environ)
        except MonitorError:
            records = None  # then what needs them is not assessed, and that is what is told
    try:
        shown: Records | None = records
        frame = store.observations(terms.as_of)
        yield lay_situation(terms.project, terms.catalogue, store, frame, terms.as_of, shown)
    finally:
        if records is not None:
            records.close()


def _told(finding: Finding, judgement: Judgement, terms: Terms) -> Again:
    now = next((one for one in judgement.findings if one.id == finding.id), None)
    if now is not None:
        return _compared(finding, now, terms)
    explained = next((one for one in judgement.explained if one.id == finding.id), None)
    if explained is not None:
        return Again(terms, Verdict.EXPLAINED, explained, f"a note explains it: {explained.evidence.explained}")
    under = _under(finding, judgement.findings)
    if under is not None:
        return Again(terms, Verdict.HOLDS, under, f"it now stands under {under.id}, which has the same cause")
    for one in judgement.skipped:
        if one.rule == finding.rule and one.kpi in (finding.kpi, None):
            return Again(terms, Verdict.UNKNOWN, reason=one.because)
    return Again(terms, Verdict.NO_LONGER, reason="the rule looked, and found nothing that crosses its limit")


def _under(finding: Finding, findings: Sequence[Finding]) -> Finding | None:
    mine = (finding.pattern, finding.kpi)
    return next((one for one in findings if mine in {(also.pattern, also.kpi) for also in one.also}), None)


def _compared(finding: Finding, now: Finding, terms: Terms) -> Again:
    """Graver, surer or more than half as large again is stronger; the other way round, weaker."""
    from monitor.engine.life import unjudged, worse
    from monitor.ledger.standing import judged_of

    before, after = (unjudged(one, terms.as_of) for one in (finding, now))
    if worse(judged_of(before), after, ""):
        return Again(terms, Verdict.STRONGER, now)
    if worse(judged_of(after), before, ""):
        return Again(terms, Verdict.WEAKER, now)
    return Again(terms, Verdict.HOLDS, now)


def _p_value(finding: Finding, situation: Situation, terms: Terms) -> float | None:
    """What the test gives where it finds nothing: the smallest p-value about this KPI."""
    from monitor.engine.evaluate import outcomes_of
    from monitor.engine.noise import learn_noise

    priors, learnt = learn_noise(situation)
    looked = replace(situation, noise=priors, noise_series=learnt)
    outcomes = outcomes_of(terms.rules[finding.rule], looked, terms.overrides, None)
    tested = [one for one in outcomes if isinstance(one, Evidence | Healthy) and one.kpi == finding.kpi]
    return min((one.p_value for one in tested if one.p_value is not None), default=None)
