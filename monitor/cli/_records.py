"""What a run says about the records behind the KPIs: what it read, and what no rule looked at."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from monitor.model.evidence import N_, Message
from monitor.model.finding import RecordsRead, Skipped
from monitor.model.kpi import Catalogue

if TYPE_CHECKING:
    from monitor.records.open import Sources

NOT_LOOKED_AT = N_("no rule looked at the records ({source}): they lack what the rules need")


def records_read(records: Sources | None) -> tuple[RecordsRead, ...]:
    """What was read of each source."""
    tables = records.tables.values() if records is not None else ()
    return tuple(RecordsRead(one.name, one.kind.value, one.rows, one.first, one.last, one.aside) for one in tables)


def with_records(fingerprint: str, records: Sources | None) -> str:
    """The fingerprint of all data: of the values, and of the records where there are any."""
    if records is None:
        return fingerprint
    facts = [fingerprint, *(f"{name}:{table.fingerprint}" for name, table in sorted(records.tables.items()))]
    return "sha256:" + hashlib.sha256("\n".join(facts).encode()).hexdigest()


def not_looked_at(catalogue: Catalogue, records: Sources | None) -> list[Skipped]:
    """Sources that no rule asked, for each KPI that names them."""
    found = []
    for source in records.tables if records is not None else ():
        if records is None or source in records.asked:
            continue
        kpis = tuple(kpi.id for kpi in catalogue.kpis.values() if kpi.records and kpi.records.events == source)
        found += [Skipped("events", kpi, Message(NOT_LOOKED_AT, {"source": source})) for kpi in (kpis or (None,))]
    return found
