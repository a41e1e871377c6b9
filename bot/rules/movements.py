"""Why a rank moved since somebody last looked (section 3), told so that it points at nobody.

What is told of others is a count and a coarse word. A word covers everything alike that is none of a reader's
business: a withdrawal may have any reason, a pause may be wished or an unanswered question, an offer may be
here or elsewhere, a priority may be of any kind, just proven or just confirmed. Where few stood ahead, even
such a word could point at one of them: then it is only said that they left.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.calendar import Month, local_day
from bot.rules.policy import Policy
from bot.rules.requests import State
from bot.rules.waitlist import Standing


class Cause(StrEnum):
    """What takes a request off a crèche's list, or puts it there; each is counted both ways."""

    OFFER = "offer"
    WITHDRAWAL = "withdrawal"  # or wishes that no longer name this list
    PAUSE = "pause"
    PRIORITY = "priority"  # confirmed with a priority, or its proof seen later


class Why(StrEnum):
    """What a reader is told."""

    OFFER = "offer"
    WITHDRAWAL = "withdrawal"
    PAUSE = "pause"
    LEFT = "left"  # one of the three above
    PRIORITY = "priority"
    RETURNED = "returned"  # with an earlier confirmation, (again) on this list
    YOURS = "yours"  # the reader's own priority counts now, or no longer


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A request at one crèche, as far as its list goes."""

    state: State
    entry: Month
    priority: bool

    @property
    def ranked(self) -> bool:
        return self.state in {State.CONFIRMED, State.REFUSED}


_LEFT_TO = {State.OFFERED: Cause.OFFER, State.PAUSED: Cause.PAUSE}
_CAME_FROM = {
    State.OFFERED: Cause.OFFER,
    State.ACCEPTED: Cause.OFFER,
    State.PAUSED: Cause.PAUSE,
    State.WITHDRAWN: Cause.WITHDRAWAL,
}


def cause(before: Listed | None, after: Listed | None) -> Cause | None:
    """Why a request that was `before` at a crèche (None: nowhere) is `after`; None if no list moved by it.

    A new request without a priority stands last: nobody's rank moved.
    """
    was, is_ = (one is not None and one.ranked for one in (before, after))
    if before and after and was and is_:
        if before.entry != after.entry:
            return Cause.WITHDRAWAL
        return Cause.PRIORITY if before.priority != after.priority else None
    if was:
        return _LEFT_TO.get(after.state, Cause.WITHDRAWAL) if after else Cause.WITHDRAWAL
    if after and is_:
        fresh = Cause.PRIORITY if after.priority else None
        return _CAME_FROM.get(before.state, fresh) if before else fresh
    return None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A rank as somebody saw it. `moved`: how many each cause had put ahead by then, net, ever since."""

    creche: str
    entry: Month
    priority: bool
    rank: int
    moved: tuple[tuple[Cause, int], ...]


@dataclass(frozen=True, kw_only=True)
class Look:
    at: datetime
    seen: tuple[Seen, ...]


@dataclass(frozen=True, kw_only=True)
class LastLooks:
    """Somebody's latest look at a request, and the one to compare it with."""

    latest: Look
    before: Look | None = None


@dataclass(frozen=True, kw_only=True)
class Movement:
    """How many places a rank moved, forward if positive, and by what: the counts add up to it."""

    creche: str
    places: int
    reasons: tuple[tuple[Why, int], ...]


@dataclass(frozen=True, kw_only=True)
class News:
    """What moved between two looks; nothing if every rank is the same."""

    since: datetime
    at: datetime
    movements: tuple[Movement, ...]


def seen(standing: Standing, *, priority: bool, moved: Mapping[Cause, int]) -> Seen:
    """What to remember of a standing."""
    return Seen(
        creche=standing.creche,
        entry=standing.entry,
        priority=priority,
        rank=standing.rank,
        moved=tuple((one, moved[one]) for one in Cause if moved.get(one)),
    )


def look(known: LastLooks | None, now_seen: Iterable[Seen], *, at: datetime) -> LastLooks:
    """Somebody looks. Looking again at the same on the same day does not forget what was new in it."""
    latest = Look(at=at, seen=tuple(now_seen))
    if known is None:
        return LastLooks(latest=latest)
    if known.latest.seen == latest.seen and local_day(known.latest.at) == local_day(at):
        return known
    return LastLooks(latest=latest, before=known.latest)


def news(looks: LastLooks, policy: Policy) -> News | None:
    """What moved between the two looks; None at the first. A list that is new to the reader moved nothing."""
    if looks.before is None:
        return None
    before = {(one.creche, one.entry): one for one in looks.before.seen}
    pairs = ((before.get((one.creche, one.entry)), one) for one in looks.latest.seen)
    movements = (_movement(then, now, policy) for then, now in pairs if then and then.rank != now.rank)
    return News(since=looks.before.at, at=looks.latest.at, movements=tuple(movements))


def _movement(then: Seen, now: Seen, policy: Policy) -> Movement:
    places = then.rank - now.rank
    if then.priority != now.priority:
        return Movement(creche=now.creche, places=places, reasons=((Why.YOURS, abs(places)),))
    net = Counter(dict(now.moved))
    net.subtract(dict(then.moved))
    told = _told(net, places, crowd=then.rank - 1, policy=policy)
    return Movement(
        creche=now.creche, places=places, reasons=tuple((one, told[one]) for one in Why if told[one])
    )


def _told(net: Counter[Cause], places: int, *, crowd: int, policy: Policy) -> Counter[Why]:
    """The net counts in words; what the counts do not explain came or left like the others."""
    told: Counter[Why] = Counter()
    apart = crowd >= policy.people_band
    for one in Cause:
        if net[one] > 0:
            told[Why.PRIORITY if one is Cause.PRIORITY else Why.RETURNED] += net[one]
        elif apart and one is not Cause.PRIORITY:
            told[Why(one.value)] -= net[one]
        else:
            told[Why.LEFT] -= net[one]
    rest = -places - net.total()
    told[Why.RETURNED if rest > 0 else Why.LEFT] += abs(rest)
    return told
