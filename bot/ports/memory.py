"""The bot's memory inside one transaction, and what runs it."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from bot.ports.families import Drafts, Guesses, Invitations, People, Requests, Standings
from bot.ports.places import Offers, Places, Rounds, Sponsors
from bot.ports.telling import Announcements, Calls, Notices
from bot.rules.people import Person

if TYPE_CHECKING:
    from bot.rules.pleas import Plea
    from bot.rules.samples import Line

P = ParamSpec("P")
T = TypeVar("T")


class Ledger(Protocol):
    def mark(self, kind: str, subject: str, period: str, *, at: datetime) -> bool:
        """Write down that this was done; False if it stood there already."""
        ...

    def has(self, kind: str, subject: str, period: str) -> bool: ...
    def when(self, kind: str, subject: str, period: str) -> datetime | None:
        """When it was done, if it was."""
        ...

    def subjects(self, kind: str, period: str) -> frozenset[str]:
        """For whom it was done, of that period."""
        ...

    def renew(self, kind: str, subject: str, period: str, *, at: datetime) -> None:
        """Write down that it was done then, whether it had been before or not."""
        ...

    def strike(self, kind: str, subject: str, period: str) -> bool:
        """As if it had never been done; False if it was not."""
        ...


class Trace(Protocol):
    """What staff did: who, what, to which subject, why. Append-only, hash-chained."""

    def note(self, *, who: str, what: str, subject: str, why: str = "", at: datetime) -> None: ...
    def of(self, subject: str) -> tuple[dict[str, Any], ...]: ...
    def between(self, since: datetime, until: datetime, what: Collection[str]) -> tuple["Line", ...]:
        """Lines of these kinds from that moment on and before that other, oldest first."""
        ...

    def broken(self) -> tuple[int, ...]:
        """The numbers of the lines that do not follow from the line before: somebody touched the trace."""
        ...


class Erasures(Protocol):
    """Whom to forget, and whom we forgot."""

    def forget(self, person: Person, *, at: datetime) -> None:
        """Somebody altogether, with what they wrote and were told, as they asked."""
        ...

    def remove(self, person: Person) -> None:
        """The same, of whom nobody has to know that they were here."""
        ...

    def forget_chat(self, person: Person, *, at: datetime) -> None:
        """Their conversation, and by what they are reached; name and phone stay."""
        ...

    def destroy_key(self, request_id: str) -> None:
        """A child's file that is nobody's any more: what was in it opens nowhere, in no copy either."""
        ...

    def bare_lost(self) -> tuple[str, ...]:
        """After a restore: the requests whose key is destroyed while a child's day was sealed with it.

        Nobody can read it any more: it becomes the first of the month of entry.
        """
        ...

    def all(self) -> tuple[tuple[str, datetime], ...]:
        """The ids of who was forgotten, and when; oldest first."""
        ...


class Retention(Protocol):
    """What may have been kept long enough (the rule decides), and taking it out."""

    def at_school(self, day: date) -> tuple[str, ...]:
        """The ids of requests without a place, with a child that goes to school by that day."""
        ...

    def registered_by(self, day: date) -> tuple[str, ...]:
        """Those of requests without a place that were registered by that day."""
        ...

    def left_by(self, day: date) -> tuple[str, ...]:
        """Those of requests with a place, of which a contract had ended by that day."""
        ...

    def visitors(self, moment: datetime) -> tuple[str, ...]:
        """The ids of who read the notice before that moment and has no request, form or role."""
        ...

    def remove(self, request_id: str) -> None:
        """A request with all that hangs on it; contracts stay, of nobody."""
        ...

    def remove_family(self, family_id: str) -> bool:
        """A family of which nothing is left; False if somebody or something is."""
        ...


class Pleas(Protocol):
    """What people ask about their data, and the answers; sealed."""

    def add(self, plea: "Plea") -> None: ...
    def save(self, plea: "Plea") -> None:
        """Its answer."""
        ...

    def get(self, plea_id: str) -> "Plea":
        """Locked when the transaction writes; refused NotFound."""
        ...

    def waiting(self) -> tuple["Plea", ...]:
        """Those without an answer, oldest first."""
        ...

    def of(self, person_id: str) -> tuple["Plea", ...]:
        """Those of one person, oldest first."""
        ...

    def answered_before(self, moment: datetime) -> int:
        """How many were."""
        ...

    def forget_answered_before(self, moment: datetime) -> int:
        """How many."""
        ...


class Records(Protocol):
    """The bot's memory inside one transaction."""

    @property
    def people(self) -> People: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def guesses(self) -> Guesses: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def places(self) -> Places: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def rounds(self) -> Rounds: ...
    @property
    def sponsors(self) -> Sponsors: ...
    @property
    def announcements(self) -> Announcements: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def trace(self) -> Trace: ...
    @property
    def erasures(self) -> Erasures: ...
    @property
    def pleas(self) -> Pleas: ...
    @property
    def retention(self) -> Retention: ...

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

    def within(self, creches: Collection[str]) -> "Store":
        """The same for somebody who serves these crèches: what only reads is shown theirs (PostgreSQL)."""
        ...

    async def do(self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run and commit; anything raised rolls everything back and is raised here."""
        ...

    async def look(
        self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run on a snapshot; nothing can be written."""
        ...
