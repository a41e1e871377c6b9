"""The life of a request: what a family asks for, and which steps it may take, when (section 1)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules.calendar import Month, Week, local_day, months_after
from bot.rules.people import Child
from bot.rules.policy import Policy
from bot.rules.refusals import (
    MeetingInFuture,
    MeetingMissing,
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
    changed_at: datetime | None = None  # the last change of state
    predemand: str = ""
    linked: str | None = None  # one word for the requests of children who may enter separately
    example: bool = False

    @property
    def has_priority(self) -> bool:
        """A claim whose proof was seen (section 2: all codes rank alike)."""
        return any(claim.seen_on is not None for claim in self.claims)


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


_LIVE = frozenset(
    {State.REGISTERED, State.CONFIRMED, State.REFUSED, State.OFFERED, State.ACCEPTED, State.PAUSED}
)

#: From where each arrow leaves and where it may arrive.
ARROWS: dict[Letter, tuple[frozenset[State], frozenset[State]]] = {
    Letter.CONFIRM: (frozenset({State.REGISTERED}), frozenset({State.CONFIRMED})),
    Letter.OFFER: (frozenset({State.CONFIRMED, State.REFUSED}), frozenset({State.OFFERED})),
    Letter.ACCEPT: (frozenset({State.OFFERED}), frozenset({State.ACCEPTED})),
    Letter.ENROL: (frozenset({State.ACCEPTED}), frozenset({State.ENROLLED})),
    Letter.LEAVE: (frozenset({State.ENROLLED}), frozenset({State.LEFT})),
    Letter.DECLINE: (frozenset({State.OFFERED}), frozenset({State.CONFIRMED})),
    Letter.LAPSE: (frozenset({State.OFFERED}), frozenset({State.PAUSED})),
    Letter.REFUSE: (frozenset({State.CONFIRMED}), frozenset({State.REFUSED})),
    Letter.WITHDRAW: (_LIVE, frozenset({State.WITHDRAWN})),
    Letter.RESUME: (
        frozenset({State.PAUSED}),
        frozenset({State.REGISTERED, State.CONFIRMED, State.REFUSED}),
    ),
    Letter.CLOSE: (frozenset({State.PAUSED}), frozenset({State.CLOSED})),
    Letter.PAUSE: (
        frozenset({State.REGISTERED, State.CONFIRMED, State.REFUSED}),
        frozenset({State.PAUSED}),
    ),
    Letter.UNDO: (
        frozenset({State.WITHDRAWN}),
        frozenset({State.REGISTERED, State.CONFIRMED, State.REFUSED, State.PAUSED}),
    ),
    Letter.FAIL: (frozenset({State.ACCEPTED}), frozenset({State.REFUSED, State.PAUSED})),
}

#: States whose end nobody takes back: an undo or a resume leads to "confirmed" instead.
_OFFER_STATES = frozenset({State.OFFERED, State.ACCEPTED})


def move(request: Request, letter: Letter, to: State, *, now: datetime) -> Request:
    """Follow one arrow; anything else is refused WrongState. The time of confirmation never changes here."""
    sources, targets = ARROWS[letter]
    if request.state not in sources or to not in targets:
        raise WrongState(state=request.state.value, wanted=to.value)
    kept = request.state if to in {State.WITHDRAWN, State.PAUSED} else None
    return replace(request, state=to, state_before=kept, changed_at=now)


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


def record_meeting(request: Request, *, on: date, now: datetime) -> Request:
    """The parents met the crèche on that day. Refused WrongState once confirmed, MeetingInFuture."""
    if request.state is not State.REGISTERED:
        raise WrongState(state=request.state.value, wanted=State.CONFIRMED.value)
    if on > local_day(now):
        raise MeetingInFuture(day=on)
    return replace(request, met_on=on)


def confirm(request: Request, *, predemand: str, now: datetime, policy: Policy) -> Request:
    """b: the parents confirm after the meeting, no earlier than the law allows (order, 50 and 51 §1)."""
    if request.state is not State.REGISTERED:
        raise WrongState(state=request.state.value, wanted=State.CONFIRMED.value)
    if request.met_on is None:
        raise MeetingMissing
    earliest = earliest_confirmation(request, policy)
    if local_day(now) < earliest:
        raise TooEarlyToConfirm(earliest=earliest)
    if policy.predemand_required and not predemand.strip():
        raise PredemandMissing
    confirmed = move(request, Letter.CONFIRM, State.CONFIRMED, now=now)
    return replace(confirmed, confirmed_at=now, predemand=predemand.strip())


def withdraw(request: Request, *, now: datetime) -> Request:
    """j: the family leaves the list."""
    return move(request, Letter.WITHDRAW, State.WITHDRAWN, now=now)


def undo_withdrawal(request: Request, *, now: datetime, policy: Policy) -> Request:
    """n: back to the state before, within the hours the policy gives, the last second included."""
    if request.state is not State.WITHDRAWN or request.state_before is None:
        raise WrongState(state=request.state.value, wanted=State.REGISTERED.value)
    if now > undo_until(request, policy):
        raise UndoTooLate(hours=policy.undo_hours)
    before = State.CONFIRMED if request.state_before in _OFFER_STATES else request.state_before
    return move(request, Letter.UNDO, before, now=now)


def undo_until(request: Request, policy: Policy) -> datetime:
    """The last moment at which a withdrawal can be undone."""
    return (request.changed_at or request.registered_at) + timedelta(hours=policy.undo_hours)


class NextKind(StrEnum):
    """What a request waits for."""

    MEETING = "meeting"  # the parents meet the crèche
    CONFIRM_FROM = "confirm from"  # the law lets them confirm from a day on
    CONFIRM_NOW = "confirm now"
    DECISION = "decision"  # the monthly round
    ANSWER_OFFER = "answer offer"
    SIGN = "sign"
    RESUME = "resume"
    UNDO_UNTIL = "undo until"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What comes next, and its date: a day, a month or a moment, whichever the step has."""

    kind: NextKind
    on: date | None = None
    month: Month | None = None
    until: datetime | None = None


def next_step(request: Request, policy: Policy, now: datetime) -> NextStep:
    """What comes next. A request confirmed in a month is decided in the next one's round (order, 51 §3)."""
    if request.state is State.REGISTERED:
        return _next_of_registered(request, policy, local_day(now))
    if request.state in {State.CONFIRMED, State.REFUSED}:
        return NextStep(kind=NextKind.DECISION, month=_round_of(request, local_day(now)))
    if request.state is State.WITHDRAWN and now <= undo_until(request, policy):
        return NextStep(kind=NextKind.UNDO_UNTIL, until=undo_until(request, policy))
    return NextStep(kind=_WAITING.get(request.state, NextKind.NOTHING))


_WAITING = {
    State.OFFERED: NextKind.ANSWER_OFFER,
    State.ACCEPTED: NextKind.SIGN,
    State.PAUSED: NextKind.RESUME,
}


def _next_of_registered(request: Request, policy: Policy, today: date) -> NextStep:
    earliest = earliest_confirmation(request, policy)
    if request.met_on is None:
        return NextStep(kind=NextKind.MEETING, on=earliest if earliest > today else None)
    if today < earliest:
        return NextStep(kind=NextKind.CONFIRM_FROM, on=earliest)
    return NextStep(kind=NextKind.CONFIRM_NOW)


def _round_of(request: Request, today: date) -> Month:
    """The month whose round decides next: the one after the confirmation, or a later one still to come."""
    confirmed = Month.of(local_day(request.confirmed_at or request.registered_at)).plus(1)
    return max(confirmed, Month.of(today))
