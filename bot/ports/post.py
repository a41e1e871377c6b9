"""What comes in, what goes out, and the pictures that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.ports.memory import Store
    from bot.rules.announcements import Told
    from bot.rules.capacity import MonthRoom
    from bot.rules.notices import Notice
    from bot.rules.occupancy import Occupancy
    from bot.rules.people import Person
    from bot.rules.sponsors import CrecheSponsors

#: Of each part of a notice that was delivered, in order, the numbers of its messages (an album has several).
Parts = tuple[tuple[int, ...], ...]
#: The reasons that mean "Telegram asked for silence": from everybody, or in this chat.
TOO_MANY = "429"
TOO_MANY_HERE = "429 for this chat"


@dataclass(frozen=True, kw_only=True)
class Received:
    """One raw update as it came in. `chat_id` None: nobody's (or undecodable)."""

    update_id: int
    chat_id: int | None
    body: bytes


class Undecodable(Exception):  # noqa: N818 – not an error of ours: the update is of no known shape
    """An update that cannot be read: it is set aside, the rest go on."""


class AlreadyHandled(Exception):  # noqa: N818 – not an error: somebody else was first
    """The update was handled before; nothing was changed this time."""


class Inbox(Protocol):
    """Raw updates, kept before anybody reads them."""

    async def put(self, updates: Sequence[Received], *, at: datetime) -> tuple[Received, ...]:
        """Commit them; the ones that were not there yet."""
        ...

    async def waiting(self) -> tuple[Received, ...]:
        """Everything not handled yet, in order of arrival."""
        ...

    def turn(self, update_id: int) -> Store:
        """A store whose first `do` marks this update as handled in the same transaction."""
        ...

    async def finish(self, update_id: int) -> None:
        """Handled and answered (marks it handled too, where the handler had nothing to write)."""
        ...

    async def set_aside(self, update_id: int, *, why: str, at: datetime) -> None: ...
    async def unanswered(self) -> tuple[Received, ...]:
        """Handled by a life of the program that ended before the answer left."""
        ...

    async def purge(self, *, before: datetime) -> int: ...


class SharedInbox(Inbox, Protocol):
    """The same for several bots: `put`, `waiting` and `unanswered` give each what is its own, once.

    All that is in hand of one chat is one bot's, so that it stays in order.
    """

    async def stay(self, *, at: datetime, seconds: float) -> int:
        """Be counted as alive for so long; take over what the dead left; how many updates."""
        ...

    async def leave(self, *, at: datetime) -> None:
        """Handle nothing more: the others may have at once what is left."""
        ...


class Fate(StrEnum):
    """How a delivery ended."""

    SENT = "sent"
    LATER = "later"
    UNKNOWN = "unknown"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A notice that a courier has taken to deliver; `attempt` counts from 1. Its person is nameless here."""

    id: int
    notice: Notice
    person: Person
    attempt: int
    silently: bool = False
    parts: Parts = ()  # what of it has been delivered before


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a claimed notice. `again_at` for LATER.

    `why` TOO_MANY pauses everything until then, TOO_MANY_HERE everything for that reader.
    """

    id: int
    fate: Fate
    parts: Parts = ()  # what of it has been delivered, earlier parts included
    why: str = ""
    again_at: datetime | None = None
    unreachable: bool = False  # Telegram says this person cannot be written to
    moved_to: int | None = None  # the group's new id


class Outbox(Protocol):
    """Queued notices for the courier: claim (committed), send, record."""

    async def lead(self, owner: str, *, at: datetime, seconds: float) -> bool:
        """Become or stay the one courier. Taking over settles what a dead one had claimed as unknown."""
        ...

    async def claim(self, owner: str, *, at: datetime, most: int) -> tuple[Claimed, ...]:
        """Take due notices, best lane first, in order within a chat, never two of one chat at once."""
        ...

    async def record(self, outcomes: Sequence[Outcome], *, at: datetime) -> None: ...
    async def next_due(self) -> datetime | None: ...
    async def led_until(self) -> datetime | None:
        """Until when a courier leads, or led."""
        ...

    async def states(self) -> dict[str, int]:
        """How many notices there are in each state."""
        ...

    async def busy(self, chat_id: int, *, at: datetime) -> bool:
        """Whether a notice for this chat is due or on its way."""
        ...


class Reports(Protocol):
    """A summary as picture, page and spreadsheet; a crèche's months; a slip of paper."""

    def slip(self, *, link: str, reference: str, until: date, language: str) -> bytes:
        """PDF, one A6 page: a QR code that attaches a telephone."""
        ...

    def board(self, creches: Sequence[CrecheSponsors], today: date, language: str) -> bytes:
        """XLSX: who sponsors what, a row for each agreement."""
        ...

    def readers(self, told: Sequence[Told], today: date, language: str) -> bytes:
        """XLSX: what became of an announcement, a row for each reader."""
        ...

    def codes(self, links: Sequence[tuple[str, str]], *, firm: str, until: date, language: str) -> bytes:
        """PDF, slips to cut apart: each an employer's code and its link."""
        ...

    def picture(self, summary: Occupancy, language: str) -> bytes:
        """PNG, about 1080 × 1350 pixels."""
        ...

    def page(self, summary: Occupancy, language: str) -> bytes:
        """PDF, one A4 page."""
        ...

    def statement(self, months: Sequence[Occupancy], language: str) -> bytes:
        """PDF, one A4 page: the months of a year."""
        ...

    def spreadsheet(self, months: Sequence[Occupancy], language: str) -> bytes:
        """XLSX: a row for each agreement and month."""
        ...

    def capacity(self, creche: str, months: Sequence[MonthRoom], language: str) -> bytes:
        """PNG, 1080 × 1440 pixels: a crèche's months, their half-days and age groups."""
        ...
