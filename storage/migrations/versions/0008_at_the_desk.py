"""Consent given at the desk"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("consent_given", AutoString(), nullable=True))
    op.add_column("person", sa.Column("consent_by", AutoString(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_column("consent_by")
        person.drop_column("consent_given")
