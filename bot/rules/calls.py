"""Whom to phone: guardians and firms' contacts whom no message reaches, and what there is to tell them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.rules.calendar import local_day
from bot.rules.notices import AnnouncementByPhone, Notice, OfferReminder, OfferSent, PlaceVacant
from bot.rules.people import Person
from bot.rules.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Untold:
    """A notice that waits to be told on the phone, since it was due. `missed`: nobody answered so often."""

    id: int
    person: Person
    notice: Notice
    since: datetime
    missed: int = 0


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call tells a guardian everything that waits, in the order it came; by that day."""

    person: Person
    untold: tuple[Untold, ...]
    by: date

    @property
    def since(self) -> datetime:
        return min(one.since for one in self.untold)

    @property
    def missed(self) -> int:
        return max(one.missed for one in self.untold)


def calls(untold: Iterable[Untold], policy: Policy) -> tuple[Call, ...]:
    """One for each guardian, the most urgent first."""
    by_person = sorted(untold, key=lambda one: (one.person.id, one.id))
    gathered = [tuple(some) for _, some in groupby(by_person, key=lambda one: one.person.id)]
    found = [
        Call(person=some[0].person, untold=some, by=min(tell_by(one, policy) for one in some))
        for some in gathered
    ]
    return tuple(sorted(found, key=cut_of))


#: Where a list of calls is cut: behind that day and moment, as whole numbers, and whom to phone.
Cut = tuple[int, int, str]
BEGINNING: Cut = (0, 0, "")


def cut_of(call: Call) -> Cut:
    """The most urgent first."""
    return (call.by.toordinal(), int(call.since.timestamp()), call.person.id)


def tell_by(untold: Untold, policy: Policy) -> date:
    """A working day soon after it was due, and within the deadline that it tells."""
    soon = policy.next_working_day(local_day(untold.since) + timedelta(days=policy.call_days))
    match untold.notice:
        case OfferSent() | OfferReminder():
            return min(soon, untold.notice.deadline)
        case PlaceVacant():
            return min(soon, untold.notice.by)
        case AnnouncementByPhone() if untold.notice.urgent:
            return local_day(untold.since)
    return soon
