"""What moved on the lists, and who saw what"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_move",
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("entry", AutoString(length=7), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("bucket", AutoString(length=40), nullable=False),
        sa.Column("cause", AutoString(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "creche", "entry", "level", "priority", "bucket", "cause", name=op.f("pk_list_move")
        ),
    )
    op.create_table(
        "look",
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("request_id", AutoString(), nullable=False),
        sa.Column("body", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_look_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_look_request_id_request"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "request_id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_request_id"), "look", ["request_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_look_request_id"), table_name="look")
    op.drop_table("look")
    op.drop_table("list_move")
