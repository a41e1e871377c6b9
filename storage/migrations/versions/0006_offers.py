"""Offers with their deadlines; stays that know whose they are"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM offer")  # no program has ever written one
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("start", sa.Date(), nullable=False))
        batch_op.add_column(sa.Column("ends", AutoString(), nullable=False))
        batch_op.add_column(sa.Column("need", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("deadline", sa.Date(), nullable=False))
        batch_op.add_column(sa.Column("extended", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("contract_by", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_offer_standing",
            ["creche", "deadline"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.add_column(sa.Column("request_id", AutoString(), nullable=True))
        batch_op.add_column(sa.Column("child", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("need", sa.Boolean(), nullable=True))
        batch_op.create_index(batch_op.f("ix_stay_request_id"), ["request_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_stay_request_id"), "request", ["request_id"], ["id"], ondelete="SET NULL"
        )
    op.execute(sa.text("UPDATE stay SET need = :no").bindparams(sa.bindparam("no", False, sa.Boolean())))
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.alter_column("need", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_stay_request_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_stay_request_id"))
        batch_op.drop_column("need")
        batch_op.drop_column("child")
        batch_op.drop_column("request_id")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_standing")
        batch_op.drop_column("contract_by")
        batch_op.drop_column("extended")
        batch_op.drop_column("deadline")
        batch_op.drop_column("need")
        batch_op.drop_column("ends")
        batch_op.drop_column("start")
