"""Kinds of announcements, in several languages and messages; the words of earlier ones are not kept"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import Sealed

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "muted",
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("creche", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_muted_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "creche", name=op.f("pk_muted")),
    )
    with op.batch_alter_table("announcement") as announcement:
        announcement.add_column(sa.Column("content", Sealed(), nullable=True))
        announcement.add_column(sa.Column("kind", AutoString(), nullable=False, server_default="practical"))
        announcement.drop_column("text")
    with op.batch_alter_table("announcement") as announcement:
        announcement.alter_column("kind", server_default=None)
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("messages", AutoString(), nullable=True))
        notice.drop_column("message_id")


def downgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
        notice.drop_column("messages")
    with op.batch_alter_table("announcement") as announcement:
        announcement.add_column(sa.Column("text", Sealed(), nullable=False, server_default=""))
        announcement.drop_column("kind")
        announcement.drop_column("content")
    op.drop_table("muted")
