"""The catalogue as it was known on a day: what was set or decided later is hidden, so that a replay sees what a run then saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.model.kpi import Catalogue, Kpi


def known_on(catalogue: Catalogue, as_of: date) -> Catalogue:
    """The catalogue without what came after `as_of`: targets set, decisions, reviews, audits, events, changes of definition."""
    return replace(catalogue, kpis={name: _known(kpi, as_of) for name, kpi in catalogue.kpis.items()})


def _known(kpi: Kpi, as_of: date) -> Kpi:
    review = kpi.reviewed
    if review is not None and review.last is not None and review.last > as_of:
        review = replace(review, last=None)
    return replace(
        kpi,
        targets=tuple(target for target in kpi.targets if target.set_on is None or target.set_on <= as_of),
        decisions=tuple(decision for decision in kpi.decisions if decision.on <= as_of),
        audits=tuple(audit for audit in kpi.audits if audit.on <= as_of),
        notes=tuple(note for note in kpi.notes if note.start <= as_of),
        changes=tuple(change for change in kpi.changes if change.start <= as_of),
        reviewed=review,
    )
