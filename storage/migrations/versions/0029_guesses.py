"""How often somebody tried a link or a code that does not exist"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guess",
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("word", AutoString(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_guess_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "word", name="pk_guess"),
    )


def downgrade() -> None:
    op.drop_table("guess")
