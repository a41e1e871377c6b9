"""When staff were last seen"""

import sqlalchemy as sa
from alembic import op
from storage.tables import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mandate", sa.Column("seen_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("mandate", "seen_at")
