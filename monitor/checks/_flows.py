"""Whether a KPI says of itself that it counts what is new in each period, so that its values cannot honestly carry over."""

from __future__ import annotations

import re

import numpy as np

from monitor.model.kpi import Kpi
from monitor.model.panel import Matrix

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


def counts_anew(kpi: Kpi, values: Matrix) -> bool:
    """Whether it counts records, or its name or definition speaks of what is new or done in a period and of no average, stock or
    sum so far; `values` (T,) that hardly ever fall are a sum, whatever they are called.
    """
    said = " ".join([*kpi.name.values(), kpi.definition or "", kpi.formula or ""])
    known = values[np.isfinite(values)]
    grows = len(known) > 1 and bool(np.mean(np.diff(known) >= 0) > 0.95)
    counted = kpi.records is not None and kpi.records.measure is None
    return (counted or bool(_NEW.search(said))) and not _NOT_OF_ONE_PERIOD.search(said) and not grows
