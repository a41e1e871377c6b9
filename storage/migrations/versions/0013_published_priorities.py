"""Published priorities"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published",
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("codes", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("creche", name=op.f("pk_published")),
    )


def downgrade() -> None:
    op.drop_table("published")
