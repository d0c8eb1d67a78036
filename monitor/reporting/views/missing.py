"""What could not be assessed, what was set aside, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.model.finding import SetAside, Skipped
from monitor.reporting import vocabulary
from monitor.reporting.views.material import Material
from monitor.reporting.voice import Voice, capital

MOST_NAMES = 6
MOST_PLACES = 8


@dataclass(frozen=True)
class Missing:
    """A reason, whom it concerns, and what could not be looked for because of it."""

    kpis: str
    what: str
    because: str


@dataclass(frozen=True)
class Aside:
    place: str
    kpi: str
    what: str


def missing(skipped: Iterable[Skipped], material: Material) -> tuple[Missing, ...]:
    """Grouped by reason; those that concern most come first."""
    voice = material.voice
    found: dict[str, list[Skipped]] = {}
    for one in skipped:
        found.setdefault(voice.say(one.because), []).append(one)
    ordered = sorted(found.items(), key=lambda item: (-len({one.kpi for one in item[1]}), item[0]))
    return tuple(Missing(_who(those, voice), _what(those, material), capital(because)) for because, those in ordered)


def _who(those: list[Skipped], voice: Voice) -> str:
    kpis = list(dict.fromkeys(one.kpi for one in those if one.kpi))
    return voice.names(kpis, MOST_NAMES) if kpis else voice.gettext("the whole project")


def _what(those: list[Skipped], material: Material) -> str:
    voice = material.voice
    known = (material.rules.get(one.rule) for one in those)
    patterns = dict.fromkeys(rule.pattern if rule else one.rule for rule, one in zip(known, those, strict=True))
    words = [voice.gettext(vocabulary.PATTERNS.get(pattern, pattern)) for pattern in patterns]
    return capital(voice.listed(words, 4))


def asides(set_aside: Iterable[SetAside], voice: Voice) -> tuple[Aside, ...]:
    """Values that could not be used, with their places."""
    return tuple(Aside(one.place, voice.name(one.kpi) if one.kpi else "", one.what) for one in set_aside)


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
    tests = voice.ngettext("{n} test was made.", "{n} tests were made.", promise.tests)
    return (" ".join(sentences), f"{model} {tests}")


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
