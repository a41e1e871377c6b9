"""What was decided each month."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class MonthRound(Row, table=True):
    """One a month: the last one prepared, until it is approved."""

    __tablename__ = "month_round"

    month: str = Field(primary_key=True, max_length=7)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    body: bytes = Field(sa_type=Sealed)
    done: bytes | None = Field(default=None, sa_type=Sealed)  # once it is being carried out
