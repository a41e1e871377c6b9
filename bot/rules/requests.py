"""The life of a request: what a family asks for, and which steps it may take, when (section 1)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.rules.calendar import Month, Week, local_day, months_after
from bot.rules.people import Child
from bot.rules.policy import Policy, publish
from bot.rules.predemands import check_predemand
from bot.rules.refusals import (
    AlreadyMet,
    MeetingInFuture,
    MeetingMissing,
    MeetingTooLongAgo,
    PredemandMissing,
    TooEarlyToConfirm,
    UndoTooLate,
    WrongState,
)


class State(StrEnum):
    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ENROLLED = "enrolled"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    LEFT = "left"


#: What ends a request: nothing is awaited of it any more.
OVER = (State.WITHDRAWN, State.CLOSED, State.LEFT)


class ClaimCode(StrEnum):
    """The closed list of legal priorities (order, 52); 52-1 in its seven kinds (order, 88, 5°)."""

    SIBLINGS = "52-1a"
    ADOPTION = "52-1b"
    DISABILITY = "52-1c"
    EMERGENCY = "52-1d"
    VULNERABILITY = "52-1e"
    EXTENDED_HOURS = "52-1f"
    OTHER_NEED = "52-1g"
    CLOSURE = "52-2"
    COMMUNE = "52-3"
    EMPLOYER = "52-4"
    BUSINESS_PARK = "52-5"
    COMMUTER = "52-6"
    PARENTAL = "52-7"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A legal priority asked for; it counts only from the day its proof was seen."""

    code: ClaimCode
    seen_on: date | None = None
    seen_by: str | None = None  # a role, never a name
    sponsor_id: str | None = None  # for 52-4 and 52-5


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """An entry month that may come so many months earlier or later, half-days, crèches in order of wish."""

    entry: Month
    earlier: int
    later: int
    week: Week
    creches: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a family asks for one child, or for several who enter together."""

    id: str
    reference: str
    family_id: str
    children: tuple[Child, ...]
    wishes: Wishes
    claims: tuple[Claim, ...]
    state: State
    registered_at: datetime
    met_on: date | None = None
    confirmed_at: datetime | None = None
    state_before: State | None = None  # where a pause or a withdrawal came from
    paused_from: State | None = None  # where a pause came from, kept while a withdrawal may be undone
    changed_at: datetime | None = None  # the last change of state
    still_at: datetime | None = None  # the last time the family said that it still looks
    predemand: str = ""
    linked: str | None = None  # one word for the requests of children who may enter separately
    example: bool = False

    @property
    def looking_since(self) -> datetime:
        """The family's last sign of life: it registered, confirmed, or said that it still looks."""
        return max(filter(None, (self.registered_at, self.confirmed_at, self.still_at)))

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def has_priority(self) -> bool:
        """A claim whose proof was seen (section 2: all codes rank alike)."""
        return any(claim.seen_on is not None for claim in self.claims)

    def has_priority_where(self, published: AbstractSet[str]) -> bool:
        """The same, at a crèche that publishes these codes."""
        return any(claim.seen_on is not None and publish(published, claim.code) for claim in self.claims)


class Letter(StrEnum):
    """The arrows of a request's life (rules, section 1), as lettered in its diagram."""

    REGISTER = "a"
    CONFIRM = "b"
    OFFER = "c"
    ACCEPT = "d"
    ENROL = "e"
    LEAVE = "f"
    DECLINE = "g"
    LAPSE = "h"
    REFUSE = "i"
    WITHDRAW = "j"
    RESUME = "k"
    CLOSE = "l"
    PAUSE = "m"
    UNDO = "n"
    FAIL = "o"


WAITING = frozenset({State.REGISTERED, State.CONFIRMED, State.REFUSED})
WITH_OFFER = frozenset({State.OFFERED, State.ACCEPTED})  # an offer is gone for good once it is left
ON_THE_LIST = WAITING | {State.PAUSED}  # ranked, on the way to it, or silently so
LEAVABLE = ON_THE_LIST | WITH_OFFER  # what a family may withdraw
LIVE = LEAVABLE | {State.ENROLLED}
_ASIDE = frozenset({State.PAUSED, State.WITHDRAWN})  # a request goes back from there


@dataclass(frozen=True)
class Arrow:
    """From which states to which; an arrow from nowhere is the form that is sent."""

    origins: frozenset[State]
    targets: frozenset[State]


def _arrow(origins: Iterable[State], *targets: State) -> Arrow:
    return Arrow(frozenset(origins), frozenset(targets))


#: From where each arrow leaves and where it may arrive; nothing else ever happens to a request.
ARROWS: dict[Letter, Arrow] = {
    Letter.REGISTER: _arrow((), State.REGISTERED),
    Letter.CONFIRM: _arrow({State.REGISTERED}, State.CONFIRMED),
    Letter.OFFER: _arrow({State.CONFIRMED, State.REFUSED}, State.OFFERED),
    Letter.ACCEPT: _arrow({State.OFFERED}, State.ACCEPTED),
    Letter.ENROL: _arrow({State.ACCEPTED}, State.ENROLLED),
    Letter.LEAVE: _arrow({State.ENROLLED}, State.LEFT),
    Letter.DECLINE: _arrow({State.OFFERED}, State.CONFIRMED),
    Letter.LAPSE: _arrow({State.OFFERED}, State.PAUSED),
    Letter.REFUSE: _arrow({State.CONFIRMED}, State.REFUSED),
    Letter.WITHDRAW: _arrow(LEAVABLE, State.WITHDRAWN),
    Letter.RESUME: _arrow({State.PAUSED}, *WAITING),
    Letter.CLOSE: _arrow({State.PAUSED}, State.CLOSED),
    Letter.PAUSE: _arrow(WAITING, State.PAUSED),
    Letter.UNDO: _arrow({State.WITHDRAWN}, *WAITING, State.PAUSED),
    Letter.FAIL: _arrow({State.ACCEPTED}, State.REFUSED, State.PAUSED),
}


def move(request: Request, letter: Letter, to: State, *, now: datetime) -> Request:
    """Follow one arrow; anything else is refused WrongState. The time of confirmation never changes here.

    A resume and an undo lead back to where the request came from, nowhere else. `confirm`, `withdraw` and
    `undo_withdrawal` check more than this; use them for b, j and n.
    """
    arrow = ARROWS[letter]
    back = letter in {Letter.RESUME, Letter.UNDO} and to is not came_from(request)
    if request.state not in arrow.origins or to not in arrow.targets or back:
        raise WrongState(state=request.state, wanted=to)
    before, paused_from = _remembered(request, letter, to)
    return replace(request, state=to, state_before=before, paused_from=paused_from, changed_at=now)


def came_from(request: Request) -> State:
    """Where a pause or a withdrawal leads back to; after an offer that is the list."""
    before = request.state_before
    if before is None:
        return State.CONFIRMED if request.confirmed_at else State.REGISTERED
    return State.CONFIRMED if before in WITH_OFFER else before


def _remembered(request: Request, letter: Letter, to: State) -> tuple[State | None, State | None]:
    """`state_before` and `paused_from` after this step: a withdrawal out of a pause keeps both ways back."""
    if letter is Letter.UNDO and to is State.PAUSED:
        return request.paused_from, None
    if to not in _ASIDE:
        return None, None
    return request.state, request.state_before if request.state is State.PAUSED else None


def earliest_confirmation(request: Request, policy: Policy) -> date:
    """The first day on which the law lets the parents confirm (order, 51 §1), for the youngest child.

    An expected child: the due date less six months (the end of the third month of pregnancy). A born one: at
    once.
    """
    registered = local_day(request.registered_at)
    days = (
        registered if child.born else months_after(child.day, -policy.confirm_months_before_due)
        for child in request.children
    )
    return max(registered, *days)


def latest_due_date(today: date, policy: Policy) -> date:
    """Whose child is due later cannot confirm yet, however long that month is (`earliest_confirmation`)."""
    return Month.of(months_after(today, policy.confirm_months_before_due)).last


def opens_after_meeting(request: Request, today: date, policy: Policy) -> bool:
    """Whether it can be confirmed by now, and could not yet when the parents were met."""
    if request.state is not State.REGISTERED or request.met_on is None:
        return False
    return request.met_on < earliest_confirmation(request, policy) <= today


def earliest_meeting(request: Request, policy: Policy) -> date:
    """The first day on which parents can have met a crèche for these children: a pregnancy has begun."""
    return months_after(min(child.day for child in request.children), -policy.due_date_months_ahead)


def record_meeting(request: Request, *, on: date, now: datetime, policy: Policy) -> Request:
    """The parents met the crèche on that day.

    Refused: WrongState, AlreadyMet, MeetingInFuture, MeetingTooLongAgo (a slip in the year: once told, a day
    stays).
    """
    if request.state is not State.REGISTERED:
        raise WrongState(state=request.state, wanted=State.CONFIRMED)
    if request.met_on is not None:
        raise AlreadyMet(on=request.met_on)
    if on > local_day(now):
        raise MeetingInFuture(day=on)
    earliest = earliest_meeting(request, policy)
    if on < earliest:
        raise MeetingTooLongAgo(day=on, earliest=earliest)
    return replace(request, met_on=on)


def confirm(request: Request, *, predemand: str, now: datetime, policy: Policy) -> Request:
    """b: the parents confirm after the meeting, no earlier than the law allows (order, 50 and 51 §1).

    A number given before is kept if none comes with it. Refused: WrongState, MeetingMissing,
    TooEarlyToConfirm, PredemandMissing, and check_predemand's.
    """
    confirmed = move(request, Letter.CONFIRM, State.CONFIRMED, now=now)
    if request.met_on is None or request.met_on > local_day(now):
        raise MeetingMissing
    earliest = earliest_confirmation(request, policy)
    if local_day(now) < earliest:
        raise TooEarlyToConfirm(earliest=earliest)
    number = predemand.strip() or request.predemand
    if policy.predemand_required and not number:
        raise PredemandMissing
    if predemand.strip():
        check_predemand(number)
    return replace(confirmed, confirmed_at=now, predemand=number)


def withdraw(request: Request, *, now: datetime) -> Request:
    """j: the family leaves the list."""
    return move(request, Letter.WITHDRAW, State.WITHDRAWN, now=now)


def undo_withdrawal(request: Request, *, now: datetime, policy: Policy) -> Request:
    """n: back to the state before, within the hours the policy gives, the last second included."""
    undone = move(request, Letter.UNDO, came_from(request), now=now)
    if now > undo_until(request, policy):
        raise UndoTooLate(hours=policy.undo_hours)
    return undone


def undo_until(request: Request, policy: Policy) -> datetime:
    """The last moment at which a withdrawal can be undone: hours that pass, whatever clocks show."""
    withdrawn = (request.changed_at or request.registered_at).astimezone(UTC)
    return withdrawn + timedelta(hours=policy.undo_hours)
