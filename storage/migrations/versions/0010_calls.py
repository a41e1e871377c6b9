"""What is told on the phone"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'pending' AND about IS NOT NULL")
_WAITING_OR_CALL = sa.text("state IN ('pending', 'call') AND about IS NOT NULL")
_CALL = sa.text("state = 'call'")


def upgrade() -> None:
    op.add_column("notice", sa.Column("missed", sa.Integer(), nullable=True))
    op.execute("UPDATE notice SET missed = 0")
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("missed", existing_type=sa.Integer(), nullable=False)
    _about(_WAITING_OR_CALL)
    op.create_index(
        "ix_notice_call", "notice", ["person_id"], sqlite_where=_CALL, postgresql_where=_CALL
    )


def downgrade() -> None:
    op.drop_index("ix_notice_call", table_name="notice")
    _about(_WAITING)
    op.execute("UPDATE notice SET state = 'never', body = NULL WHERE state IN ('call', 'told')")
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("missed")


def _about(where: sa.TextClause) -> None:
    op.drop_index("ix_notice_about", table_name="notice")
    op.create_index("ix_notice_about", "notice", ["about"], sqlite_where=where, postgresql_where=where)
