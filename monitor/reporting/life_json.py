"""The life of findings in the contract's JSON: what people decided, what was loosened, and the seal of the ledger."""

from __future__ import annotations

from typing import Any

from monitor.model.finding import Finding, RunResult
from monitor.model.life import FalseAlarms, Standing
from monitor.reporting.voice import Voice


def life_of_finding(finding: Finding, voice: Voice) -> dict[str, Any]:
    """What people decided about a finding, and why it came back; None where there is nothing."""
    return {
        "standing": _standing(finding.standing) if finding.standing else None,
        "came_back": voice.say(finding.came_back) if finding.came_back else None,
        "raised_as": finding.raised_as.value if finding.raised_as else None,
    }


def life_of_run(result: RunResult, voice: Voice) -> dict[str, Any]:
    """What was loosened, the waivers, the organisation's own false alarms, and the seal of the ledger."""
    return {
        "loosened": [
            {
                "kind": one.kind.value,
                "kpi": one.kpi,
                "rule": one.rule,
                "what": voice.say(one.message),
                "findings": [*one.findings],
            }
            for one in result.loosened
        ],
        "waivers": [
            {
                "finding": one.finding,
                "rule": one.rule,
                "kpi": one.kpi,
                "by": one.by,
                "because": one.because,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
                "state": one.state.value,
            }
            for one in result.waivers
        ],
        "false_alarms": _false_alarms(result.false_alarms) if result.false_alarms else None,
        "ledger": {"entries": result.ledger.entries, "head": result.ledger.head} if result.ledger else None,
    }


def _standing(said: Standing) -> dict[str, Any]:
    days = ("on", "until", "follow_up", "confirmed_on")
    return {
        "status": said.status.value if said.status else None,
        **{name: getattr(said, name) or None for name in ("by", "because", "assignee", "confirmed_by", "confirmed_because")},
        **{name: day.isoformat() if (day := getattr(said, name)) else None for name in days},
    }


def _false_alarms(counted: FalseAlarms) -> dict[str, Any]:
    counts = {name: getattr(counted, name) for name in ("watch", "finding", "facts", "confirmed", "unjudged")}
    reached = {"reached_watch": counted.reached_watch, "reached_finding": counted.reached_finding}
    return {"kpi_years": counted.kpi_years, **counts, **reached}
