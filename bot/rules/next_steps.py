"""What happens next to a request, and when: told with every answer about it (rules, section 1)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.rules.calendar import Month, local_day
from bot.rules.policy import Policy
from bot.rules.requests import Request, State, earliest_confirmation, undo_until


class NextKind(StrEnum):
    """What a request waits for."""

    MEETING = "meeting"  # the parents meet the crèche
    CONFIRM_FROM = "confirm from"  # the law lets them confirm from a day on
    CONFIRM_NOW = "confirm now"
    DECISION = "decision"  # the monthly round
    ANSWER_OFFER = "answer offer"
    SIGN = "sign"
    SIGN_LATE = "sign late"  # the last day for the contract is past, and nobody has noted it either way
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


def next_step(
    request: Request,
    policy: Policy,
    now: datetime,
    *,
    decided: bool = False,
    contract_by: date | None = None,
) -> NextStep:
    """What comes next. A request confirmed in a month is decided in the next one's round (order, 51 §3).

    `decided`: this month's round was approved, so that the next one is the next month's. `contract_by`: the
    last day for the contract of a place that was accepted.
    """
    if request.state is State.REGISTERED:
        return _next_of_registered(request, policy, local_day(now))
    if request.state in {State.CONFIRMED, State.REFUSED}:
        return NextStep(kind=NextKind.DECISION, month=_round_of(request, local_day(now), decided=decided))
    if request.state is State.WITHDRAWN and now <= undo_until(request, policy):
        return NextStep(kind=NextKind.UNDO_UNTIL, until=undo_until(request, policy))
    if request.state is State.ACCEPTED and contract_by is not None and local_day(now) > contract_by:
        return NextStep(kind=NextKind.SIGN_LATE, on=contract_by)
    return NextStep(kind=_ANSWERS.get(request.state, NextKind.NOTHING))


_ANSWERS = {
    State.OFFERED: NextKind.ANSWER_OFFER,
    State.ACCEPTED: NextKind.SIGN,
    State.PAUSED: NextKind.RESUME,
}


def _next_of_registered(request: Request, policy: Policy, today: date) -> NextStep:
    earliest = earliest_confirmation(request, policy)
    if request.met_on is None or request.met_on > today:
        return NextStep(kind=NextKind.MEETING, on=earliest if earliest > today else None)
    if today < earliest:
        return NextStep(kind=NextKind.CONFIRM_FROM, on=earliest)
    return NextStep(kind=NextKind.CONFIRM_NOW)


def _round_of(request: Request, today: date, *, decided: bool) -> Month:
    """The month whose round decides next: the one after the confirmation or refusal, or a later one."""
    refused = request.changed_at if request.state is State.REFUSED else None
    since = refused or request.confirmed_at or request.registered_at
    return max(Month.of(local_day(since)).plus(1), Month.of(today).plus(decided))
