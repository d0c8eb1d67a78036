"""The tables of the store, for SQLAlchemy Core. `docs/reference/store.md` says what each column holds.

Ids of rows are given by the store itself, inside the one writing transaction, so both databases number alike.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

source = sa.Table(
    "kpi_source",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False, unique=True),
)

series = sa.Table(
    "kpi_series",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kpi", sa.Text, nullable=False),
    sa.Column("frequency", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.UniqueConstraint("kpi", "frequency", "segment"),
)

load = sa.Table(
    "kpi_load",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("loaded_on", sa.Date, nullable=False),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("revised", sa.Integer, nullable=False),
)

observation = sa.Table(
    "kpi_observation",
    metadata,
    sa.Column("series", sa.Integer, sa.ForeignKey(series.c.id), primary_key=True, autoincrement=False),
    sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("recorded", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("load", sa.Integer, sa.ForeignKey(load.c.id), primary_key=True, autoincrement=False),
    sa.Column("said", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("value", sa.Double),
    sa.Column("numerator", sa.Double),
    sa.Column("denominator", sa.Double),
    sa.Column("count", sa.Double),
    sa.Column("responses", sa.Double),
    sa.Column("invited", sa.Double),
    sa.Column("target", sa.Double),
    sa.Column("note", sa.Text),
    sa.Column("source", sa.Integer, sa.ForeignKey(source.c.id)),
    sa.Column("line", sa.Integer),
    sqlite_with_rowid=False,
)

catalogue = sa.Table(
    "kpi_catalogue",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("first_used", sa.Date, nullable=False),
    sa.Column("last_used", sa.Date, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)

rule = sa.Table(
    "kpi_rule",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index(None, "rule", "version"),
)

run = sa.Table(
    "kpi_run",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False, index=True),
    sa.Column("started", sa.DateTime, nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("kpis", sa.Integer, nullable=False),
    sa.Column("observations", sa.Integer, nullable=False),
    sa.Column("rules", sa.Integer, nullable=False),
    sa.Column("findings", sa.Integer, nullable=False),
    sa.Column("explained", sa.Integer, nullable=False),
    sa.Column("gone", sa.Integer, nullable=False),
    sa.Column("skipped", sa.Integer, nullable=False),
    sa.Column("data_fingerprint", sa.Text, nullable=False),
    sa.Column("catalogue_fingerprint", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

finding = sa.Table(
    "kpi_finding",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
)

sighting = sa.Table(
    "kpi_sighting",
    metadata,
    sa.Column("run", sa.Text, sa.ForeignKey(run.c.id), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("finding", sa.Text, nullable=False, index=True),
    sa.Column("seen_as", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("rule_version", sa.Integer, nullable=False),
    sa.Column("pattern", sa.Text, nullable=False),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("kpi", sa.Text),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("severity", sa.Text, nullable=False),
    sa.Column("tier", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("p_value", sa.Double),
    sa.Column("q_value", sa.Double),
    sa.Column("starts", sa.Date),
    sa.Column("ends", sa.Date),
)

action = sa.Table(
    "kpi_action",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("finding", sa.Text, sa.ForeignKey(finding.c.id), index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("assignee", sa.Text),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
)

ledger_head = sa.Table(
    "kpi_ledger",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
)

delivery = sa.Table(
    "kpi_delivery",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("created", sa.DateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", sa.DateTime, nullable=False),
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_until", sa.DateTime),
    sa.Column("sent", sa.DateTime),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("told", sa.Text, nullable=False),
    sa.Column("attachments", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Index(None, "state", "due"),
    sa.Index(None, "channel", "recipient"),
)

attachment = sa.Table(
    "kpi_attachment",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

reached = sa.Table(
    "kpi_reached",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("measured_on", sa.Date, nullable=False),
    sa.Column("promised", sa.Double, nullable=False),
    sa.Column("draws", sa.Integer, nullable=False),
    sa.Column("looks", sa.Integer, nullable=False),
    sa.Column("kpi_years", sa.Double, nullable=False),
    sa.Column("watch", sa.Integer, nullable=False),
    sa.Column("finding", sa.Integer, nullable=False),
    sa.Column("placebo_years", sa.Double, nullable=False),
    sa.Column("placebo_watch", sa.Integer, nullable=False),
    sa.Column("placebo_finding", sa.Integer, nullable=False),
)
