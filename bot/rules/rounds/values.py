"""What a round is given, and what it answers: values only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.rules.calendar import Month, Week
from bot.rules.places import Agreement, Held, Stay
from bot.rules.policy import Policy
from bot.rules.requests import Request, Wishes
from bot.rules.waitlist import FullSlot


@dataclass(frozen=True, kw_only=True)
class RoundInput:
    """Everything that a month's decision is made from.

    `taken`: the stays signed and the places held by offers under way, one for each child. `skipped`: requests
    that keep their rank and are not decided now, because a child of theirs has a live offer. `held`: what is
    kept for the firms' own colleagues; of several at a crèche that has too few left, the agreement that began
    first has its share first.
    """

    month: Month
    today: date
    requests: Sequence[Request]
    taken: Sequence[Stay]
    policy: Policy
    agreements: Sequence[Agreement] = ()
    held: Sequence[Held] = ()
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asking:
    """What says whether a request fits at one of its crèches, its claims unread."""

    wishes: Wishes  # of its crèches, that one alone
    priority: bool  # proven, and published there
    ends: tuple[date, ...]  # each child's presumed last day


class Way(StrEnum):
    """By what right a request stands where it stands in a crèche's effective order."""

    RESERVE = "reserve"  # 52-1, lifted to the front while the reserve is unfilled
    AGREEMENT = "agreement"  # 52-4 or 52-5, within an agreement and the sponsors' ceiling
    PRIORITY = "priority"  # one without a quota: 52-2, 52-3, 52-6, 52-7
    NEED = "need"  # 52-1, below its ceiling
    ORDINARY = "ordinary"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A place for every child of a request: all the half-days asked, from `start` to each one's last day."""

    creche: str
    start: date
    ends: tuple[date, ...]
    week: Week
    way: Way
    agreement_id: str | None = None

    @property
    def need(self) -> bool:
        """Whether it counts in the quota of specific needs."""
        return self.way in {Way.RESERVE, Way.NEED}


class Why(StrEnum):
    """Why a crèche was not proposed."""

    FULL = "full"  # by the stays, the offers and those ahead
    NO_DAY = "no day"  # closed in every month wished
    SCHOOL = "school"  # a child is of school age by then
    OPEN = "open"  # there is room, and a person looks at it: no answer satisfies everybody


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A crèche that a request prefers to what it got, and why it did not get it.

    Those ahead are those placed there in this round. `full`: the half-days that have no room beside them,
    each with the first day known to have room for good. `held`: others have room that is kept for a firm.
    """

    creche: str
    why: Why
    ahead_by_priority: int = 0
    ahead_by_month: int = 0
    ahead_by_time: int = 0
    full: tuple[FullSlot, ...] = ()
    held: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What is proposed for a request; None is the ground "no place available" (order, 53)."""

    request_id: str
    reference: str
    proposal: Proposal | None
    passed: tuple[Passed, ...] = ()
    wishes: Wishes | None = None  # as they were decided
    reason: str = ""  # of the person who decided otherwise

    @property
    def waits(self) -> bool:
        """A person decided that it gets no place this month: it is refused nothing."""
        return self.proposal is None and bool(self.reason)

    def is_at(self, creches: Collection[str]) -> bool:
        return self.proposal is not None and self.proposal.creche in creches

    def seen_from(self, creches: Collection[str]) -> "Decision":
        """The same, with the reasons of some crèches alone."""
        return replace(self, passed=tuple(one for one in self.passed if one.creche in creches))


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """A line of a crèche's reserve list: a request that prefers that crèche to what it got."""

    request_id: str
    reference: str
    way: Way


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A request, and a crèche that it prefers to what it got and where it would fit."""

    request_id: str
    creche: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A person's own decision: another crèche, or None to give no place this month."""

    request_id: str
    to: str | None
    reason: str
