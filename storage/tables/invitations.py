"""Rights to a mandate that somebody may still take up; how often somebody tried one that does not exist."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, UtcDateTime


class Invitation(Row, table=True):
    """Only a digest of its token is kept."""

    id: str = Field(primary_key=True, max_length=32)
    digest: bytes = Field(unique=True, sa_type=LargeBinary)
    role: str
    of: str
    expires_at: datetime = Field(sa_type=UtcDateTime)
    invited_by: str | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    used_by: str | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Guess(Row, table=True):
    """Links or codes that do not exist, as somebody tried them: how many, and when last."""

    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    word: str = Field(primary_key=True)
    times: int
    last_at: datetime = Field(sa_type=UtcDateTime)
