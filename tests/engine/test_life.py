"""What people decided, applied in a run: what stays quiet, for how long, and why it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.engine.life import applied, unjudged, worse
from monitor.model.evidence import Evidence, Quantity
from monitor.model.finding import Finding, Remembered
from monitor.model.life import Judged, Standing
from monitor.model.words import Family, Severity, Status, Tier

DAY = date(2025, 6, 30)
BEFORE = DAY - timedelta(days=7)
ONSET = date(2025, 1, 6)
JUDGED = Judged(Severity.MEDIUM, Tier.FINDING, True, Quantity(2.0, "hours", "difference"), ONSET)


def raised(effect: float = 2.0, kind: str = "difference", p_value: float | None = 1e-6, **said: Any) -> Finding:
    onset = said.pop("onset", ONSET)
    evidence = Evidence("speed", p_value=p_value, effect=Quantity(effect, "hours", kind), onset=onset)
    usual = {"severity": Severity.MEDIUM, "tier": Tier.FINDING, "status": Status.ONGOING, "last_seen": DAY}
    return Finding("F-1", "r", 1, "paired-divergence", Family.GOODHART, evidence=evidence, **{**usual, **said})


def known(standing: Standing | None, status: Status = Status.ONGOING, returned: date | None = None) -> Remembered:
    return Remembered("F-1", "key", date(2025, 3, 1), BEFORE, status, standing, returned)


def decided(status: Status | None, **said: Any) -> Standing:
    return Standing(status, **{"by": "Ane", "on": BEFORE, "judged": JUDGED, **said})


def told(finding: Finding) -> tuple[Status, str]:
    return finding.status, finding.came_back.text if finding.came_back else ""


WAIVED = decided(Status.WAIVED, until=DAY)


def test_without_any_decision_nothing_changes():
    assert applied(raised(), None, DAY) == raised()
    assert applied(raised(), known(None), DAY) == raised()


@pytest.mark.parametrize("status", [Status.ACKNOWLEDGED, Status.ASSIGNED, Status.WAIVED, Status.RESOLVED, Status.FALSE_ALARM])
def test_a_decision_gives_the_status(status):
    found = applied(raised(), known(decided(status, until=DAY)), DAY)
    assert told(found) == (status, "")
    assert found.standing is not None and found.standing.by == "Ane"


def test_a_waiver_ends_after_its_last_day():
    assert applied(raised(), known(WAIVED), DAY).status is Status.WAIVED
    status, why = told(applied(raised(), known(WAIVED), DAY + timedelta(days=1)))
    assert (status, why) == (Status.ONGOING, "The waiver ended on {day}.")


@pytest.mark.parametrize("status", [Status.WAIVED, Status.RESOLVED, Status.FALSE_ALARM])
@pytest.mark.parametrize(
    ("now", "why"),
    [
        (raised(severity=Severity.HIGH), "graver"),
        (raised(tier=Tier.CONFIRMED), "surer"),
        (raised(3.01), "more than half"),
        (raised(-3.01), "more than half"),
    ],
)
def test_whatever_gets_worse_comes_back(status, now, why):
    found = applied(now, known(decided(status, until=DAY)), DAY)
    assert found.status is Status.ONGOING and why in told(found)[1]


@pytest.mark.parametrize(
    "now", [raised(3.0), raised(1.0), raised(severity=Severity.LOW), raised(tier=Tier.WATCH), raised(9.0, "count")]
)
def test_what_is_as_it_was_or_better_stays_quiet(now):
    assert applied(now, known(WAIVED), DAY).status is Status.WAIVED


def test_a_factor_grows_from_one():
    then = replace(JUDGED, effect=Quantity(1.4, "", "factor"))
    assert worse(then, raised(1.59, "factor"), "Ane") is None
    assert worse(then, raised(1.61, "factor"), "Ane") is not None


def test_another_episode_is_no_longer_the_false_alarm():
    false = known(decided(Status.FALSE_ALARM))
    assert applied(raised(onset=ONSET + timedelta(days=92)), false, DAY).status is Status.FALSE_ALARM
    assert "began anew" in told(applied(raised(onset=ONSET + timedelta(days=93)), false, DAY))[1]


def test_a_resolution_has_a_quarter_to_show_in_the_numbers_and_no_time_in_the_catalogue():
    for p_value, patience in ((1e-6, 92), (None, 0)):
        said = known(decided(Status.RESOLVED, on=DAY - timedelta(days=patience)))
        assert applied(raised(p_value=p_value), said, DAY).status is Status.RESOLVED
        later = known(decided(Status.RESOLVED, on=DAY - timedelta(days=patience + 1)))
        assert "still there" in told(applied(raised(p_value=p_value), later, DAY))[1]


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.ACKNOWLEDGED, Status.ASSIGNED])
def test_what_was_gone_and_returns_is_open_again_and_stays_so(status):
    said = decided(status, assignee="Bo")
    now = applied(raised(), known(said, Status.GONE), DAY)
    assert told(now) == (Status.ONGOING, "It was gone, and is back since {day}.")
    later = applied(raised(), known(said, returned=DAY), DAY + timedelta(days=7))
    assert told(later) == told(now)
    again = applied(raised(), known(replace(said, on=DAY), returned=DAY), DAY + timedelta(days=1))
    assert again.status is status, "decided after it had returned"


def test_a_waiver_holds_through_a_gap():
    assert applied(raised(), known(WAIVED, Status.GONE), DAY).status is Status.WAIVED


def test_who_follows_it_up_still_does_when_a_waiver_ends():
    said = decided(Status.WAIVED, until=BEFORE, assignee="Bo", follow_up=BEFORE)
    found = applied(raised(), known(said), DAY)
    assert found.status is Status.ASSIGNED and found.overdue(DAY) and not found.overdue(BEFORE)


def test_what_is_dealt_with_is_not_overdue():
    said = decided(Status.WAIVED, until=DAY, assignee="Bo", follow_up=BEFORE)
    assert not applied(raised(), known(said), DAY).overdue(DAY)


def test_a_confirmation_is_the_surest_tier_beside_any_status():
    said = decided(None, confirmed_on=BEFORE, confirmed_by="Audit")
    found = applied(raised(tier=Tier.WATCH), known(said), DAY)
    assert (found.tier, found.raised_as, found.status) == (Tier.CONFIRMED, Tier.WATCH, Status.ONGOING)
    both = applied(raised(), known(replace(WAIVED, confirmed_on=BEFORE)), DAY)
    assert (both.tier, both.status) == (Tier.CONFIRMED, Status.WAIVED), "a confirmation is not 'surer' than what was waived"
    assert applied(raised(), known(said, Status.GONE), DAY).tier is Tier.FINDING, "another time, another look"


def test_a_finding_can_be_seen_without_the_decisions():
    said = known(replace(WAIVED, confirmed_on=BEFORE))
    assert unjudged(applied(raised(), said, DAY), DAY) == raised()
