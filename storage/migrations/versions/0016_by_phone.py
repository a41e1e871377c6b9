"""People found by their telephone: those whom this version has not written yet, at their next change"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("phone_index", sa.LargeBinary(), nullable=True))
        person.create_index(op.f("ix_person_phone_index"), ["phone_index"])


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_index(op.f("ix_person_phone_index"))
        person.drop_column("phone_index")
