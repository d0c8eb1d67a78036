"""The rates of false flags that replays where nothing happens reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kpi_reached",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("promised", sa.Double(), nullable=False),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("kpi_years", sa.Double(), nullable=False),
        sa.Column("watch", sa.Integer(), nullable=False),
        sa.Column("finding", sa.Integer(), nullable=False),
        sa.Column("placebo_years", sa.Double(), nullable=False),
        sa.Column("placebo_watch", sa.Integer(), nullable=False),
        sa.Column("placebo_finding", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kpi_reached"),
    )
