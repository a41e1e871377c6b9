"""What comes in and what goes out: raw updates, announcements, notices and who delivers them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Inbox(Row, table=True):
    """A raw update, sealed; new, handled, answered (then only its number is left), or set aside.

    `held_by`: where several bots share the inbox, whose turn it is to handle it.
    """

    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(unique=True, sa_type=BigInteger)
    chat_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    body: bytes | None = Field(default=None, sa_type=Sealed)
    state: str
    why: str
    received_at: datetime = Field(sa_type=UtcDateTime)
    held_by: str | None = None


class Announcement(Row, table=True):
    id: str = Field(primary_key=True, max_length=32)
    author_id: str = Field(foreign_key="person.id", index=True)
    content: bytes | None = Field(default=None, sa_type=Sealed)
    audience: str
    kind: str
    state: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    plan: str
    leaves_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    screen: int | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Template(Row, table=True):
    """What is announced again and again, with its name."""

    id: str = Field(primary_key=True, max_length=32)
    body: bytes | None = Field(default=None, sa_type=Sealed)


class AnnouncementLeftOut(Row, table=True):
    __tablename__ = "announcement_left_out"

    announcement_id: str = Field(primary_key=True, foreign_key="announcement.id", ondelete="CASCADE")
    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    reason: str


class Notice(Row, table=True):
    """Pending, claimed, then sent, unknown or never; or call, then told. Once it is over, the body goes.

    The indexes on those that are not over are in `storage.tables.partial`.
    """

    __table_args__ = (Index("ix_notice_announcement_id", "announcement_id", "state"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    person_id: str = Field(foreign_key="person.id", ondelete="CASCADE")
    announcement_id: str | None = Field(default=None, foreign_key="announcement.id")
    about: str | None = Field(default=None, max_length=32)  # the request that it is about
    lane: int
    state: str
    body: bytes | None = Field(default=None, sa_type=Sealed)
    queued_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int
    unknowns: int
    missed: int  # so often nobody answered the phone
    claimed_by: str | None = None
    messages: str | None = None  # the numbers of those that it has become so far, part by part
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # its reader tapped so
    why: str


class Lease(Row, table=True):
    """Who may do what only one may do, until when."""

    name: str = Field(primary_key=True)
    owner: str
    until: datetime = Field(sa_type=UtcDateTime)
