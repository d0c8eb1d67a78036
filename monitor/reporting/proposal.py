"""The proposal for the catalogue as a whole, in lines of text: for a terminal, a mail, or a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model.evidence import Message
from monitor.model.portfolio import Effective, MainKpis, Portfolio, Seat
from monitor.model.words import Level
from monitor.reporting import vocabulary
from monitor.reporting.voice import Voice, capital

KEPT, NEW, GONE = "=", "+", "-"


def proposal_lines(portfolio: Portfolio, voice: Voice) -> Iterator[str]:
    """Heading and lines of each part; parts with nothing in them are left out."""
    yield _headline(portfolio, voice)
    for group in portfolio.groups:
        yield from ("", group_title(group, voice))
        yield from (_seat(KEPT if seat.now else NEW, seat, voice) for seat in group.main)
        yield from (_seat(GONE, seat, voice) for seat in group.step_back)
    for title, lines in parts(portfolio, voice):
        yield from ("", title, *(f"  {line}" for line in lines))


def parts(portfolio: Portfolio, voice: Voice) -> Iterator[tuple[str, list[str]]]:
    """(title, sentences) of what is beside the main KPIs: merge, leave out, pair, add, ask, and how much they say."""
    found = (
        (voice.gettext("Say the same"), [merged(one.keep, one.others, voice) for one in portfolio.merge]),
        (voice.gettext("Could be left out"), [_named(one.kpi, one.because, voice) for one in portfolio.drop]),
        (voice.gettext("Counter-metrics to name"), [_named(one.counter, (one.because,), voice) for one in portfolio.pair]),
        (voice.gettext("Missing"), [added(one.like, one.name.get(voice.language, one.like), one.because, voice)
                                    for one in portfolio.add]),
        (voice.gettext("Whom to name"), [_asked(one.kpis, one.because, voice) for one in portfolio.ask]),
        (voice.gettext("How much they say"), [worth(one, voice) for one in portfolio.effective]),
    )  # fmt: skip
    return ((title, lines) for title, lines in found if lines)


def group_title(group: MainKpis, voice: Voice) -> str:
    """Customer service: 11 main KPIs today, 7 proposed."""
    where = voice.gettext(vocabulary.LEVELS[group.level])
    if group.level is not Level.COMPANY and group.department:
        where = f"{group.department} ({where.lower()})"
    today = voice.ngettext("{n} main KPI today", "{n} main KPIs today", group.today)
    if not group.changes:
        return voice.gettext("{where}: {today}, and so it may stay", where=where, today=today)
    return voice.gettext("{where}: {today}, {n} proposed", where=where, today=today, n=voice.number(len(group.main)))


def merged(keep: str, others: Iterable[str], voice: Voice) -> str:
    """Which of several that say the same is kept."""
    return voice.gettext("Keep {one}, and let go of {others}.", one=voice.inside(keep), others=voice.inside_all(others))


def added(like: str, name: str, because: Message, voice: Voice) -> str:
    """A KPI of the library, by name and id, and what it is wanted for."""
    return f"{capital(name)} ({like}): {voice.say(because)}"


def worth(effective: Effective, voice: Voice) -> str:
    """How many independent KPIs the main KPIs of a frequency are worth."""
    low, high = (voice.number(round(end)) for end in (effective.interval.low, effective.interval.high))
    facts = {"n": voice.number(len(effective.kpis)), "worth": voice.number(round(effective.ratio))}
    if low == high:
        return voice.gettext("{n} KPIs of the same rhythm tell about as much as {worth} unrelated ones.", **facts)
    between = {"low": low, "high": high}
    return voice.gettext(
        "{n} KPIs of the same rhythm tell about as much as {worth} unrelated ones ({low} to {high}).", **facts, **between
    )


def _headline(portfolio: Portfolio, voice: Voice) -> str:
    today = voice.ngettext("{n} main KPI today", "{n} main KPIs today", portfolio.main_today)
    return voice.gettext("{today}, {n} proposed", today=today, n=voice.number(portfolio.main_proposed))


def _seat(sign: str, seat: Seat, voice: Voice) -> str:
    return f"  {sign} {_named(seat.kpi, seat.because, voice)}"


def _named(kpi: str, because: Iterable[Message], voice: Voice) -> str:
    return f"{capital(voice.name(kpi))}: {' '.join(voice.say(one) for one in because)}"


def _asked(kpis: Iterable[str], because: Message, voice: Voice) -> str:
    return f"{capital(voice.names(kpis, 7))}: {voice.say(because)}"
