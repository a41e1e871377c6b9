"""How long each month's list is, found without reading its days, hours and minutes"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_MONTHS = sa.text("level = 1")


def upgrade() -> None:
    op.create_index(
        "ix_list_count_months",
        "list_count",
        ["creche", "entry"],
        sqlite_where=_MONTHS,
        postgresql_where=_MONTHS,
    )


def downgrade() -> None:
    op.drop_index("ix_list_count_months", table_name="list_count")
