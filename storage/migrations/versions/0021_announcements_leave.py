"""Announcements leave at a time"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("announcement") as announcement:
        announcement.add_column(sa.Column("plan", AutoString(), nullable=False, server_default="{}"))
        announcement.add_column(sa.Column("leaves_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("announcement") as announcement:
        announcement.alter_column("plan", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("announcement") as announcement:
        announcement.drop_column("leaves_at")
        announcement.drop_column("plan")
