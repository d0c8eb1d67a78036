"""A survey score from so few answers that chance alone could carry it across the target, or explain its last change.

95 % margin of error of a mean or share from a simple random sample of the answers. Shares: √(p(1-p)/n) (percentages);
net promoter score: √((1-s²)·0.8/n), the usual spread of promoters and detractors; scores on a scale: a standard deviation of
`spread` of the scale's width. Assumes that those who answered are like those who did not: the true uncertainty is larger.
A fact of the data; no p-value. Minimum data: one period with a number of answers (responses, else count, else denominator).
"""

from __future__ import annotations

import numpy as np

from monitor.checks._catalogue_facts import ELSEWHERE, count, fact
from monitor.checks._rows import Row, row_of
from monitor.checks.registry import Check, Parameter
from monitor.model.evidence import N_, Day, Evidence, Message, NotAssessed, Outcome, Quantity
from monitor.model.panel import Matrix
from monitor.model.situation import Call, Situation

METHOD = Message(N_("Margin of error (95 %) of the newest score, from its number of answers."))
_ANSWERS = ("responses", "count", "denominator")


def evaluate(situation: Situation, call: Call) -> list[Outcome]:
    """One outcome for each survey score with values."""
    rows = [row for row in (row_of(situation, kpi) for kpi in call.kpis) if row is not None]
    without = call.parameters["which"] == "no-answers"
    found = [_unknown(row, call) if without else _judged(row, call) for row in rows]
    return [outcome for outcome in found if outcome is not None]


def answers(row: Row) -> Matrix | None:
    """The number of answers per period, or None where no column says it."""
    for name in _ANSWERS:
        column = row.column(name)
        if np.isfinite(column).any():
            return column
    return None


def _unknown(row: Row, call: Call) -> Evidence | None:
    return fact(row.kpi, call, METHOD, n=len(row.value)) if answers(row) is None else None


def _judged(row: Row, call: Call) -> Outcome | None:
    n = answers(row)
    if n is None:
        return NotAssessed(row.kpi.id, Message(N_("the number of answers is not known")))
    known = np.flatnonzero(np.isfinite(row.value) & np.isfinite(n) & (n > 0))
    if not len(known):
        return NotAssessed(row.kpi.id, Message(N_("the number of answers is not known")))
    last = int(known[-1])
    width = scale_width(row)
    margin = margin_of(float(row.value[last]), float(n[last]), width, row, call)
    read = _differences_read(row, known)
    if margin <= call.parameters["small"] * width or not len(read) or margin <= max(read):
        return None
    return _fact(row, last, float(n[last]), margin, read, call)


def scale_width(row: Row) -> float:
    """The width of the score's scale: 4 for 1-5, 10 for 0-10, 100 for percentages, 200 for net promoter scores."""
    if _is_net(row):
        return 200.0
    if row.kpi.unit == "%":
        return 100.0
    highest = float(np.nanmax(row.value))
    return 4.0 if highest <= 5 else 10.0 if highest <= 10 else 100.0


def _is_net(row: Row) -> bool:
    named = f"{row.kpi.like or ''} {' '.join(row.kpi.name.values())}".casefold()
    return "promoter" in named or "nps" in named or bool(np.nanmin(row.value) < 0)


def margin_of(value: float, n: float, width: float, row: Row, call: Call) -> float:
    """Half the width of the 95 % interval, in the unit of the score."""
    if _is_net(row):
        score = min(abs(value) / 100, 1.0)
        return 196.0 * float(np.sqrt(max((1 - score**2) * 0.8, 0.04) / n))
    if row.kpi.unit == "%":
        part = min(max(value / 100, 1 / (n + 2)), 1 - 1 / (n + 2))
        return 196.0 * float(np.sqrt(part * (1 - part) / n))
    return 1.96 * float(call.parameters["spread"]) * width / float(np.sqrt(n))


def _differences_read(row: Row, known: np.ndarray) -> list[float]:
    """What a reader reads off the newest score: its distance to the target, and its change since the period before."""
    last = int(known[-1])
    read = [abs(float(row.value[last] - row.target[last]))] if np.isfinite(row.target[last]) else []
    return read + ([abs(float(row.value[last] - row.value[known[-2]]))] if len(known) > 1 else [])


def _fact(row: Row, last: int, n: float, margin: float, read: list[float], call: Call) -> Evidence:
    unit = row.kpi.unit or ""
    return fact(
        row.kpi,
        call,
        METHOD,
        n=int(n),
        start=row.start_of(last),
        end=row.end_of(last),
        effect=Quantity(margin, unit, "difference"),
        numbers={
            "value": Quantity(float(row.value[last]), unit),
            "answers": count(int(n)),
            "margin": Quantity(margin, unit, "difference"),
            "difference": Quantity(max(read), unit, "difference"),
            "period": Day(row.start_of(last), row.frequency.value),
        },
    )


CHECK = Check(
    name="margin_of_error",
    says="A survey score that is less exact than it is read.",
    evaluate=evaluate,
    parameters={
        "which": Parameter("few-answers", "what the rule is about", choices=("few-answers", "no-answers")),
        "small": Parameter(0.04, "a margin up to this share of the scale is exact enough", minimum=0, maximum=0.5),
        "spread": Parameter(
            0.25, "the standard deviation of answers, as a share of the scale's width", minimum=0.05, maximum=0.5
        ),
        "elsewhere": ELSEWHERE,
    },
    numbers={
        "value": "the newest score",
        "answers": "how many answers it rests on",
        "margin": "its margin of error",
        "difference": "the largest difference that is read off it",
        "period": "its period",
    },
)
