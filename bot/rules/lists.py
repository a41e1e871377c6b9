"""A crèche's list as staff read it: which part of it, in which order, from where on (rules, section 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.rules.calendar import FULL_WEEK, Month, Week, at_local, local_day
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import State
from bot.rules.waitlist import Entry, order_key


class Part(StrEnum):
    """A list is read a part at a time; each request stands in exactly one. A button carries the letter."""

    RANKED = "r"
    UNMET = "u"
    MET = "m"
    OFFERED = "o"
    PAUSED = "p"
    ENROLLED = "e"
    GONE = "g"


#: The states of each part; of the registered, a meeting tells the two kinds apart.
STATES: Mapping[Part, tuple[State, ...]] = {
    Part.RANKED: (State.CONFIRMED, State.REFUSED),
    Part.UNMET: (State.REGISTERED,),
    Part.MET: (State.REGISTERED,),
    Part.OFFERED: (State.OFFERED, State.ACCEPTED),
    Part.PAUSED: (State.PAUSED,),
    Part.ENROLLED: (State.ENROLLED,),
    Part.GONE: (State.WITHDRAWN, State.CLOSED, State.LEFT),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which of a list: its part, entry months from and to, proven priority, any of these half-days."""

    part: Part = Part.RANKED
    first: Month | None = None
    last: Month | None = None
    priority: bool = False  # only those with a proven one
    week: Week = FULL_WEEK  # at least one of them is asked for

    @property
    def gapless(self) -> bool:
        """Nobody of an entry month is left out between two: the next one has the next rank."""
        return self == Wanted(first=self.first, last=self.last)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A request on a crèche's list. `since`: its confirmation, or its registration while there is none."""

    request_id: str
    reference: str
    state: State
    entry: Month
    priority: bool
    since: datetime
    week: Week


#: A place between two requests of one class: everything up to that moment and reference lies before it.
Cut = tuple[datetime, str]
BEGINNING: Cut = (datetime(1, 1, 2, tzinfo=UTC), "")
END: Cut = (datetime(9999, 12, 30, tzinfo=UTC), "")


def entry_of(line: Line) -> Entry:
    """A ranked line as what ranks go by."""
    return Entry(reference=line.reference, confirmed_at=line.since, priority=line.priority, entry=line.entry)


def in_order(lines: Iterable[Line], part: Part, policy: Policy) -> list[Line]:
    """The ranked by the law's order, everybody else by how long they wait."""
    if part is Part.RANKED:
        return sorted(lines, key=lambda line: order_key(entry_of(line), policy))
    return sorted(lines, key=lambda line: (line.since, line.reference))


def cuts(line: Line, part: Part, policy: Policy) -> dict[bool, Cut]:
    """Where a request parts those with a proven priority (True) and those without, in that order.

    Within a class time alone decides, so each class has one place before which everybody stands ahead.
    """
    own = (line.since, line.reference)
    if part is not Part.RANKED:
        return {True: own, False: own}
    if policy.priority_order is PriorityOrder.PRIORITY_FIRST:
        other = BEGINNING if line.priority else END
    else:
        month = Month.of(local_day(line.since))
        other = (at_local((month if line.priority else month.plus(1)).first, 0), "")
    return {line.priority: own, not line.priority: other}
