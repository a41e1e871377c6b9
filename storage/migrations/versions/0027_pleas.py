"""What people ask about their data"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import Sealed, UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plea",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("words", Sealed(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer", Sealed(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_plea_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plea"),
    )
    op.create_index("ix_plea_person_id", "plea", ["person_id"])
    op.create_index("ix_plea_answered_at", "plea", ["answered_at"])


def downgrade() -> None:
    op.drop_table("plea")
