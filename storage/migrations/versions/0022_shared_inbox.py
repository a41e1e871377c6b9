"""An inbox that several bots share"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('new', 'handled')")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("held_by", AutoString(), nullable=True))
    op.create_index("ix_inbox_open", "inbox", ["chat_index"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_index("ix_inbox_open", "inbox")
    op.drop_column("inbox", "held_by")
