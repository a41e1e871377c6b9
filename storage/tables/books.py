"""What is written down for good: work done once a period, what staff did, how the vault was set up."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Ledger(Row, table=True):
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    marked_at: datetime = Field(sa_type=UtcDateTime)


class Trace(Row, table=True):
    """Each line carries a keyed digest of itself and of the line before."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    who: str
    what: str
    subject: str = Field(index=True)
    why: bytes | None = Field(default=None, sa_type=Sealed)
    digest: bytes = Field(unique=True, sa_type=LargeBinary)


class Vault(Row, table=True):
    """A known word, sealed: whether a key is the right one."""

    name: str = Field(primary_key=True)
    word: bytes = Field(sa_type=Sealed)
