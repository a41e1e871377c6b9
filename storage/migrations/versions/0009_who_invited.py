"""Who invited"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation") as invitation:
        invitation.add_column(sa.Column("invited_by", AutoString(), nullable=True))
        invitation.create_foreign_key(
            op.f("fk_invitation_invited_by"), "person", ["invited_by"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("invitation") as invitation:
        invitation.drop_constraint(op.f("fk_invitation_invited_by"), type_="foreignkey")
        invitation.drop_column("invited_by")
