"""Forms that nobody has finished yet."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Draft(Row, table=True):
    """The answers are sealed whole."""

    id: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(unique=True, foreign_key="person.id", ondelete="CASCADE")
    place: str
    answers: bytes = Field(sa_type=Sealed)
    correcting: bool
    screen: int | None = None
    started_at: datetime = Field(sa_type=UtcDateTime)
    touched_at: datetime = Field(sa_type=UtcDateTime)
    nudged: bool
