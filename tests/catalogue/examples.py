"""The example files of the product's public contract, and small projects that tests write."""

from __future__ import annotations

from pathlib import Path

PROJECT = """\
organisation: Nordlys Kundeservice A/S
language: da                          # en | da | nb | sv: reports, mails, messages
catalogue: kpis.yaml                  # a file, a list, or a glob
observations:                         # KPI values; several sources add up
  - file: data/observations.csv       # .csv, .xlsx, .ods, .parquet
  - sql: "SELECT kpi, period, value FROM kpi_values"
    url: ${WAREHOUSE_URL}             # any SQLAlchemy URL; ${NAME} is read from the environment, never logged
events:                               # optional: the records behind the KPIs; files or SQL, large ones stay where they are
  cases:
    file: data/cases.parquet
    columns: {id: case_no, subject: customer_no, opened: created_at}   # only where names differ from the standard ones
    measures: {first_response_hours: hours(first_response - opened)}   # SQL expressions, with hours(), minutes(), days()
store: sqlite:///kpi-monitor.db       # the default; or postgresql+psycopg://…
rules: [rules/]                       # own rules, beside the built-in ones
calendar: {timezone: Europe/Copenhagen, holidays: DK, fiscal_year_starts: 1}
report: {directory: report, formats: [html, pdf], audience: [leadership, controller]}
notify:
  - email: {to: [cfo@nordlys.example], when: new, minimum: high, language: da}
    smtp: ${SMTP_URL}
  - url: ${TEAMS_WEBHOOK}
limits: {main_kpis_per_level: 7, main_kpis_per_person: 7, false_findings_per_100_kpi_years: 1}
"""

KPIS = """\
kpis:
  first_response_time:
    like: first-response-time         # take from the built-in KPI library whatever is not said here
    name: {en: First response time, da: Svartid}
    unit: hours
    direction: lower                  # lower | higher | range | unclear
    frequency: weekly                 # daily | weekly | monthly | quarterly | yearly
    level: department                 # company | department | team | person
    department: Customer service
    main: true                        # counts against the 5-7
    perspective: customer             # financial | customer | process | people | sustainability
    measures: activity                # input | activity | output | outcome
    timing: leading                   # leading | lagging
    category: operational             # operational | financial | strategic
    owner: head.of.support@nordlys.example
    definition: Time from the customer's first message to the first personal answer
    formula: mean(first_response - opened)
    version: 2
    supports: customer_retention      # the higher-level KPI or goal it should move
    goal: Keep our customers
    counter: [csat, repeat_contacts]  # what must not suffer (paired indicators)
    targets:
      - {from: 2024-01-01, value: 4, set_on: 2023-12-10, deadline: 2024-12-31, reason: Board plan 2024}
      - {from: 2025-01-01, until: 2025-12-31, value: 2}      # until: optional; a target may pause or end
    benchmark: {value: 6, source: Branch survey 2024}
    records: {events: cases, measure: first_response_hours, where: "category <> 'spam'"}   # the records behind it; without a
                                      # measure the KPI counts records; where is optional
    threshold: {limit: 4, met: below, inclusive: true}   # of one record; met and inclusive are optional
    consequence: bonus                # none | review | bonus | pay | sanction
    audience: [support-leads, coo]
    measured: [support-agents]        # who is held to it
    influenced_by: [support-agents]   # who can move it
    set_with: [support-leads]
    reviewed: {last: 2025-06-30, every: yearly}
    decisions: [{on: 2025-03-03, what: Two more agents on Mondays}]
    notes: [{from: 2025-05-05, to: 2025-05-18, what: New phone system}]     # known events
    changes: [{from: 2025-01-01, version: 2, definition: Weekends count too}]   # of definition or formula
    revisions: {expected: up, within: 8 weeks}   # late registrations are normal here
"""
"""As in the contract."""

COUNTERS = """\
  csat: {like: csat}
  repeat_contacts: {name: Gentagne henvendelser}
"""
"""The KPIs that the contract's example names as counter-metrics."""

ENVIRONMENT = {"WAREHOUSE_URL": "postgresql+psycopg://reader:s3cret-word@db.example/kpi"}


def project(folder: Path, project_file: str = PROJECT, kpis: str = KPIS + COUNTERS) -> Path:
    """Writes a project and gives its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "kpi-monitor.yaml").write_text(project_file, encoding="utf-8")
    (folder / "kpis.yaml").write_text(kpis, encoding="utf-8")
    return folder
