"""A run as a real project would give it, made up and seeded: what the report pages are tested and looked at with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from monitor.model.evidence import Day, Evidence, Explanation, Interval, Leg, Message, Names, Quantity, Verdict
from monitor.model.finding import Also, Finding, Grade, Promise, RunResult, SetAside, Skipped
from monitor.model.kpi import Catalogue
from monitor.model.panel import Panel, SeriesKey
from monitor.model.period import index_of
from monitor.model.project import FileSource, Project
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import PATTERNS, Frequency, GoodhartType, Language, Letter, Severity, Status, Tier
from tests.reporting.example_catalogue import NO_TARGET, NOBODY, ROWS, SERVICE, example_catalogue
from tests.reporting.example_rules import RULES

AS_OF, WEEKS, ONSET = date(2025, 9, 30), 143, 88
FIRST = index_of(date(2023, 1, 2), Frequency.WEEKLY)


@dataclass(frozen=True)
class Example:
    result: RunResult
    situation: Situation
    rules: Mapping[str, Rule]
    project: Project
    previous: RunResult | None


def example(language: Language = Language.EN, catalogue: Catalogue | None = None) -> Example:
    """The whole example; another catalogue with the same ids may be given (hostile names)."""
    known = catalogue or example_catalogue()
    project = Project(Path(), "Nordlys Kundeservice A/S", language, ("kpis.yaml",), (FileSource("data/observations.csv"),))
    result = _result()
    return Example(result, _situation(known), RULES, project, _previous(result))


def _situation(catalogue: Catalogue) -> Situation:
    rng = np.random.default_rng(7)
    shape = (len(ROWS), WEEKS)
    value = np.array([_history(row[0], row[8], rng) for row in ROWS])
    target = np.full(shape, np.nan)
    for number, row in enumerate(ROWS):
        if row[0] not in NO_TARGET:
            target[number] = row[8]
    frt = [row[0] for row in ROWS].index("frt")
    target[frt, :87], target[frt, 87:] = 4.0, 2.0
    nothing = np.full(shape, np.nan)
    invited, responses = nothing.copy(), nothing.copy()
    nps = [row[0] for row in ROWS].index("nps")
    invited[nps] = 1000
    responses[nps] = 1000 * (0.61 - 0.27 * np.clip((np.arange(WEEKS) - 100) / 8, 0, 1)) + rng.normal(0, 8, WEEKS)
    keys = tuple(SeriesKey(row[0]) for row in ROWS)
    panel = Panel(Frequency.WEEKLY, FIRST, keys, value, nothing, nothing, nothing, responses, invited, target)
    return Situation(catalogue, AS_OF, {Frequency.WEEKLY: panel})


def _history(kpi: str, usual: float, rng: np.random.Generator) -> np.ndarray:
    noise = np.zeros(WEEKS)
    for week in range(1, WEEKS):
        noise[week] = 0.4 * noise[week - 1] + rng.normal()
    after = np.clip((np.arange(WEEKS) - ONSET) / 6, 0, 1)
    moved = {"frt": -0.36, "csat": -0.088, "repeat": 0.5, "closed": 0.16, "aht": -0.14, "leads": -0.14}.get(kpi, 0.0)
    history = usual * (1 + moved * after) * (1 + (0.02 if kpi in ("csat", "precision", "ebitda") else 0.07) * noise)
    if kpi == "nps":
        history = 38 + 13 * np.clip((np.arange(WEEKS) - 100) / 8, 0, 1) + 1.5 * noise
    if kpi == "frt":
        history[122] = 4.1
    if kpi == "quality":
        history[: WEEKS - 39] = np.nan
    if kpi == "by_team":
        history[WEEKS - 20 :] = np.nan
    return history


def _leg(kpi: str, role: str, before: float, after: float, unit: str, z: float, spread: float, column: str = "value") -> Leg:
    return Leg(
        kpi,
        role,
        column,
        before,
        Interval(before - spread, before + spread),
        after,
        Interval(after - spread * 1.3, after + spread * 1.3),
        after - before,
        Interval(after - before - 2 * spread, after - before + 2 * spread),
        unit,
        z,
        0.00001,
        88,
        47,
        date(2024, 9, 8),
        date(2024, 11, 4),
    )


def _two(before: float, after: float, unit: str, before2: float, after2: float, unit2: str) -> dict[str, Quantity | Day | Names]:
    return {
        "before": Quantity(before, unit),
        "after": Quantity(after, unit),
        "change": Quantity(abs(after - before), unit, "difference"),
        "counter_before": Quantity(before2, unit2),
        "counter_after": Quantity(after2, unit2),
        "counter_change": Quantity(abs(after2 - before2), unit2, "difference"),
        "since": Day(date(2024, 9, 9), Frequency.WEEKLY),
        "target_from": Day(date(2024, 9, 2)),
    }


def _rung(name: str, verdict: str, shown: str, **facts: Quantity | Names | Day | str) -> Explanation:
    return Explanation(Message(name), verdict, Message(shown, facts))


LADDER = (
    _rung(
        "More work came in",
        Verdict.RULED_OUT,
        "With the volume in the model, {share} of the change remains.",
        share=Quantity(0.97, kind="share"),
    ),
    _rung("Season and holidays", Verdict.RULED_OUT, "The yearly pattern is taken out before the comparison."),
    _rung(
        "A bad spell that righted itself",
        Verdict.EXPLAINS_SOME,
        "Without the three months before the date, {share} of the change remains.",
        share=Quantity(0.68, kind="share"),
    ),
    _rung(
        "A trade-off that somebody chose",
        Verdict.NOT_TESTED,
        "No decision to accept this for {kpis} is recorded.",
        kpis=Names(("csat",)),
    ),
)


def _evidence(kpi: str, related: tuple[str, ...], **given: object) -> Evidence:
    return Evidence(
        kpi=kpi,
        related=related,
        start=date(2024, 9, 9),
        end=date(2025, 9, 28),
        onset=date(2024, 9, 9),
        onset_zone=(date(2024, 8, 26), date(2024, 10, 7)),
        p_value=0.00004,
        statistic=8.6,
        n=135,
        ladder=LADDER,
        method=Message("We compare the level of both measures before and after the date of the target."),
        source="Grove 1983; Berger 1982",
        parameters={"smallest_effect": 0.3, "look_closer": 0.05},
        details={"exchange_rate": 0.31, "memory": 0.43},
        **given,  # type: ignore[arg-type]
    )


def _finding(number: str, rule: str, severity: Severity, evidence: Evidence, **given: object) -> Finding:
    pattern = RULES[rule].pattern
    return Finding(
        number, rule, 1, pattern, PATTERNS[pattern], severity, Tier.FINDING, evidence, first_seen=AS_OF, last_seen=AS_OF, **given
    )  # type: ignore[arg-type]


def _goodhart() -> list[Finding]:
    frt = _evidence(
        "frt",
        ("csat",),
        reference=date(2024, 9, 2),
        effect=Quantity(-1.19, "hours", "difference"),
        numbers=_two(3.36, 2.18, "hours", 4.20, 3.84, "points"),
        legs=(_leg("frt", "main", 3.36, 2.18, "hours", 8.6, 0.11), _leg("csat", "pair", 4.20, 3.84, "points", 8.7, 0.05)),
    )
    split = _evidence(
        "closed",
        ("aht",),
        numbers=_two(1210, 1404, "count", 9.4, 8.1, "minutes"),
        legs=(_leg("closed", "main", 1210, 1404, "count", 6.1, 22), _leg("aht", "pair", 9.4, 8.1, "minutes", 5.2, 0.2)),
    )
    survey = _evidence(
        "nps",
        (),
        numbers=_two(38, 51, "points", 61, 34, "%"),
        legs=(_leg("nps", "main", 38, 51, "points", 7.0, 0.6), _leg("nps", "pair", 61, 34, "%", 9.9, 0.8, "coverage")),
    )
    note = example_catalogue()["frt"].notes
    gaming = GoodhartType.ADVERSARIAL
    also = (Also("case-splitting", "case-splitting", "frt"),)
    return [
        _finding(
            "F-3K7Q2",
            "speed-without-quality",
            Severity.HIGH,
            frt,
            q_value=0.0006,
            notes=note,
            also=also,
            pitfalls=("P01",),
            goodhart_type=gaming,
        ),
        _finding("F-8TM4C", "case-splitting", Severity.HIGH, split, q_value=0.002, pitfalls=("P02",), goodhart_type=gaming),
        replace(
            _finding("F-5QX9D", "survey-selection", Severity.HIGH, survey, status=Status.ACKNOWLEDGED, pitfalls=("P05",)),
            tier=Tier.CONFIRMED,
        ),
        replace(_finding("F-7WD1B", "redefinition", Severity.MEDIUM, _leads(), pitfalls=("P04",)), tier=Tier.WATCH),
    ]


def _leads() -> Evidence:
    return _evidence(
        "leads",
        (),
        numbers={
            "before": Quantity(412, "count"),
            "after": Quantity(356, "count"),
            "change": Quantity(56, "count", "difference"),
        },
        legs=(_leg("leads", "main", 412, 356, "count", 2.4, 11),),
    )


def _facts() -> list[Finding]:
    main = tuple(row[0] for row in ROWS if row[4] == SERVICE and row[6])
    numbers = {"count": Quantity(len(main), kind="count"), "limit": Quantity(7, kind="count"), "group": SERVICE}
    many = Evidence(kpi=None, related=main, numbers=numbers, method=Message("Counted in the KPI catalogue."), n=len(main))
    stale = Evidence(
        kpi="by_team", numbers={"last": Day(date(2025, 5, 5), Frequency.WEEKLY)}, method=Message("Read in the KPI catalogue.")
    )
    return [
        _finding("F-TOOMN", "too-many-department", Severity.MEDIUM, many, status=Status.ONGOING, pitfalls=("P20",)),
        *(
            _finding(f"F-NOW{number:02}", "no-owner", Severity.MEDIUM, _read(kpi), pitfalls=("P47",))
            for number, kpi in enumerate(sorted(NOBODY))
        ),
        *(
            _finding(f"F-NOT{number:02}", "no-target", Severity.LOW, _read(kpi), status=Status.ONGOING, pitfalls=("P40",))
            for number, kpi in enumerate(sorted(NO_TARGET))
        ),
        _finding("F-STALE", "stale-data", Severity.MEDIUM, stale, pitfalls=("P52",)),
    ]


def _read(kpi: str) -> Evidence:
    return Evidence(kpi=kpi, method=Message("Read in the KPI catalogue."))


def _result() -> RunResult:
    explained = replace(
        _finding("F-EXPL1", "redefinition", Severity.MEDIUM, replace(_leads(), kpi="in30", explained="New phone system")),
        status=Status.EXPLAINED,
    )
    gone = replace(
        _finding("F-GONE1", "stale-data", Severity.LOW, replace(_facts()[-1].evidence, kpi="sick")), status=Status.GONE
    )
    return RunResult(
        id="R-2025-09-30",
        organisation="Nordlys Kundeservice A/S",
        as_of=AS_OF,
        started=datetime(2025, 9, 30, 6, 14, tzinfo=UTC),
        seconds=0.8,
        version="0.1.0",
        kpis=34,
        observations=4862,
        rules=len(RULES),
        data_fingerprint="sha256:6f1c90d24be7000000000000000000000000000000000000000000000000a94e",
        catalogue_fingerprint="sha256:b08e11c3",
        findings=(*_goodhart(), *_facts()),
        explained=(explained,),
        gone=(gone,),
        grades=_grades(),
        skipped=_skipped(),
        set_aside=(SetAside("data/observations.csv:412:3", "leads", "‘n/a’ is not a number"),),
        promise=Promise(1.0, 0.1, 92.0, 1284, "learnt", 0.8, 0.08),
        previous="R-2025-06-30",
        changes=(
            Message(
                "The target of {kpi} moved from {before} to {after}.",
                {"kpi": Names(("precision",)), "before": Quantity(97, "%"), "after": Quantity(96, "%")},
            ),
        ),
    )


def _grades() -> tuple[Grade, ...]:
    given = {
        "nps": Letter.E,
        "frt": Letter.D,
        "closed": Letter.D,
        "quality": Letter.NOT_ASSESSED,
        "emissions": Letter.NOT_ASSESSED,
    }
    given |= dict.fromkeys(("turnover", "in30", "aht", "leads", "onboarding", "per_hour"), Letter.C)
    because = {"frt": ("F-3K7Q2",), "closed": ("F-8TM4C",), "nps": ("F-5QX9D",)}
    why = {
        Letter.D: "It does not fit an honest change that we could test.",
        Letter.E: "A person has confirmed the finding.",
        Letter.C: "Context that it needs is missing.",
        Letter.NOT_ASSESSED: "There are too few values to judge it.",
        Letter.B: "Its context, its data and its counter-metric were looked at; nothing was found.",
    }
    letters = {row[0]: given.get(row[0], Letter.B) for row in ROWS}
    return tuple(Grade(kpi, letter, because.get(kpi, ()), (Message(why[letter]),)) for kpi, letter in letters.items())


def _skipped() -> tuple[Skipped, ...]:
    short = Message(
        "needs {needed}, has {has}", {"needed": Quantity(104, "weekly", "periods"), "has": Quantity(39, "weekly", "periods")}
    )
    lone = Message("has no counter-metric of the kind that this rule needs")
    return (
        *(Skipped(rule, "quality", short) for rule in ("speed-without-quality", "case-splitting", "redefinition")),
        *(Skipped("speed-without-quality", kpi, lone) for kpi in ("leads", "aht", "conversion", "margin", "errors", "on_time")),
        Skipped("survey-selection", "csat", Message("the data do not say how many were asked and how many answered")),
        Skipped("survey-selection", "onboarding", Message("the data do not say how many were asked and how many answered")),
    )


def _previous(result: RunResult) -> RunResult:
    old = tuple(replace(grade, letter=Letter.B) if grade.kpi in ("frt", "closed") else grade for grade in result.grades)
    return replace(result, id="R-2025-06-30", as_of=date(2025, 6, 30), grades=old, findings=result.gone, gone=(), previous=None)
