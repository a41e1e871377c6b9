"""Agreements that are written in the bot"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agreement") as agreement:
        agreement.add_column(sa.Column("notice_months", sa.Integer(), nullable=True))
        agreement.add_column(sa.Column("member_of_po", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE agreement SET member_of_po = "
        "(SELECT sponsor.member_of_po FROM sponsor WHERE sponsor.id = agreement.sponsor_id)"
    )
    with op.batch_alter_table("agreement") as agreement:
        agreement.alter_column("member_of_po", existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table("sponsor") as sponsor:
        sponsor.drop_column("member_of_po")
        sponsor.create_index(op.f("ix_sponsor_number"), ["number"], unique=False)
    op.create_table(
        "written_agreement",
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("body", AutoString(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_written_agreement_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_written_agreement")),
    )


def downgrade() -> None:
    op.drop_table("written_agreement")
    with op.batch_alter_table("sponsor") as sponsor:
        sponsor.drop_index(op.f("ix_sponsor_number"))
        sponsor.add_column(sa.Column("member_of_po", sa.Boolean(), nullable=True))
    op.execute("UPDATE sponsor SET member_of_po = TRUE")
    with op.batch_alter_table("sponsor") as sponsor:
        sponsor.alter_column("member_of_po", existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table("agreement") as agreement:
        agreement.drop_column("member_of_po")
        agreement.drop_column("notice_months")
