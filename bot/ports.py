"""What the bot asks of the outside: memory (Records), post (Outbox, Inbox), pictures (Reports).

Everything inside a transaction is plain, synchronous code: an action is a function whose first argument is
`Records`; a `Store` runs it, whole or not at all, and a storage thread does the waiting.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.rules.announcements import Announcement, Progress, Reader, Reason
from bot.rules.calendar import Month, Period
from bot.rules.calls import Untold
from bot.rules.capacity import MonthRoom
from bot.rules.closures import Closure
from bot.rules.estimate import History
from bot.rules.lists import Cut, Line, Wanted
from bot.rules.movements import Cause, LastLooks
from bot.rules.notices import Notice
from bot.rules.occupancy import Colleague, Occupancy
from bot.rules.offers import Offer
from bot.rules.people import Mandate, Person, Role
from bot.rules.places import Agreement, OfferedPlace, Sponsor, Stay
from bot.rules.requests import Request
from bot.rules.rounds import MonthRound
from bot.rules.signup import Draft
from bot.rules.waitlist import Crowd, Entry

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A single-use right to a mandate. Its token (128 bits) is the invited's alone; a digest is kept."""

    id: str
    mandate: Mandate
    expires_at: datetime
    invited_by: str | None = None  # the operator, at the command line
    used_by: str | None = None


class People(Protocol):
    """Persons, their families and mandates. Names, phones and chats are sealed at rest."""

    def by_chat(self, chat_id: int) -> Person | None: ...
    def get(self, person_id: str) -> Person:
        """The person; refused NotFound."""
        ...

    def add(self, person: Person) -> None: ...
    def save(self, person: Person) -> None:
        """Everything but the mandates."""
        ...

    def remove(self, person_id: str) -> None:
        """Forget somebody who has neither a family nor a role, and their unfinished form."""
        ...

    def add_family(self, family_id: str) -> None: ...
    def guardians(self, family_id: str) -> tuple[Person, ...]: ...
    def grant(self, person_id: str, mandate: Mandate, *, at: datetime) -> None: ...
    def revoke(self, person_id: str, mandate: Mandate) -> bool:
        """Take a mandate away; False if they did not hold it."""
        ...

    def holders(self, role: Role, of: str = "") -> tuple[Person, ...]:
        """Who holds that role today (for that sponsor or crèche, if given)."""
        ...

    def readers(self) -> tuple[Reader, ...]:
        """Everybody an announcement might reach, with the crèches of their live requests."""
        ...


class Invitations(Protocol):
    def add(self, invitation: Invitation, token: str) -> None: ...
    def redeem(self, token: str, *, by: str, at: datetime) -> Invitation | None:
        """Use it up: exactly one caller ever gets it; None if unknown, used or expired."""
        ...

    def get(self, invitation_id: str) -> Invitation:
        """The invitation, used or not; refused NotFound."""
        ...

    def void(self, mandate: Mandate, *, at: datetime) -> int:
        """End every unused one that gives this mandate; how many."""
        ...


class Drafts(Protocol):
    """Unfinished forms, sealed; at most one open per person."""

    def of(self, person_id: str) -> Draft | None: ...
    def add(self, draft: Draft) -> None: ...
    def save(self, draft: Draft) -> None: ...
    def remove(self, draft_id: str) -> None: ...
    def idle_since(self, moment: datetime) -> tuple[Draft, ...]:
        """Not touched since that moment, oldest first."""
        ...


class Requests(Protocol):
    def get(self, request_id: str) -> Request:
        """The request, locked when the transaction writes; refused NotFound."""
        ...

    def by_reference(self, reference: str) -> Request: ...
    def of_family(self, family_id: str) -> tuple[Request, ...]:
        """Oldest first."""
        ...

    def add(self, request: Request) -> None: ...
    def save(self, request: Request) -> None: ...
    def entries(self, creche: str) -> tuple[Entry, ...]:
        """The ranked requests (confirmed, refused) of a crèche, in no particular order."""
        ...

    def crowd(self, request_id: str, creche: str) -> Crowd | None:
        """Who is ranked around a request at a crèche, as counts; None if it is not ranked there."""
        ...

    def listed(
        self,
        creche: str,
        wanted: Wanted,
        *,
        cuts: Mapping[bool, Cut],
        backward: bool = False,
        limit: int = 8,
    ) -> tuple[Line, ...]:
        """Up to `limit` of each kind and class that lie behind the cuts, or before them; not in order yet."""
        ...

    def count(self, creche: str, wanted: Wanted) -> int:
        """How many of a crèche's list are wanted."""
        ...

    def line(self, creche: str, reference: str) -> Line | None:
        """One request as that crèche's list has it."""
        ...

    def awaiting_meeting(self, creche: str | None, *, skip: int = 0, limit: int = 8) -> tuple[Request, ...]:
        """Registered requests without a meeting, oldest first."""
        ...

    def confirmable_on(self, day: date) -> tuple[Request, ...]:
        """Registered requests whose meeting is recorded."""
        ...

    def to_decide(self, before: datetime) -> tuple[Request, ...]:
        """The ranked requests (confirmed, refused) that were confirmed before that moment."""
        ...

    def expected_by(self, day: date) -> tuple[Request, ...]:
        """Live ones that are not paused, with a child that is expected by that day and not born."""
        ...

    def silent_since(self, moment: datetime) -> tuple[Request, ...]:
        """Those that wait and whose family gave no sign of life since, longest first."""
        ...

    def colleagues(self, sponsor_id: str) -> tuple[Colleague, ...]: ...


class Standings(Protocol):
    """What a standing is made of beside its rank, and where each guardian last saw it."""

    def around(self, own: Entry, creche: str) -> Crowd:
        """Who is ranked around a request at a crèche whatever entry month they wish, to the minute."""
        ...

    def decided(self) -> History:
        """How the cooperative's decided requests ended."""
        ...

    def among(self, own: Entry, creche: str) -> Crowd:
        """Who is ranked around such a request on a crèche's list of its entry month, were it there or not."""
        ...

    def moved(self, own: Entry, creche: str) -> Mapping[Cause, Crowd]:
        """Whom each cause has put around a request since the first day, less those it took away."""
        ...

    def last_looks(self, person_id: str, request_id: str) -> LastLooks | None: ...
    def keep_looks(self, person_id: str, request_id: str, looks: LastLooks) -> None: ...


class Places(Protocol):
    def stays(self, creche: str, period: Period) -> tuple[Stay, ...]: ...
    def stays_of(self, request_id: str) -> tuple[Stay, ...]:
        """Those that came of a request, in the order of its children."""
        ...

    def add_stay(self, stay: Stay) -> None: ...
    def save_stay(self, stay: Stay) -> None: ...
    def hold(self, creche: str, *, at: datetime) -> None:
        """Until this transaction ends, nobody else gives a place there: hold, then look."""
        ...

    def closures(self) -> tuple[Closure, ...]:
        """The days closed by hand, of every crèche, in order."""
        ...

    def add_closure(self, closure: Closure) -> None: ...
    def remove_closure(self, closure_id: str) -> None: ...
    def usable(self) -> tuple[tuple[str, int], ...]:
        """How many places may be filled, at the crèches whose staff said so."""
        ...

    def keep_usable(self, creche: str, places: int) -> None: ...


class Offers(Protocol):
    """Places proposed to families. One stands until it is declined, lapsed, withdrawn, failed or signed."""

    def get(self, offer_id: str) -> Offer:
        """The offer as it was when its request was locked, or later; refused NotFound."""
        ...

    def add(self, offer: Offer) -> None: ...
    def save(self, offer: Offer) -> None: ...
    def standing(self, request_id: str) -> Offer | None:
        """The one that is live, or accepted and not signed."""
        ...

    def of_request(self, request_id: str) -> tuple[Offer, ...]:
        """All there ever were, oldest first."""
        ...

    def ended_since(self, moment: datetime) -> tuple[Offer, ...]:
        """Those that ended from that moment on without a contract, the first first."""
        ...

    def standing_at(
        self, creche: str | None, *, skip: int = 0, limit: int | None = None
    ) -> tuple[Offer, ...]:
        """Those that keep places at a crèche (or anywhere), the soonest deadline first."""
        ...


class Rounds(Protocol):
    """The months' decisions, sealed: one a month, the last one prepared."""

    def of(self, month: Month) -> MonthRound | None: ...
    def latest(self) -> MonthRound | None:
        """The last one that was approved."""
        ...

    def keep(self, kept: MonthRound) -> None: ...


class Sponsors(Protocol):
    def all(self) -> tuple[Sponsor, ...]: ...
    def get(self, sponsor_id: str) -> Sponsor: ...
    def add(self, sponsor: Sponsor) -> None: ...
    def agreements(self, sponsor_id: str) -> tuple[Agreement, ...]: ...
    def add_agreement(self, agreement: Agreement) -> None: ...
    def stays_under(self, sponsor_id: str) -> tuple[Stay, ...]: ...
    def offers_under(self, sponsor_id: str) -> tuple[OfferedPlace, ...]: ...
    def add_code(self, sponsor_id: str, code: str, *, expires_at: datetime) -> None:
        """A single-use code for a colleague; only its digest is kept."""
        ...

    def code_sponsor(self, code: str, *, at: datetime) -> str | None:
        """Whose code it is, if it may still be used."""
        ...

    def use_code(self, code: str, *, request_id: str, at: datetime) -> str | None:
        """Use it up for a request: the sponsor's id, or None if it could not be."""
        ...

    def codes_used(self, sponsor_id: str) -> tuple[datetime, ...]: ...
    def keep_summary(self, summary: Occupancy, *, at: datetime) -> bool:
        """Keep a firm's month once; False if that month was kept before (the first stays)."""
        ...

    def summary(self, sponsor_id: str, month: Month) -> Occupancy | None: ...


class Announcements(Protocol):
    def add(self, announcement: Announcement) -> None: ...
    def get(self, announcement_id: str) -> Announcement: ...
    def save(self, announcement: Announcement) -> None: ...
    def draft_of(self, author_id: str) -> Announcement | None: ...
    def sending(self) -> tuple[Announcement, ...]: ...
    def keep_left_out(self, announcement_id: str, left_out: Sequence[tuple[str, Reason]]) -> None: ...
    def progress(self, announcement_id: str) -> Progress: ...
    def unreached(self, announcement_id: str) -> tuple[tuple[Person, str], ...]:
        """Who did not get it, with the reason: left out, failed, unknown."""
        ...


class Notices(Protocol):
    def queue(self, notice: Notice, *, at: datetime, due: datetime | None = None) -> bool:
        """Queue once per key; False if the same was queued before."""
        ...

    def queue_all(self, notices: Iterable[Notice], *, at: datetime) -> int: ...
    def cancel(self, request_id: str, *, kinds: Iterable[type[Notice]] = (), to: str = "") -> int:
        """Forget what waits to be told about a request: of these kinds, to that person, or all of it."""
        ...


class Calls(Protocol):
    """Notices to guardians whom no message reaches: no chat, or the bot is blocked. A person phones them.

    `creches` None stands for all; else what concerns a request, or a family, that names one of them.
    """

    def count(self, creches: Collection[str] | None) -> int:
        """How many guardians there are to phone."""
        ...

    def waiting(self, creches: Collection[str] | None, *, to: str = "") -> tuple[Untold, ...]:
        """What is to be told, to that guardian or to all; in no particular order."""
        ...

    def told(self, ids: Iterable[int]) -> int:
        """Take these off the list; how many still stood there."""
        ...

    def missed(self, ids: Iterable[int]) -> int:
        """Nobody answered: these stay, and it is counted."""
        ...

    def send_after_all(self, person_id: str, *, at: datetime) -> int:
        """Messages reach this guardian again: what was not told leaves as one."""
        ...


class Ledger(Protocol):
    def mark(self, kind: str, subject: str, period: str, *, at: datetime) -> bool:
        """Write down that this was done; False if it stood there already."""
        ...

    def has(self, kind: str, subject: str, period: str) -> bool: ...
    def when(self, kind: str, subject: str, period: str) -> datetime | None:
        """When it was done, if it was."""
        ...


class Trace(Protocol):
    """What staff did: who, what, to which subject, why. Append-only, hash-chained."""

    def note(self, *, who: str, what: str, subject: str, why: str = "", at: datetime) -> None: ...
    def of(self, subject: str) -> tuple[dict[str, Any], ...]: ...
    def broken(self) -> tuple[int, ...]:
        """The numbers of the lines that do not follow from the line before: somebody touched the trace."""
        ...


class Records(Protocol):
    """The bot's memory inside one transaction."""

    people: People
    invitations: Invitations
    drafts: Drafts
    requests: Requests
    standings: Standings
    places: Places
    offers: Offers
    rounds: Rounds
    sponsors: Sponsors
    announcements: Announcements
    notices: Notices
    calls: Calls
    ledger: Ledger
    trace: Trace

    def new_id(self) -> str:
        """32 hexadecimal digits of chance."""
        ...

    def new_token(self) -> str:
        """22 characters of chance (128 bits), fit for a link."""
        ...

    def new_reference(self) -> str:
        """A request's reference, not in use: ten characters, the last a check (rules.references)."""
        ...


class Store(Protocol):
    """Runs actions, each in one transaction."""

    async def do(self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run and commit; anything raised rolls everything back and is raised here."""
        ...

    async def look(
        self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run on a snapshot; nothing can be written."""
        ...


@dataclass(frozen=True, kw_only=True)
class Received:
    """One raw update as it came in. `chat_id` None: nobody's (or undecodable)."""

    update_id: int
    chat_id: int | None
    body: bytes


class Undecodable(Exception):  # noqa: N818 – not an error of ours: the update is of no known shape
    """An update that cannot be read: it is set aside, the rest go on."""


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


class Fate(StrEnum):
    """How a delivery ended."""

    SENT = "sent"
    LATER = "later"
    UNKNOWN = "unknown"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A notice that a courier has taken to deliver; `attempt` counts from 1."""

    id: int
    notice: Notice
    person: Person
    attempt: int
    silently: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a claimed notice. `again_at` for LATER; `why` "429" pauses everything until then."""

    id: int
    fate: Fate
    message_id: int | None = None
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
    async def busy(self, chat_id: int, *, at: datetime) -> bool:
        """Whether a notice for this chat is due or on its way."""
        ...


class Reports(Protocol):
    """A summary as picture and page; a crèche's months; a slip of paper."""

    def slip(self, *, link: str, reference: str, until: date, language: str) -> bytes:
        """PDF, one A6 page: a QR code that attaches a telephone."""
        ...

    def picture(self, summary: Occupancy, language: str) -> bytes:
        """PNG, about 1080 × 1350 pixels."""
        ...

    def page(self, summary: Occupancy, language: str) -> bytes:
        """PDF, one A4 page."""
        ...

    def capacity(self, creche: str, months: Sequence[MonthRoom], language: str) -> bytes:
        """PNG, 1080 × 1440 pixels: a crèche's months, their half-days and age groups."""
        ...
