"""Requests: for which children, at which crèches, with which claims; what was offered and signed."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, Sealed, UtcDateTime


class Request(Row, table=True):
    __table_args__ = (
        Index("ix_request_state_registered_at", "state", "registered_at"),
        Index("ix_request_state_looking_since", "state", "looking_since"),
    )

    id: str = Field(primary_key=True, max_length=32)
    reference: str = Field(unique=True, max_length=16)
    family_id: str = Field(foreign_key="family.id", index=True)
    entry: str = Field(max_length=7)  # "2027-03"
    earlier: int
    later: int
    week: int  # a bit for each half-day
    state: str
    registered_at: datetime = Field(sa_type=UtcDateTime)
    met_on: date | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state_before: str | None = None
    paused_from: str | None = None
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    predemand: bytes | None = Field(default=None, sa_type=Sealed)
    linked: str | None = None
    example: bool
    still_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    looking_since: datetime = Field(sa_type=UtcDateTime)  # the family's last sign of life


class RequestCreche(Row, table=True):
    """A request on one crèche's list, with what that list is ordered by."""

    __tablename__ = "request_creche"
    __table_args__ = (
        Index("ix_request_creche_creche_state", "creche", "state", "entry", "priority", "confirmed_at"),
        # A page of a list is read from this index alone, filters and all.
        Index(
            "ix_request_creche_page",
            *("creche", "state", "priority", "since", "reference", "entry", "week", "met"),
        ),
    )

    request_id: str = Field(primary_key=True, foreign_key="request.id", ondelete="CASCADE")
    creche: str = Field(primary_key=True)
    position: int  # the family's order of wish, from 0
    reference: str = Field(max_length=16)
    state: str
    entry: str = Field(max_length=7)
    priority: bool
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    since: datetime = Field(sa_type=UtcDateTime)  # confirmed, or registered as long as it is not
    week: int
    met: bool


class ListCount(Row, table=True):
    """How many ranked requests confirmed in a stretch of time: see `storage.lists`."""

    __tablename__ = "list_count"

    creche: str = Field(primary_key=True)
    entry: str = Field(primary_key=True, max_length=7)
    level: int = Field(primary_key=True)  # 1 a month, 2 a day, 3 an hour, 4 a minute
    bucket: str = Field(primary_key=True, max_length=24)
    priority: bool = Field(primary_key=True)
    count: int


class ListMove(Row, table=True):
    """How many each cause has put on a list, net, by where they stand in its order: see `storage.moves`."""

    __tablename__ = "list_move"

    creche: str = Field(primary_key=True)
    entry: str = Field(primary_key=True, max_length=7)
    level: int = Field(primary_key=True)  # as above, and 5 the moment itself
    priority: bool = Field(primary_key=True)
    bucket: str = Field(primary_key=True, max_length=40)
    cause: str = Field(primary_key=True)
    count: int


class Look(Row, table=True):
    """Where somebody last saw a request stand, and the time before."""

    person_id: str = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    request_id: str = Field(primary_key=True, foreign_key="request.id", ondelete="CASCADE", index=True)
    body: str


class Child(Row, table=True):
    """A due date tells of a pregnancy: the day is sealed."""

    request_id: str = Field(primary_key=True, foreign_key="request.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    born: bool
    day: bytes = Field(sa_type=Sealed)


class Claim(Row, table=True):
    """Some priorities tell of health: the code is sealed."""

    request_id: str = Field(primary_key=True, foreign_key="request.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    code: bytes = Field(sa_type=Sealed)
    seen_on: date | None = None
    seen_by: str | None = None
    sponsor_id: str | None = Field(default=None, foreign_key="sponsor.id", index=True)


class Offer(Row, table=True):
    """One standing offer a request, over all crèches: an index in `storage.tables.partial` holds to it."""

    id: str = Field(primary_key=True, max_length=32)
    request_id: str = Field(foreign_key="request.id", ondelete="CASCADE", index=True)
    creche: str
    start: date
    week: int
    ends: str  # a day for each child, parted by a space
    agreement_id: str | None = Field(default=None, foreign_key="agreement.id", index=True)
    need: bool
    state: str
    sent_at: datetime = Field(sa_type=UtcDateTime)
    deadline: date
    extended: bool
    contract_by: date | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Stay(Row, table=True):
    __table_args__ = (Index("ix_stay_creche_start", "creche", "start"),)

    id: str = Field(primary_key=True, max_length=32)
    creche: str
    week: int
    start: date
    end: date | None = None
    agreement_id: str | None = Field(default=None, foreign_key="agreement.id", index=True)
    request_id: str | None = Field(default=None, foreign_key="request.id", ondelete="SET NULL", index=True)
    child: int | None = None
    need: bool


class Closure(Row, table=True):
    """Days on which a crèche is closed, as its staff entered them."""

    id: str = Field(primary_key=True, max_length=32)
    creche: str
    first: date
    last: date


class Published(Row, table=True):
    """The codes of the priorities that a crèche's contract publishes, parted by a space."""

    creche: str = Field(primary_key=True)
    codes: str


class Usable(Row, table=True):
    """How many of its authorised places a crèche may fill, where its staff said so."""

    creche: str = Field(primary_key=True)
    places: int
