"""What is written down for good: work done once a period, how the vault was set up."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Ledger(Row, table=True):
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    marked_at: datetime = Field(sa_type=UtcDateTime)


class Erased(Row, table=True):
    """Who had their data erased: a number by which nobody is found, so that a restore can do it again."""

    person_id: str = Field(primary_key=True, max_length=32)
    at: datetime = Field(sa_type=UtcDateTime)


class SubjectKey(Row, table=True):
    """A person's or a request's own key, sealed by the house's; nothing where it was destroyed."""

    __tablename__ = "subject_key"

    subject: str = Field(primary_key=True, max_length=32)
    wrapped: bytes | None = Field(default=None, sa_type=LargeBinary)


class Vault(Row, table=True):
    """A known word, sealed: whether a key is the right one."""

    name: str = Field(primary_key=True)
    word: bytes = Field(sa_type=Sealed)
