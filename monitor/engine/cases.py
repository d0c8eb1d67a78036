"""Runs the cases that a rule carries: the proof that it fires where it should and stays quiet where it should."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from monitor.catalogue.compare import changes_between
from monitor.catalogue.kpi_file import catalogue_from
from monitor.checks import registry
from monitor.engine.case_histories import last_day_of, observations_of
from monitor.engine.case_records import records_of
from monitor.engine.case_vintages import vintages_of
from monitor.engine.panels import lay_panels
from monitor.engine.vintages import vintages_in
from monitor.errors import MonitorError, Problem, ProjectError
from monitor.model.evidence import Evidence, Outcome
from monitor.model.library import LibraryKpi
from monitor.model.project import Limits
from monitor.model.rule import Case, Rule
from monitor.model.situation import CatalogueChange, Situation
from monitor.rulebook.call import call_of
from monitor.simulate.scenarios import simulate
from monitor.statistics.alarm_budget import YEARS_AT_MOST, Crossed, budget_of, crossed

if TYPE_CHECKING:
    import pandas as pd

    from monitor.model.kpi import Catalogue

Said = tuple["Catalogue", "pd.DataFrame", date, Mapping[str, "pd.DataFrame"], Mapping[str, str]]
"""Catalogue, observations, day, records and their kinds."""

TESTS_IN_A_RUN = 10
"""A case has to convince as in a usual run, in which about ten statistical tests share a KPI's budget (METHODS 0)."""

USUAL_DAY = date(2025, 6, 30)
"""The day of a case that has neither histories nor `as_of`."""


@dataclass(frozen=True)
class CaseResult:
    """What a rule did on one of its cases. `outcomes` are everything that its check returned."""

    case: Case
    fired: bool
    expected: bool
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        return self.fired is self.expected


def run_case(rule: Rule, case: Case, library: Mapping[str, LibraryKpi]) -> CaseResult:
    """Runs one case. Raises ProjectError, at the place of the case, when it cannot be run as it is written."""
    try:
        situation = situation_of(case, library)
    except ProjectError as error:
        raise ProjectError(_told(case, problem.what, problem.expected, problem.mend) for problem in error.problems) from error
    except (ValueError, TypeError, MonitorError) as error:
        raise ProjectError([_told(case, str(error))]) from error
    call = call_of(rule, situation.catalogue, case.content.get("parameters") or {}, _valued(situation))
    outcomes = tuple(registry.find(rule.check).evaluate(situation, call)) if call.kpis or situation.records else ()
    return CaseResult(case, any(fires(outcome) for outcome in outcomes), case.fires, outcomes)


def fires(outcome: Outcome) -> bool:
    """Whether an outcome would be raised: evidence that no note explains, and a fact or sure enough to be worth asking about."""
    if not isinstance(outcome, Evidence) or outcome.explained is not None:
        return False
    budget = budget_of(YEARS_AT_MOST, TESTS_IN_A_RUN, Limits().false_findings_per_100_kpi_years)
    return outcome.p_value is None or crossed(outcome.p_value, budget) is not Crossed.NONE


def situation_of(case: Case, library: Mapping[str, LibraryKpi]) -> Situation:
    """The situation that a case describes: catalogue, panels and day."""
    content = case.content
    catalogue, observations, as_of, frames, kinds = (_simulated if content.get("simulate") else _written)(content, library)
    totals, segments = lay_panels(catalogue, observations, as_of)
    limits = Limits(**(content.get("limits") or {}))
    changes = _changes(content, catalogue, library, as_of)
    return Situation(
        catalogue=catalogue,
        as_of=as_of,
        totals=totals,
        segments=segments,
        revisions={**vintages_in(observations, as_of), **vintages_of(content, catalogue, observations)},
        limits=limits,
        catalogue_changes=changes,
        records=records_of(content, frames, kinds, as_of),
    )


def _changes(content: Mapping[str, Any], catalogue: Catalogue, library: Any, as_of: date) -> tuple[CatalogueChange, ...]:
    """What differs from the earlier catalogue of the case, as a run on `as_of` would see it."""
    earlier = content.get("earlier")
    return changes_between(catalogue_from(earlier["kpis"], library), catalogue, as_of) if earlier else ()


def _written(content: Mapping[str, Any], library: Any) -> Said:
    catalogue = catalogue_from(content["kpis"], library)
    observations = observations_of(content, catalogue)
    said = content.get("as_of")
    return catalogue, observations, date.fromisoformat(said) if said else last_day_of(observations) or USUAL_DAY, {}, {}


def _simulated(content: Mapping[str, Any], library: Any) -> Said:
    settings = dict(content["simulate"])
    seed = settings.pop("seed", content.get("seed", 1))
    simulated = simulate(settings.pop("scenario", ""), seed, **settings)
    kpis = {kpi: {**said, **(content.get("kpis") or {}).get(kpi, {})} for kpi, said in simulated.kpis.items()}
    day = date.fromisoformat(content["as_of"]) if content.get("as_of") else simulated.as_of
    return catalogue_from(kpis, library), simulated.observations, day, simulated.records, simulated.kinds


def _valued(situation: Situation) -> frozenset[str]:
    panels = (*situation.totals.values(), *situation.segments.values())
    return frozenset(key.kpi for panel in panels for key in panel.keys)


def _told(case: Case, what: str, expected: str = "", mend: str = "") -> Problem:
    return Problem(case.place, f"The case '{case.name}' cannot be run: {what}", expected, mend)
