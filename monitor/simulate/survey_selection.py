"""A target for a survey score: the unhappy are not asked, or fewer are asked at random, or work got better."""

from __future__ import annotations

from monitor.simulate.desk import Desk, Levers, run_desk
from monitor.simulate.entries import entries, targeted
from monitor.simulate.outcome import Simulated, Truth, history
from monitor.simulate.survey import Survey
from monitor.simulate.world import World, adoption, chosen, effort

STRONG = 0.5
"""The share of invitations withheld from the unhappy at gaming 1."""


def survey_selection(
    world: World, *, gaming: float = 1.0, kind: str = "skipping", score: str = "csat", problems: float = 200.0
) -> Simulated:
    """A score with its responses and invitations, beside the cases closed.

    `kind`: `skipping` (the unhappy are not asked, `gaming` 0 to 1), or what looks like it: `sampling-cut` (half as many are
    asked, at random), `fatigue` (half as many answer), `improvement` (more problems are solved), `improvement-and-cut`; then
    `gaming` is the size of that. `score`: csat or nps. `problems`: per week.
    """
    spread, better = adoption(world, gaming), effort(world, gaming)
    kinds = {
        "skipping": Levers(skipped=STRONG * spread),
        "sampling-cut": Levers(invited=1 - 0.5 * gaming * world.frame.step),
        "fatigue": Levers(answering=1 - 0.5 * gaming * world.frame.slope),
        "improvement": Levers(skill=0.5 * better),
        "improvement-and-cut": Levers(skill=0.5 * better, invited=1 - 0.5 * gaming * world.frame.step),
    }
    if score not in ("csat", "nps"):
        raise ValueError(f"score must be csat or nps, not '{score}'")
    series = run_desk(world, Desk(problems=problems), chosen(kinds, kind), Survey(score=score))
    series = {score if kpi == "csat" else kpi: columns for kpi, columns in series.items()}
    kpis = entries(world.frame, series)
    kpis[score] = targeted(world.frame, kpis[score], 4.3 if score == "csat" else 40)
    gamed = kind == "skipping" and gaming > 0
    truth = (Truth("survey-selection", score, world.frame.start, gaming, ("repeat_contacts",)),) if gamed else ()
    return history(world.frame, kpis, series, truth)
