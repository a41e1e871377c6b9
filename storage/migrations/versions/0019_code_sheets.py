"""Codes a sheet at a time"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_sheet",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("sponsor_id", AutoString(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_code_sheet_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_sheet")),
    )
    with op.batch_alter_table("code_sheet") as sheet:
        sheet.create_index(op.f("ix_code_sheet_sponsor_id"), ["sponsor_id"], unique=False)
    with op.batch_alter_table("code") as code:
        code.add_column(sa.Column("sheet_id", AutoString(), nullable=True))
        code.add_column(sa.Column("revoked_at", UtcDateTime(), nullable=True))
        code.create_foreign_key(op.f("fk_code_sheet_id"), "code_sheet", ["sheet_id"], ["id"])
        code.create_index(op.f("ix_code_sheet_id"), ["sheet_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("code") as code:
        code.drop_index(op.f("ix_code_sheet_id"))
        code.drop_constraint(op.f("fk_code_sheet_id"), type_="foreignkey")
        code.drop_column("revoked_at")
        code.drop_column("sheet_id")
    op.drop_table("code_sheet")
