"""What was carried out of a month's decision, apart from what was approved"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Sealed

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("month_round", sa.Column("done", Sealed(), nullable=True))


def downgrade() -> None:
    op.drop_column("month_round", "done")
