"""What staff did."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Trace(Row, table=True):
    """Each line carries a keyed digest of itself and of the line before."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    who: str
    what: str
    subject: str = Field(index=True)
    why: bytes | None = Field(default=None, sa_type=Sealed)
    digest: bytes = Field(unique=True, sa_type=LargeBinary)
