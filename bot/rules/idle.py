"""Rights that nobody uses: told beforehand, then taken back; an invitation gives them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from bot.rules.people import Mandate, Role
from bot.rules.policy import Policy

#: From the warning to the end.
WARNED_DAYS = 14
#: Whose rights end: firms' contacts are told their month without ever speaking.
STAFF = (Role.COORDINATOR, Role.DIRECTOR)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A right of a member of staff; `since`: the day on which they were last seen, or were given it."""

    person_id: str
    mandate: Mandate
    since: date


class Due(Enum):
    TELL = auto()
    END = auto()


def due(held: Held, *, told_on: date | None, today: date, policy: Policy) -> Due | None:
    """What is due of a right; `told_on`: the day on which its holder was warned since they were last seen."""
    if not policy.idle_days:
        return None
    if told_on is None:
        return Due.TELL if today >= ends_on(held, policy) - timedelta(days=WARNED_DAYS) else None
    over = today >= max(ends_on(held, policy), told_on + timedelta(days=WARNED_DAYS))
    return Due.END if over else None


def ends_on(held: Held, policy: Policy) -> date:
    """The day on which it ends, if nobody is seen till then."""
    return held.since + timedelta(days=policy.idle_days)


def last_one(held: Held, every: Iterable[Held]) -> bool:
    """Whether nobody else is a coordinator: somebody has to be able to invite."""
    if held.mandate.role is not Role.COORDINATOR:
        return False
    return not any(o.mandate.role is Role.COORDINATOR and o.person_id != held.person_id for o in every)
