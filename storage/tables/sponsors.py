"""Sponsors: their agreements, the codes for their colleagues, the months that were told."""

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, UtcDateTime


class Sponsor(Row, table=True):
    id: str = Field(primary_key=True, max_length=32)
    name: str
    number: str = Field(index=True)
    example: bool


class Agreement(Row, table=True):
    id: str = Field(primary_key=True, max_length=32)
    sponsor_id: str = Field(foreign_key="sponsor.id", index=True)
    creche: str
    places: int
    start: date
    end: date | None = None
    price_cents: int | None = None
    invoice_reference: str
    notice_months: int | None = None
    member_of_po: bool


class WrittenAgreement(Row, table=True):
    """An agreement that somebody is writing: one a person."""

    __tablename__ = "written_agreement"

    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    body: str
    touched_at: datetime = Field(sa_type=UtcDateTime)


class Vacancy(Row, table=True):
    """Places of an agreement that a firm was told are vacant; `left` of them still are."""

    id: str = Field(primary_key=True, max_length=32)
    agreement_id: str = Field(foreign_key="agreement.id", index=True)
    places: int
    left: int
    since: date
    told_on: date
    decide_by: date
    released_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CodeSheet(Row, table=True):
    """Codes that were made together."""

    __tablename__ = "code_sheet"

    id: str = Field(primary_key=True, max_length=32)
    sponsor_id: str = Field(foreign_key="sponsor.id", index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    count: int
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Code(Row, table=True):
    """Only a digest is kept. Which request used it is known here and nowhere else."""

    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    sponsor_id: str = Field(foreign_key="sponsor.id", index=True)
    sheet_id: str | None = Field(default=None, foreign_key="code_sheet.id", index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    request_id: str | None = Field(default=None, max_length=32)


class Summary(Row, table=True):
    """One a firm and month: the first that was made stays, until it is corrected."""

    sponsor_id: str = Field(primary_key=True, foreign_key="sponsor.id")
    month: str = Field(primary_key=True, max_length=7)
    body: str
    kept_at: datetime = Field(sa_type=UtcDateTime)
