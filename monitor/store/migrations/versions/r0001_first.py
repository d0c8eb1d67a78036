"""The first schema: observations by vintage, catalogue and rule versions, runs, findings, and a place for people's actions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _observations()
    _descriptions()
    _runs()
    _findings()
    _actions()


def _observations() -> None:
    op.create_table(
        "kpi_source",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_source"),
        sa.UniqueConstraint("name", name="uq_kpi_source_name"),
    )
    op.create_table(
        "kpi_series",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kpi", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_series"),
        sa.UniqueConstraint("kpi", "frequency", "segment", name="uq_kpi_series_kpi_frequency_segment"),
    )
    op.create_table(
        "kpi_load",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loaded_on", sa.Date(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_load"),
    )
    op.create_table(
        "kpi_observation",
        sa.Column("series", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("load", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("numerator", sa.Double(), nullable=True),
        sa.Column("denominator", sa.Double(), nullable=True),
        sa.Column("count", sa.Double(), nullable=True),
        sa.Column("responses", sa.Double(), nullable=True),
        sa.Column("invited", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["load"], ["kpi_load.id"], name="fk_kpi_observation_load"),
        sa.ForeignKeyConstraint(["series"], ["kpi_series.id"], name="fk_kpi_observation_series"),
        sa.ForeignKeyConstraint(["source"], ["kpi_source.id"], name="fk_kpi_observation_source"),
        sa.PrimaryKeyConstraint("series", "period", "recorded", "load", "said", name="pk_kpi_observation"),
        sqlite_with_rowid=False,
    )


def _descriptions() -> None:
    op.create_table(
        "kpi_catalogue",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("first_used", sa.Date(), nullable=False),
        sa.Column("last_used", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_catalogue"),
    )
    op.create_table(
        "kpi_rule",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_rule"),
    )
    op.create_index("ix_kpi_rule_rule_version", "kpi_rule", ["rule", "version"], unique=False)


def _runs() -> None:
    op.create_table(
        "kpi_run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("kpis", sa.Integer(), nullable=False),
        sa.Column("observations", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("explained", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("data_fingerprint", sa.Text(), nullable=False),
        sa.Column("catalogue_fingerprint", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_run"),
    )
    op.create_index("ix_kpi_run_as_of", "kpi_run", ["as_of"], unique=False)


def _findings() -> None:
    op.create_table(
        "kpi_finding",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_finding"),
        sa.UniqueConstraint("key", name="uq_kpi_finding_key"),
    )
    op.create_table(
        "kpi_sighting",
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("seen_as", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("kpi", sa.Text(), nullable=True),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("p_value", sa.Double(), nullable=True),
        sa.Column("q_value", sa.Double(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["run"], ["kpi_run.id"], name="fk_kpi_sighting_run"),
        sa.PrimaryKeyConstraint("run", "number", name="pk_kpi_sighting"),
    )
    op.create_index("ix_kpi_sighting_finding", "kpi_sighting", ["finding"], unique=False)


def _actions() -> None:
    op.create_table(
        "kpi_action",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding"], ["kpi_finding.id"], name="fk_kpi_action_finding"),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_action"),
        sa.UniqueConstraint("hash", name="uq_kpi_action_hash"),
    )
    op.create_index("ix_kpi_action_finding", "kpi_action", ["finding"], unique=False)
