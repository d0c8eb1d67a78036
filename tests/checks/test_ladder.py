"""Known events among the honest explanations: each once, and only those that somebody would offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.catalogue.kpi_file import catalogue_from
from monitor.catalogue.library import load
from monitor.checks._claims import Claim, Judged
from monitor.checks._ladder import noted_events
from monitor.model.evidence import Verdict
from monitor.model.period import index_of
from monitor.model.words import Frequency

NOTES = [
    {"from": date(2012, 10, 28), "to": date(2012, 11, 30), "what": "Hurricane"},
    {"from": date(2015, 1, 26), "what": "Blizzard"},
    {"from": date(2015, 6, 20), "what": "New timetable"},
]
KPIS = {"trains": {"name": "Trains", "notes": NOTES}, "buses": {"name": "Buses", "notes": NOTES}}
JUDGED = Judged(Claim("trains", (), Frequency.MONTHLY, None), (), 0.01, onset=index_of(date(2015, 7, 1), Frequency.MONTHLY))


def test_an_event_that_several_kpis_note_is_named_once_and_an_old_one_not_at_all() -> None:
    kpis = list(catalogue_from(KPIS, load()).kpis.values())
    rungs = noted_events(JUDGED, kpis)
    assert [rung.name.facts["what"] for rung in rungs] == ["Blizzard", "New timetable"]
    assert [rung.verdict for rung in rungs] == [Verdict.RULED_OUT, Verdict.NOT_TESTED]


def test_without_an_onset_no_event_is_near() -> None:
    assert noted_events(replace(JUDGED, onset=None), list(catalogue_from(KPIS, load()).kpis.values())) == []
