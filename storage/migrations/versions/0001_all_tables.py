"""All tables"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from storage.tables import Sealed, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "family",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_index", sa.LargeBinary(), nullable=True),
        sa.Column("body", Sealed(), nullable=True),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("why", AutoString(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_id", name=op.f("uq_inbox_update_id")),
    )
    op.create_table(
        "lease",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("owner", AutoString(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "ledger",
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("period", AutoString(), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", "period", name=op.f("pk_ledger")),
    )
    op.create_table(
        "list_count",
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("entry", AutoString(length=7), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("bucket", AutoString(length=24), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("creche", "entry", "level", "bucket", "priority", name=op.f("pk_list_count")),
    )
    op.create_table(
        "sponsor",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("number", AutoString(), nullable=False),
        sa.Column("member_of_po", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor")),
    )
    op.create_table(
        "trace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", AutoString(), nullable=False),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("why", Sealed(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace")),
        sa.UniqueConstraint("digest", name=op.f("uq_trace_digest")),
    )
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trace_subject"), ["subject"], unique=False)

    op.create_table(
        "vault",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("word", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_vault")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("sponsor_id", AutoString(), nullable=False),
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("invoice_reference", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_agreement_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_sponsor_id"), ["sponsor_id"], unique=False)

    op.create_table(
        "code",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sponsor_id", AutoString(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("request_id", AutoString(length=32), nullable=True),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_code_sponsor_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_code")),
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_sponsor_id"), ["sponsor_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("chat_index", sa.LargeBinary(), nullable=True),
        sa.Column("chat", Sealed(), nullable=True),
        sa.Column("language", AutoString(length=8), nullable=False),
        sa.Column("name", Sealed(), nullable=True),
        sa.Column("phone", Sealed(), nullable=True),
        sa.Column("consent_version", AutoString(), nullable=True),
        sa.Column("consent_language", AutoString(), nullable=True),
        sa.Column("consent_digest", AutoString(), nullable=True),
        sa.Column("consent_at", UtcDateTime(), nullable=True),
        sa.Column("family_id", AutoString(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("wants_news", sa.Boolean(), nullable=False),
        sa.Column("focus", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_person_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("chat_index", name=op.f("uq_person_chat_index")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_family_id"), ["family_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("reference", AutoString(length=16), nullable=False),
        sa.Column("family_id", AutoString(), nullable=False),
        sa.Column("entry", AutoString(length=7), nullable=False),
        sa.Column("earlier", sa.Integer(), nullable=False),
        sa.Column("later", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("registered_at", UtcDateTime(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("state_before", AutoString(), nullable=True),
        sa.Column("paused_from", AutoString(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("predemand", Sealed(), nullable=True),
        sa.Column("linked", AutoString(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_request_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_family_id"), ["family_id"], unique=False)
        batch_op.create_index("ix_request_state_registered_at", ["state", "registered_at"], unique=False)

    op.create_table(
        "summary",
        sa.Column("sponsor_id", AutoString(), nullable=False),
        sa.Column("month", AutoString(length=7), nullable=False),
        sa.Column("body", AutoString(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_summary_sponsor_id")),
        sa.PrimaryKeyConstraint("sponsor_id", "month", name=op.f("pk_summary")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("author_id", AutoString(), nullable=False),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("audience", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("screen", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_announcement_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_author_id"), ["author_id"], unique=False)

    op.create_table(
        "child",
        sa.Column("request_id", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("born", sa.Boolean(), nullable=False),
        sa.Column("day", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_child_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "position", name=op.f("pk_child")),
    )
    op.create_table(
        "claim",
        sa.Column("request_id", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", Sealed(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("seen_by", AutoString(), nullable=True),
        sa.Column("sponsor_id", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_claim_request_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_claim_sponsor_id")),
        sa.PrimaryKeyConstraint("request_id", "position", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_sponsor_id"), ["sponsor_id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("place", AutoString(), nullable=False),
        sa.Column("answers", Sealed(), nullable=False),
        sa.Column("correcting", sa.Boolean(), nullable=False),
        sa.Column("screen", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("nudged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_draft_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("person_id", name=op.f("uq_draft_person_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("of", AutoString(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_by", AutoString(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["used_by"], ["person.id"], name=op.f("fk_invitation_used_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_digest")),
    )
    op.create_table(
        "mandate",
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("of", AutoString(), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mandate_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", "of", name=op.f("pk_mandate")),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.create_index("ix_mandate_role_of", ["role", "of"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("request_id", AutoString(), nullable=False),
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("agreement_id", AutoString(), nullable=True),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_offer_agreement_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_offer_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_request_id"), ["request_id"], unique=False)
        batch_op.create_index(
            "uq_offer_live",
            ["request_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "request_creche",
        sa.Column("request_id", AutoString(), nullable=False),
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reference", AutoString(length=16), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("entry", AutoString(length=7), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_creche_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "creche", name=op.f("pk_request_creche")),
    )
    with op.batch_alter_table("request_creche", schema=None) as batch_op:
        batch_op.create_index(
            "ix_request_creche_creche_state",
            ["creche", "state", "entry", "priority", "confirmed_at"],
            unique=False,
        )

    op.create_table(
        "stay",
        sa.Column("id", AutoString(length=32), nullable=False),
        sa.Column("creche", AutoString(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("agreement_id", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_stay_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stay_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index("ix_stay_creche_start", ["creche", "start"], unique=False)

    op.create_table(
        "announcement_left_out",
        sa.Column("announcement_id", AutoString(), nullable=False),
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("reason", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_left_out_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_announcement_left_out_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("announcement_id", "person_id", name=op.f("pk_announcement_left_out")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("person_id", AutoString(), nullable=False),
        sa.Column("announcement_id", AutoString(), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("body", Sealed(), nullable=True),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknowns", sa.Integer(), nullable=False),
        sa.Column("claimed_by", AutoString(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("why", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name=op.f("fk_notice_announcement_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_announcement_id", ["announcement_id", "state"], unique=False)
        batch_op.create_index(
            "ix_notice_claimed",
            ["claimed_by"],
            unique=False,
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )
        batch_op.create_index(
            "ix_notice_open",
            ["person_id", "state"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'claimed')"),
            postgresql_where=sa.text("state IN ('pending', 'claimed')"),
        )
        batch_op.create_index(
            "ix_notice_pending",
            ["lane", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            "ix_notice_open",
            sqlite_where=sa.text("state IN ('pending', 'claimed')"),
            postgresql_where=sa.text("state IN ('pending', 'claimed')"),
        )
        batch_op.drop_index(
            "ix_notice_claimed",
            sqlite_where=sa.text("state = 'claimed'"),
            postgresql_where=sa.text("state = 'claimed'"),
        )
        batch_op.drop_index("ix_notice_announcement_id")

    op.drop_table("notice")
    op.drop_table("announcement_left_out")
    with op.batch_alter_table("stay", schema=None) as batch_op:
        batch_op.drop_index("ix_stay_creche_start")
        batch_op.drop_index(batch_op.f("ix_stay_agreement_id"))

    op.drop_table("stay")
    with op.batch_alter_table("request_creche", schema=None) as batch_op:
        batch_op.drop_index("ix_request_creche_creche_state")

    op.drop_table("request_creche")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offer_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_offer_request_id"))
        batch_op.drop_index(batch_op.f("ix_offer_agreement_id"))

    op.drop_table("offer")
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_index("ix_mandate_role_of")

    op.drop_table("mandate")
    op.drop_table("invitation")
    op.drop_table("draft")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_sponsor_id"))

    op.drop_table("claim")
    op.drop_table("child")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_author_id"))

    op.drop_table("announcement")
    op.drop_table("summary")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_state_registered_at")
        batch_op.drop_index(batch_op.f("ix_request_family_id"))

    op.drop_table("request")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_family_id"))

    op.drop_table("person")
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_sponsor_id"))

    op.drop_table("code")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_sponsor_id"))

    op.drop_table("agreement")
    op.drop_table("vault")
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trace_subject"))

    op.drop_table("trace")
    op.drop_table("sponsor")
    op.drop_table("list_count")
    op.drop_table("ledger")
    op.drop_table("lease")
    op.drop_table("inbox")
    op.drop_table("family")
