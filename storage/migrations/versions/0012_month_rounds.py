"""What was decided each month"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import Sealed, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_round",
        sa.Column("month", AutoString(length=7), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("body", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_month_round")),
    )


def downgrade() -> None:
    op.drop_table("month_round")
