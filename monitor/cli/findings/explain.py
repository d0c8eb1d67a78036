"""`kpi-monitor findings explain`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli._options import as_day, project_folder, with_voice
from monitor.cli._voice import Voice
from monitor.errors import ProjectError
from monitor.model.evidence import Message

if TYPE_CHECKING:
    from monitor.cli._kept import Kept
    from monitor.cli.findings._again import Again
    from monitor.model.finding import Finding
    from monitor.store.store import Reading

SENTENCES = {
    "holds": "It holds.",
    "stronger": "It holds, and is stronger than it was.",
    "weaker": "It holds, but is weaker than it was.",
    "explained": "It is there, but is not raised.",
    "no-longer": "It is no longer there.",
    "cannot-be-computed": "It cannot be computed.",
}


@click.command("explain")
@click.argument("finding", metavar="ID")
@project_folder
@click.option("--as-of", "as_of", callback=as_day, metavar="DATE", help="Which day is 'now'; default: today.")
@click.option("--json", "as_json", is_flag=True, help="As JSON: the finding as it was kept, computed again, and as of now.")
@with_voice
def command(finding: str, folder: Path, as_of: date | None, as_json: bool, voice: Voice) -> None:
    """Computes a finding again from the store, and says whether it still holds.

    Twice: as things were known on the day of the run that last saw it, with the catalogue, rules and limits of then; and as they
    are known now, with those of now. Shown are evidence, method, p-value, the honest explanations that were tested, and the
    numbers before and after. ID is the finding's, such as F-3K7Q2; DIR the project's folder.
    """
    from monitor.cli._kept import newest, reading
    from monitor.cli.findings._found import found_with_run

    with reading(folder, os.environ) as (project, snapshot), voice.steps() as step:
        step("Reading the store")
        kept, found = found_with_run(newest(project, snapshot), snapshot, finding, raised=True)
        step(f"Computing it as of {kept.result.as_of}")
        then = _then(kept, found, snapshot)
        step("Computing it as of now")
        now = _now(kept, found, snapshot, as_of or date.today())
    document = _document(kept, found, then, now)
    if as_json:
        voice.say(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
        return
    for line in _told(document):
        voice.say(line)


def _then(kept: Kept, found: Finding, snapshot: Reading) -> Again:
    from monitor.cli.findings._again import again, terms_then

    return again(found, terms_then(kept), snapshot)


def _now(kept: Kept, found: Finding, snapshot: Reading, as_of: date) -> Again:
    from monitor.cli.findings._again import Again, Verdict, again, terms_now, terms_then

    try:
        return again(found, terms_now(kept, as_of), snapshot)
    except ProjectError as error:
        many = len(error.problems)
        reason = f"the project's files have {many} {'mistake' if many == 1 else 'mistakes'}; see: kpi-monitor check"
        return Again(terms_then(kept), Verdict.UNKNOWN, reason=reason)


def _document(kept: Kept, found: Finding, then: Again, now: Again) -> dict[str, Any]:
    from monitor.cli.findings.listed import document_of

    return {
        "schema": 1,
        "finding": document_of(kept, [found])["findings"][0],
        "run": {"id": kept.result.id, "as_of": kept.result.as_of.isoformat(), "version": kept.result.version},
        "then": _side(then, kept) | {"same": then.finding is not None and _same(found, then.finding)},
        "now": _side(now, kept) | {"same": now.finding is not None and _same(found, now.finding)},
    }


def _same(kept: Finding, computed: Finding) -> bool:
    """Whether the evidence is the very same, number by number, as far as JSON keeps numbers."""
    from monitor.reporting.findings_json import plain

    facts = ("p_value", "statistic", "n", "onset", "start", "end", "details")
    return [plain(getattr(kept.evidence, name)) for name in facts] == [plain(getattr(computed.evidence, name)) for name in facts]


def _side(one: Again, kept: Kept) -> dict[str, Any]:
    from dataclasses import replace

    from monitor.cli._kept import Kept as Whole
    from monitor.cli.findings.listed import document_of
    from monitor.reporting.voice import voice_of

    voice = voice_of(kept.project.language, kept.named)
    reason = voice.say(one.reason) if isinstance(one.reason, Message) else one.reason
    known = replace(kept.named, kpis={**kept.named.kpis, **one.terms.catalogue.kpis})
    whole = Whole(one.terms.project, kept.result, one.terms.catalogue, one.terms.rules, known)
    finding = document_of(whole, [one.finding])["findings"][0] if one.finding else None
    return {
        "as_of": one.terms.as_of.isoformat(),
        "verdict": one.verdict.value,
        "because": reason,
        "p_value": finding["p_value"] if finding else one.p_value,
        "finding": finding,
    }


def _told(document: dict[str, Any]) -> Iterator[str]:
    kept, then, now = document["finding"], document["then"], document["now"]
    yield f"{kept['id']}  {kept['title']}"
    yield f"{kept['severity']} · {kept['tier']} · {kept['status']} · rule {kept['rule']} {kept['rule_version']}"
    yield ""
    yield f"As known on {then['as_of']} (run {document['run']['id']}): {_verdict(then)}"
    if then["finding"]:
        same = "The computation gives the very numbers that were kept."
        yield (
            same
            if then["same"]
            else "The computation gives other numbers than were kept: the program or the values of then changed."
        )
        yield from _evidence(then["finding"])
    elif then["p_value"] is not None:
        yield f"p-value: {then['p_value']:.3g}"
    yield ""
    yield f"As known on {now['as_of']}: {_verdict(now)}"
    if now["same"] and then["same"]:
        yield "The evidence is the same, number by number."
    elif now["finding"]:
        yield from _evidence(now["finding"])
    elif now["p_value"] is not None:
        yield f"p-value: {now['p_value']:.3g}"


def _verdict(side: dict[str, Any]) -> str:
    because = side["because"].rstrip(".")
    return SENTENCES[side["verdict"]] + (f" Because: {because}." if because else "")


def _evidence(finding: dict[str, Any]) -> Iterator[str]:
    said = finding["evidence"]
    if finding["effect"] and finding["effect"]["text"]:
        yield f"  Effect: {finding['effect']['text']}"
    yield f"  Method: {' '.join(filter(None, [said['method'], said['source']]))}"
    numbers = {"p": finding["p_value"], "q": finding["q_value"], "statistic": said["statistic"], "n": said["n"] or None}
    shown = ", ".join(f"{name} = {value:.3g}" for name, value in numbers.items() if value is not None)
    if shown:
        yield f"  Numbers: {shown}"
    if said["onset"]:
        zone = f" (between {said['onset_zone'][0]} and {said['onset_zone'][1]})" if said["onset_zone"] else ""
        yield f"  Began: {said['onset']}{zone}"
    for rung in said["ladder"]:
        yield f"  Tested: {rung['explanation']} {rung['verdict']}: {rung['shown']}"
    for leg in said["legs"]:
        yield f"  {_leg(leg)}"


def _leg(leg: dict[str, Any]) -> str:
    """One line: frt (main): before 4.02 hours [3.9, 4.1], 52 values to 2024-12-29; after …; change …; z = 5.1, p = 0.0001."""
    column = "" if leg["column"] == "value" else f", {leg['column']}"
    before = _level(leg["before"], leg["before_interval"], leg["unit"], leg["n_before"], "to", leg["before_until"])
    after = _level(leg["after"], leg["after_interval"], leg["unit"], leg["n_after"], "from", leg["after_from"])
    parts = [f"before {before}" if before else "", f"after {after}" if after else ""]
    if leg["change"] is not None:
        parts.append(f"change {_number(leg['change'], leg['unit'])}{_between(leg['change_interval'])}")
    tests = [f"{name} = {leg[key]:.3g}" for name, key in (("z", "z"), ("p", "p_value")) if leg[key] is not None]
    return f"{leg['kpi']} ({leg['role']}{column}): " + "; ".join(filter(None, [*parts, ", ".join(tests)]))


def _level(value: float | None, interval: list[float] | None, unit: str, n: int, side: str, day: str | None) -> str:
    if value is None:
        return ""
    how = f", {n} values {side} {day}" if n and day else f", {n} values" if n else ""
    return f"{_number(value, unit)}{_between(interval)}{how}"


def _number(value: float, unit: str) -> str:
    return f"{value:.4g} {unit}".strip()


def _between(interval: list[float] | None) -> str:
    return f" [{interval[0]:.4g}, {interval[1]:.4g}]" if interval and None not in interval else ""
