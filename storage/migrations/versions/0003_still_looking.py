"""Still looking"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("still_at", UtcDateTime(), nullable=True))
    op.add_column("request", sa.Column("looking_since", UtcDateTime(), nullable=True))
    op.execute("UPDATE request SET looking_since = coalesce(confirmed_at, registered_at)")
    with op.batch_alter_table("request") as request:
        request.alter_column("looking_since", existing_type=UtcDateTime(), nullable=False)
    op.create_index("ix_request_state_looking_since", "request", ["state", "looking_since"])
    op.add_column("notice", sa.Column("about", AutoString(length=32), nullable=True))
    waiting = sa.text("state = 'pending' AND about IS NOT NULL")
    op.create_index("ix_notice_about", "notice", ["about"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_index("ix_notice_about", table_name="notice")
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("about")
    op.drop_index("ix_request_state_looking_since", table_name="request")
    with op.batch_alter_table("request") as request:
        request.drop_column("looking_since")
        request.drop_column("still_at")
