"""The contract's 'Findings as JSON': the same facts as the report, for other programs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from monitor.model.evidence import Evidence, Interval, Quantity
from monitor.model.finding import Finding, Promise, RecordsRead, RunResult
from monitor.model.kpi import Catalogue
from monitor.model.rule import Rule
from monitor.model.words import Language
from monitor.reporting.life_json import life_of_finding, life_of_run
from monitor.reporting.voice import Voice, voice_of
from monitor.reporting.wording import said_by

SCHEMA = 1


def document(result: RunResult, rules: Mapping[str, Rule], catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """A run as the contract's JSON: numbers and ids for programs, sentences in one language for people. No NaN in it."""
    voice = voice_of(language, catalogue)
    return {
        "schema": SCHEMA,
        "run": _run(result),
        "findings": [_finding(finding, rules, voice) for finding in result.findings],
        "grades": [
            {
                "kpi": grade.kpi,
                "grade": grade.letter.value,
                "because": list(grade.because),
                "reasons": [voice.say(reason) for reason in grade.reasons],
            }
            for grade in result.grades
        ],
        "skipped": [{"rule": one.rule, "kpi": one.kpi, "because": voice.say(one.because)} for one in result.skipped],
        "explained": [_finding(finding, rules, voice) for finding in result.explained],
        "gone": [finding.id for finding in result.gone],
        "set_aside": [{"place": one.place, "kpi": one.kpi, "what": one.what} for one in result.set_aside],
        "promise": _promise(result.promise),
        "changes": [voice.say(change) for change in result.changes],
        **life_of_run(result, voice),
    }


def _run(result: RunResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "organisation": result.organisation,
        "as_of": result.as_of.isoformat(),
        "version": result.version,
        "kpis": result.kpis,
        "observations": result.observations,
        "records": {one.source: _records(one) for one in result.records},
        "rules": result.rules,
        "seconds": round(result.seconds, 3),
        "data_fingerprint": result.data_fingerprint,
        "catalogue_fingerprint": result.catalogue_fingerprint,
        "started": result.started.isoformat(),
        "previous": result.previous,
    }


def _records(read: RecordsRead) -> dict[str, Any]:
    """What was read of a source of records: counts, never what stands in them."""
    first, last = (one.isoformat() if one else None for one in (read.first, read.last))
    return {"kind": read.kind, "used": read.rows, "first": first, "last": last, "set_aside": dict(read.aside)}


def _promise(promise: Promise) -> dict[str, Any]:
    return {
        "watch_per_100_kpi_years": plain(promise.promised_watch),
        "finding_per_100_kpi_years": plain(promise.promised_finding),
        "reached_watch": plain(promise.reached_watch),
        "reached_finding": plain(promise.reached_finding),
        "kpi_years": plain(promise.kpi_years),
        "tests": promise.tests,
        "noise_model": promise.noise_model,
    }


def _finding(finding: Finding, rules: Mapping[str, Rule], voice: Voice) -> dict[str, Any]:
    evidence = finding.evidence
    return {
        "id": finding.id,
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "pattern": finding.pattern,
        "family": finding.family.value,
        "kpi": evidence.kpi,
        "events": evidence.events,
        "related": list(evidence.related),
        "segment": dict(evidence.segment) or None,
        "from": plain(evidence.start or evidence.onset),
        "to": plain(evidence.end),
        "severity": finding.severity.value,
        "tier": finding.tier.value,
        "p_value": plain(evidence.p_value),
        "q_value": plain(finding.q_value),
        **_words(finding, rules.get(finding.rule), voice),
        "evidence": _evidence(evidence, voice),
        "also": [{"rule": also.rule, "pattern": also.pattern, "kpi": also.kpi} for also in finding.also],
        "notes": [{"from": plain(note.start), "to": plain(note.end), "what": note.what} for note in finding.notes],
        "pitfalls": list(finding.pitfalls),
        "goodhart_type": plain(finding.goodhart_type),
        "status": finding.status.value,
        "first_seen": plain(finding.first_seen),
        "last_seen": plain(finding.last_seen),
        "explained_by": evidence.explained,
        **life_of_finding(finding, voice),
    }


def _words(finding: Finding, rule: Rule | None, voice: Voice) -> dict[str, Any]:
    """The sentences, and the effect; a finding of a rule that is no longer there keeps its rule's name as the title."""
    if rule is None:
        return {"effect": None, "title": finding.rule, "what": "", "why": "", "innocent": [], "action": ""}
    words = said_by(voice, finding, rule)
    return {
        "effect": _effect(finding.evidence.effect, words.effect),
        "title": words.title,
        "what": words.what,
        "why": words.why,
        "innocent": list(words.innocent),
        "action": words.action,
        "readings": list(words.readings),
        "apart": words.apart,
    }


def _effect(effect: Quantity | None, text: str) -> dict[str, Any] | None:
    if effect is None:
        return {"value": None, "unit": "", "text": text} if text else None
    return {"value": plain(effect.value), "unit": effect.unit, "kind": effect.kind, "text": text}


def _evidence(evidence: Evidence, voice: Voice) -> dict[str, Any]:
    return {
        "method": voice.say(evidence.method),
        "statistic": plain(evidence.statistic),
        "n": evidence.n,
        "parameters": plain(evidence.parameters),
        "source": evidence.source,
        "onset": plain(evidence.onset),
        "onset_zone": plain(evidence.onset_zone),
        "reference": plain(evidence.reference),
        "details": plain(evidence.details),
        "ladder": [
            {"explanation": voice.say(rung.name), "verdict": rung.verdict, "shown": voice.say(rung.shown)}
            for rung in evidence.ladder
        ],
        "legs": [
            {
                "kpi": leg.kpi,
                "role": leg.role,
                "column": leg.column,
                "before": plain(leg.before),
                "after": plain(leg.after),
                "change": plain(leg.change),
                "unit": leg.unit,
                "z": plain(leg.z),
                "p_value": plain(leg.p_value),
                "before_interval": _interval(leg.before_interval),
                "after_interval": _interval(leg.after_interval),
                "change_interval": _interval(leg.change_interval),
                "before_until": plain(leg.before_until),
                "after_from": plain(leg.after_from),
                "n_before": leg.n_before,
                "n_after": leg.n_after,
            }
            for leg in evidence.legs
        ],
    }


def _interval(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [plain(interval.low), plain(interval.high)]


def plain(value: Any) -> Any:
    """A value as JSON knows it: days as ISO texts, no NaN or infinity, no numpy types."""
    if value is None or (isinstance(value, (str, bool, int)) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
