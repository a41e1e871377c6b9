"""Pages of lists"""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PAGE = ["creche", "state", "priority", "since", "reference", "entry", "week", "met"]


def upgrade() -> None:
    with op.batch_alter_table("request_creche", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("week", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("met", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE request_creche SET (since, week, met) = ("
        "SELECT COALESCE(request.confirmed_at, request.registered_at), request.week, "
        "request.met_on IS NOT NULL FROM request WHERE request.id = request_creche.request_id)"
    )
    with op.batch_alter_table("request_creche", schema=None) as batch_op:
        batch_op.alter_column("since", existing_type=UtcDateTime(), nullable=False)
        batch_op.alter_column("week", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("met", existing_type=sa.Boolean(), nullable=False)
        batch_op.create_index("ix_request_creche_page", _PAGE, unique=False)


def downgrade() -> None:
    with op.batch_alter_table("request_creche", schema=None) as batch_op:
        batch_op.drop_index("ix_request_creche_page")
        batch_op.drop_column("met")
        batch_op.drop_column("week")
        batch_op.drop_column("since")
