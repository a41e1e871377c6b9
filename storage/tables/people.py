"""Persons, their families and mandates."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Family(Row, table=True):
    id: str = Field(primary_key=True, max_length=32)


class Person(Row, table=True):
    """Name, phone and chat are sealed; chat and phone are found by their blind indexes."""

    id: str = Field(primary_key=True, max_length=32)
    chat_index: bytes | None = Field(default=None, unique=True, sa_type=LargeBinary)
    chat: bytes | None = Field(default=None, sa_type=Sealed)
    language: str = Field(max_length=8)
    name: bytes | None = Field(default=None, sa_type=Sealed)
    phone: bytes | None = Field(default=None, sa_type=Sealed)
    consent_version: str | None = None
    consent_language: str | None = None
    consent_digest: str | None = None
    consent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    consent_given: str | None = None  # at the desk: how, and to whom
    consent_by: str | None = Field(default=None, max_length=32)
    family_id: str | None = Field(default=None, foreign_key="family.id", index=True)
    reachable: bool
    wants_news: bool
    focus: str
    phone_index: bytes | None = Field(default=None, index=True, sa_type=LargeBinary)


class Mandate(Row, table=True):
    __table_args__ = (Index("ix_mandate_role_of", "role", "of"),)

    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    role: str = Field(primary_key=True)
    of: str = Field(primary_key=True)
    granted_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Muted(Row, table=True):
    """A crèche whose practical messages somebody refuses."""

    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    creche: str = Field(primary_key=True)
