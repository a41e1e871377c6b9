"""Usable places"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usable",
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("creche", name=op.f("pk_usable")),
    )


def downgrade() -> None:
    op.drop_table("usable")
