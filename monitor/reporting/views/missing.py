"""What could not be assessed, what was set aside, and how sure we are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model.evidence import N_
from monitor.model.finding import SetAside, Skipped
from monitor.reporting import vocabulary
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice, capital

MOST_NAMES = 4
MOST_REASONS = 2


@dataclass(frozen=True)
class Missing:
    """Whom it concerns, what could not be looked for, the commonest reasons, and what would help."""

    kpis: str
    what: str
    because: str
    help: str


@dataclass(frozen=True)
class Why:
    """One reason, as it was told most often, the rules that gave it, and each KPI with its own numbers."""

    because: str
    rules: tuple[str, ...]
    whom: str
    kpis: tuple[tuple[str, str], ...]
    """Name and reason of each, where they are more than a few."""


@dataclass(frozen=True)
class Aside:
    """Values that could not be used for one reason: how many, of which KPI, why, and their places."""

    count: int
    kpi: str
    what: str
    places: tuple[str, ...]


HELP: tuple[tuple[str, str], ...] = (
    (r"ever changed after|revision", N_("Earlier values, kept with the day on which each was recorded")),
    (r"\brecords?\b", N_("The records behind the numbers")),
    (r"\bunits?\b|\bgroups?\b|\bcategory\b|same KPI", N_("Values by unit or group, with their numbers of cases")),
    (r"do not say|how many|\bcases\b", N_("The number of cases, or answers, behind each value")),
    (r"counter|support|goes|comes later|catalogue|no KPI", N_("More of the catalogue: counter-metrics, links and directions")),
    (r"is not an amount|so near the end|repeat", N_("Nothing: it does not suit this kind of number")),
    (r"needs|history|periods|values on both|too short|too few|fewer|season", N_("Time, or older values")),
)
"""What would help, by what the (English) reason speaks of; the first that fits."""
ELSE = N_("See the reason")
SUITS_NOT = HELP[5][1]


def missing(skipped: Iterable[Skipped], material: Material) -> tuple[Missing, ...]:
    """Grouped by what would help; what concerns most KPIs comes first, what cannot be helped last."""
    voice = material.voice
    found: dict[str, list[Skipped]] = {}
    for one in skipped:
        found.setdefault(_help(one), []).append(one)
    ordered = sorted(found.items(), key=lambda item: (item[0] == SUITS_NOT, -len({one.kpi for one in item[1]}), item[0]))
    return tuple(
        Missing(_who(those, material), _what(those, material), _reasons(those, voice), voice.gettext(help_))
        for help_, those in ordered
    )


def _help(one: Skipped) -> str:
    return next((text for pattern, text in HELP if re.search(pattern, one.because.text)), ELSE)


def _who(those: list[Skipped], material: Material) -> str:
    voice, kpis = material.voice, list(dict.fromkeys(one.kpi for one in those if one.kpi))
    if not kpis:
        return voice.gettext("the whole project")
    if len(kpis) <= MOST_NAMES:
        return voice.names(kpis)
    everything = max(len(material.result.grades), len(kpis))
    if len(kpis) == everything:
        return voice.ngettext("The KPI", "All {n} KPIs", everything)
    return voice.gettext("{n} of {all} KPIs", n=voice.number(len(kpis)), all=voice.number(everything))


def _what(those: list[Skipped], material: Material) -> str:
    voice = material.voice
    known = (material.rules.get(one.rule) for one in those)
    patterns = Counter(rule.pattern if rule else one.rule for rule, one in zip(known, those, strict=True))
    words = [voice.gettext(vocabulary.PATTERNS.get(pattern, pattern)) for pattern, _ in patterns.most_common()]
    return capital("; ".join(dict.fromkeys(words)))


def _reasons(those: list[Skipped], voice: Voice) -> str:
    """The commonest reasons, each in its commonest form."""
    texts = Counter(one.because.text for one in those)
    said = [_commonest([one for one in those if one.because.text == text], voice) for text, _ in texts.most_common(MOST_REASONS)]
    return capital("; ".join(said))


def _commonest(those: list[Skipped], voice: Voice) -> str:
    return Counter(voice.say(one.because) for one in those).most_common(1)[0][0]


def whys(skipped: Iterable[Skipped], material: Material) -> tuple[Why, ...]:
    """Every reason once, with its rules and KPIs: what concerns most KPIs first."""
    found: dict[str, list[Skipped]] = {}
    for one in skipped:
        found.setdefault(one.because.text, []).append(one)
    made = [(len({one.kpi for one in those}), _why(those, material)) for those in found.values()]
    return tuple(why for _, why in sorted(made, key=lambda item: (-item[0], item[1].because)))


def _why(those: list[Skipped], material: Material) -> Why:
    voice = material.voice
    each = {one.kpi: voice.say(one.because) for one in those if one.kpi}
    listed = tuple((voice.name(kpi), because) for kpi, because in each.items())
    rules = tuple(dict.fromkeys(one.rule for one in those))
    return Why(capital(_commonest(those, voice)), rules, _who(those, material), listed if len(each) > MOST_NAMES else ())


def asides(set_aside: Iterable[SetAside], voice: Voice) -> tuple[Aside, ...]:
    """Values that could not be used; those of one KPI with alike reasons are told once, with all their places."""
    found: dict[tuple[str | None, str], list[SetAside]] = {}
    for one in set_aside:
        found.setdefault((one.kpi, re.sub(r"[-\d.,'’]+", "#", one.what)), []).append(one)
    return tuple(
        Aside(len(those), voice.name(kpi) if kpi else "", those[0].what, tuple(one.place for one in those))
        for (kpi, _), those in found.items()
    )


def how_sure(material: Material) -> tuple[str, ...]:
    """The alarm promise in natural frequencies, and where the noise model is from."""
    voice, promise = material.voice, material.result.promise
    kpis = max(len(material.result.grades), 1)
    sentences = [_promise(promise.promised_finding, kpis, voice)]
    if promise.reached_finding is not None:
        reached = voice.number(promise.reached_finding * 10, 1)
        sentences.append(voice.gettext("Replaying your own history without its changes gave {reached}.", reached=reached))
    learnt = promise.noise_model == "learnt"
    model = (
        voice.gettext("How much your numbers vary by themselves was learnt from your own history.")
        if learnt
        else voice.gettext(
            "How much numbers vary by themselves was taken from experience with many KPIs: "
            "your own history is too short to learn it from."
        )
    )
    judged = _judged(material)
    tests = voice.ngettext("{n} test was made.", "{n} tests were made.", promise.tests)
    return (" ".join(sentences), f"{model} {tests}", *([judged] if judged else []))


def _judged(material: Material) -> str:
    """What people here have found to be false, beside the promise; empty where nobody has judged anything."""
    voice, own = material.voice, material.result.false_alarms
    if own is None or not own.watch + own.finding + own.confirmed or own.reached_watch is None:
        return ""
    return voice.gettext(
        "People here have judged so far: {confirmed} confirmed, {false} false alarms; {unjudged} are open. "
        "That is at least {reached} false in 100 KPI-years; at most {promised} are promised.",
        confirmed=voice.number(own.confirmed, 0),
        false=voice.number(own.watch + own.finding, 0),
        unjudged=voice.number(own.unjudged, 0),
        reached=voice.number(own.reached_watch, 1),
        promised=voice.number(material.result.promise.promised_watch),
    )


def _promise(per_hundred: float, kpis: int, voice: Voice) -> str:
    """At most 1 false alarm in 1,000 KPI-years; with 34 KPIs about one in 29 years."""
    if per_hundred <= 0:
        return voice.gettext("No limit for false alarms is set.")
    years = 100 / per_hundred
    rate = per_hundred * kpis / 100
    allowed = voice.gettext(
        "Of all that is tested, at most one false alarm in {years} KPI-years is allowed to reach this page.",
        years=voice.number(years, 0),
    )
    if rate <= 1:
        return (
            allowed
            + " "
            + voice.ngettext(
                "With {kpis} KPIs that is about one a year.",
                "With {kpis} KPIs that is about one in {n} years.",
                round(1 / rate),
                kpis=voice.number(kpis),
            )
        )
    return (
        allowed
        + " "
        + voice.gettext("With {kpis} KPIs that is about {n} a year.", kpis=voice.number(kpis), n=voice.number(rate, 0))
    )
