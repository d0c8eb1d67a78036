"""What a KPI says of itself: that it counts events, what is new in each period, a sum so far, or a difference."""

from __future__ import annotations

import re

import numpy as np

from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix

COUNTED = frozenset(
    [
        "count",
        "number",
        "antal",
        "antall",
        "cases",
        "sager",
        "saker",
        "ärenden",
        "calls",
        "opkald",
        "samtaler",
        "anrop",
        "samtal",
        "orders",
        "ordrer",
        "ordre",
        "order",
        "tickets",
        "contacts",
        "henvendelser",
        "incidents",
        "hændelser",
        "hendelser",
        "händelser",
        "complaints",
        "klager",
        "klagomål",
        "visits",
        "besøg",
        "besøk",
        "besök",
        "errors",
        "fejl",
        "feil",
        "fel",
        "defects",
        "leads",
        "sales",
        "accidents",
        "ulykker",
        "olyckor",
        "deaths",
        "infections",
        "admissions",
        "contracts",
        "requests",
    ]
)
"""Units of events, each of which happens by itself: only they vary at least as chance does."""

_NEW = re.compile(
    r"\b(new|incoming|received|registered|reported|arrivals|nye|nyt|ny|nya|nytt|modtagne|mottatte|mottagna|indkomne|innkomne|"
    r"inkomna|registrerede|registrerte|registrerade|rapporterede|rapporterte|rapporterade)\b",
    re.IGNORECASE,
)
"""What comes from outside; what is closed or made in a period is limited by capacity, and honestly even."""

_NOT_OF_ONE_PERIOD = re.compile(
    r"average|mean\b|median|rolling|moving|smoothed|trend|cumulative|to date|so far|total|open\b|active|backlog|stock|waiting|"
    r"last \d|\d+[- ]da|gennemsnit|gjennomsnitt|genomsnitt|snitt|medel|rullende|rullande|glidende|glidande|løbende|løpende|"
    r"udjævn|jevnet|utjämn|kumul|ackumul|til dato|till dato|hittil|i alt|samlet|sammanlagt|åbne|åpne|öppna\b|aktive|aktiva|"
    r"beholdning|lager|ventende|väntande",
    re.IGNORECASE,
)


_SO_FAR = re.compile(
    r"cumulat|to date|so far|accumulat|kumul|akkumul|ackumul|til dato|till dato|hittil|hittills|indtil nu|inntil nå",
    re.IGNORECASE,
)

_DIFFERENCE = re.compile(
    r"\bnet\b|netto|change|difference|balance|growth|deviation|variance|surplus|ændring|endring|förändring|forskel|forskjell|skillnad|"
    r"saldo|vækst|vekst|tillväxt|afvigelse|avvik|tilvækst|tilvekst|overskud|overskudd|överskott",
    re.IGNORECASE,
)


def counts_anew(kpi: Kpi, values: Matrix) -> bool:
    """Whether it counts records, or its name or definition speaks of what is new or done in a period and of no average, stock or
    sum so far; `values` (T,) that hardly ever fall are a sum, whatever they are called.
    """
    said = _said(kpi)
    known = values[np.isfinite(values)]
    grows = len(known) > 1 and bool(np.mean(np.diff(known) >= 0) > 0.95)
    counted = kpi.records is not None and kpi.records.measure is None
    return (counted or bool(_NEW.search(said))) and not _NOT_OF_ONE_PERIOD.search(said) and not grows


def sum_so_far(kpi: Kpi) -> bool:
    """Whether its name or definition says that it adds up everything until each period's end."""
    return bool(_SO_FAR.search(_said(kpi)))


def counts_events(kpi: Kpi) -> bool:
    """Whether its unit is of things that happen, and neither name nor definition speaks of a difference."""
    return (kpi.unit or "").lower() in COUNTED and not _DIFFERENCE.search(_said(kpi))


def _said(kpi: Kpi) -> str:
    return " ".join([*kpi.name.values(), kpi.definition or "", kpi.formula or ""])
