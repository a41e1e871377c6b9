"""Families: who they are, how they come in, what they ask for, where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.rules.announcements import Reader
    from bot.rules.births import Expected
    from bot.rules.colleagues import Colleague
    from bot.rules.estimate import History
    from bot.rules.guesses import Word, Wrong
    from bot.rules.idle import Held
    from bot.rules.lists import Cut, Line, Wanted
    from bot.rules.movements import Cause, LastLooks
    from bot.rules.people import Mandate, Person, Role
    from bot.rules.requests import Request
    from bot.rules.rounds import Asking
    from bot.rules.signup import Draft
    from bot.rules.waitlist import Crowd, Entry


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
    def by_phone(self, phone: str) -> tuple[Person, ...]:
        """Everybody who gave that number, or address, written the same way."""
        ...

    def get(self, person_id: str) -> Person:
        """The person; refused NotFound."""
        ...

    def exists(self, person_id: str) -> bool: ...
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

    def note_seen(self) -> None:
        """Staff who have written or tapped lately were seen then."""
        ...

    def staff(self) -> tuple[Held, ...]:
        """Every right of coordinators and directors, and when its holder was last seen; in a stable order."""
        ...

    def holders(self, role: Role, of: str = "") -> tuple[Person, ...]:
        """Who holds that role today (for that sponsor or crèche, if given)."""
        ...

    def mute(self, person_id: str, creche: str, *, muted: bool) -> None:
        """Refuse a crèche's practical messages, or take them again."""
        ...

    def muted(self, person_id: str) -> frozenset[str]:
        """The crèches whose practical messages this person refuses."""
        ...

    def readers(self, *, requests: bool = False) -> tuple[Reader, ...]:
        """Everybody an announcement might reach, with their crèches and, if asked for, live requests."""
        ...


class Invitations(Protocol):
    def add(self, invitation: Invitation, token: str) -> None: ...
    def redeem(self, token: str, *, by: str, at: datetime) -> Invitation | None:
        """Use it up: exactly one caller ever gets it; None if unknown, used or expired."""
        ...

    def knows(self, token: str) -> bool:
        """Whether there is or was such a one."""
        ...

    def used(self, token: str) -> Invitation | None:
        """The one of that token, if it is used up."""
        ...

    def get(self, invitation_id: str) -> Invitation:
        """The invitation, used or not; refused NotFound."""
        ...

    def void(self, mandate: Mandate, *, at: datetime) -> int:
        """End every unused one that gives this mandate; how many."""
        ...


class Guesses(Protocol):
    """How often somebody tried a link or a code that does not exist; never which."""

    def wrong(self, person_id: str, word: Word) -> Wrong | None: ...
    def keep(self, person_id: str, word: Word, wrong: Wrong) -> None: ...
    def forget_before(self, moment: datetime) -> int:
        """Those whose last was by that moment; how many."""
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

    def some(self, request_ids: Sequence[str]) -> tuple[Request, ...]:
        """Those of them that are there, once each, in that order; locked likewise."""
        ...

    def by_reference(self, reference: str) -> Request: ...
    def of_family(self, family_id: str) -> tuple[Request, ...]:
        """Oldest first."""
        ...

    def add(self, request: Request) -> None: ...
    def save(self, request: Request) -> None: ...
    def taken(self, reference: str) -> bool:
        """Whether a request has that reference."""
        ...

    def entries(self, creche: str) -> tuple[Entry, ...]:
        """The ranked requests (confirmed, refused) of a crèche, in no particular order."""
        ...

    def asking(self, creche: str) -> Mapping[str, Asking]:
        """The ranked requests of a crèche, by id, as its list knows them."""
        ...

    def publish(self, creche: str, codes: AbstractSet[str]) -> bool:
        """From now on these priorities, and no others, count on a crèche's list; False if they did."""
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

    def count(self, creche: str, wanted: Wanted, *, most: int = ...) -> int:
        """How many of a crèche's list are wanted; those that have to be read for it, up to `most`."""
        ...

    def line(self, creche: str, reference: str) -> Line | None:
        """One request as that crèche's list has it."""
        ...

    def awaiting_meeting(
        self, creche: str | None, *, cut: Cut = ..., backward: bool = False, limit: int = 8
    ) -> tuple[Request, ...]:
        """Registered requests without a meeting, oldest first: the nearest behind a cut, or before it."""
        ...

    def confirmable_on(self, day: date, *, due_by: date) -> tuple[Request, ...]:
        """Registered requests whose meeting is recorded, with a child expected until then."""
        ...

    def to_decide(self, before: datetime) -> tuple[Request, ...]:
        """The ranked requests confirmed before that moment."""
        ...

    def expected_by(self, day: date) -> tuple[Expected, ...]:
        """Live ones that are not paused, with a child that is expected by that day and not born; by id."""
        ...

    def silent_since(self, moment: datetime) -> tuple[tuple[str, datetime], ...]:
        """Those that wait and whose family gave no sign of life since, and when it did; longest first."""
        ...

    def colleagues(self, sponsor_id: str) -> tuple[Colleague, ...]: ...


class Standings(Protocol):
    """What a standing is made of beside its rank, and where each guardian last saw it."""

    def own(self, request_id: str) -> Mapping[str, Entry]:
        """A request as its crèches' lists have it, in the family's order of wish; none unless ranked."""
        ...

    def crowds(self, own: Entry, creche: str) -> tuple[Crowd, Crowd]:
        """Who is ranked around such a request on a crèche's list of its entry month, were it there or not.

        And who is, whatever entry month they wish: of those, to the minute.
        """
        ...

    def decided(self) -> History:
        """How the cooperative's decided requests ended."""
        ...

    def moved(self, own: Entry, creche: str) -> Mapping[Cause, Crowd]:
        """Whom each cause has put around a request since the first day, less those it took away."""
        ...

    def last_looks(self, person_id: str, request_id: str) -> LastLooks | None: ...
    def keep_looks(self, person_id: str, request_id: str, looks: LastLooks) -> None: ...
