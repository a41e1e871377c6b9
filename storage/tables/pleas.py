"""What people ask about their data."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Plea(Row, table=True):
    """Free words about oneself, and a person's answer: both sealed."""

    id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE", index=True)
    kind: str
    words: bytes = Field(sa_type=Sealed)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answer: bytes | None = Field(default=None, sa_type=Sealed)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
