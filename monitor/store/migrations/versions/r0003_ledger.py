"""The ledger: people's actions and the runs' own entries in one chain, and the store's count of them.

The first migration made `kpi_action` for it, and no version of the program ever wrote there; it is made anew with what is needed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("kpi_action")
    op.create_table(
        "kpi_action",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding"], ["kpi_finding.id"], name="fk_kpi_action_finding"),
        sa.PrimaryKeyConstraint("number", name="pk_kpi_action"),
        sa.UniqueConstraint("hash", name="uq_kpi_action_hash"),
    )
    op.create_index("ix_kpi_action_finding", "kpi_action", ["finding"], unique=False)
    op.create_table(
        "kpi_ledger",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_ledger"),
    )
