"""What people have decided about a finding, in a sentence: by whom, until when and why."""

from __future__ import annotations

from monitor.model.evidence import N_
from monitor.model.finding import Finding
from monitor.model.life import Standing
from monitor.model.words import Status, Tier
from monitor.reporting import vocabulary
from monitor.reporting.views.material import QUIET, Material
from monitor.reporting.voice import Voice, capital


def decided(finding: Finding, material: Material) -> str:
    """How somebody has dealt with it: 'Waived by the COO until 31 December 2025: “reorganisation”.' Empty where nobody has."""
    voice, standing = material.voice, finding.standing
    if finding.evidence.explained:
        return voice.gettext("Explained: “{note}”.", note=finding.evidence.explained)
    if standing is None or standing.status is None or finding.status is not standing.status:
        return f"{capital(voice.gettext(vocabulary.STATUSES[finding.status]))}." if finding.status in QUIET else ""
    facts = {
        "who": standing.by,
        "day": voice.day(standing.on),
        "until": voice.day(standing.until),
        "whom": standing.assignee or "",
    }
    said = voice.gettext(_BY[standing.status], **facts)
    return _because(said, standing.because)


def promised(finding: Finding, material: Material) -> str:
    """By when somebody promised to follow it up, and whether that day has passed; empty where nobody has."""
    voice, standing = material.voice, finding.standing
    if standing is None or standing.follow_up is None or finding.status in QUIET:
        return ""
    day = voice.day(standing.follow_up)
    if finding.overdue(material.result.as_of):
        return voice.gettext("overdue since {day}", day=day)
    return voice.gettext("follow-up by {day}", day=day)


def confirmed(finding: Finding, voice: Voice) -> str:
    """Who has confirmed it, when and why; empty where it is not confirmed, or not by a person."""
    standing: Standing | None = finding.standing
    if finding.tier is not Tier.CONFIRMED or standing is None or not standing.confirmed_by:
        return ""
    said = voice.gettext("Confirmed by {who} on {day}", who=standing.confirmed_by, day=voice.day(standing.confirmed_on))
    return _because(said, standing.confirmed_because)


def came_back(finding: Finding, voice: Voice) -> str:
    """Why it is raised again."""
    return voice.say(finding.came_back) if finding.came_back else ""


def _because(said: str, why: str) -> str:
    return f"{said}: “{why}”." if why else f"{said}."


_BY = {
    Status.WAIVED: N_("Waived by {who} until {until}"),
    Status.FALSE_ALARM: N_("False alarm, said {who} on {day}"),
    Status.RESOLVED: N_("Resolved, said {who} on {day}"),
    Status.ACKNOWLEDGED: N_("Seen by {who} on {day}"),
    Status.ASSIGNED: N_("Given to {whom} by {who} on {day}"),
}
