"""Readers say that they have seen an announcement"""

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("seen_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "seen_at")
