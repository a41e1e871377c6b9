"""Counts over all entry months, and of decided requests"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO list_count (creche, entry, level, bucket, priority, count)"
        " SELECT creche, '', level, bucket, priority, sum(count) FROM list_count"
        " GROUP BY creche, level, bucket, priority"
    )
    op.execute(
        "INSERT INTO list_count (creche, entry, level, bucket, priority, count)"
        " SELECT '', '', 0, ended, false, count(*) FROM (SELECT CASE WHEN state IN ('withdrawn', 'closed')"
        " THEN 'gave up' ELSE 'found' END AS ended FROM request WHERE confirmed_at IS NOT NULL"
        " AND state IN ('accepted', 'enrolled', 'left', 'withdrawn', 'closed')) AS decided GROUP BY ended"
    )


def downgrade() -> None:
    op.execute("DELETE FROM list_count WHERE entry = ''")
