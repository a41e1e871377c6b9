"""Does the family still look? Asked now and then; no answer pauses, a person closes (k, l, m)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from bot.rules.calendar import local_day, months_after
from bot.rules.policy import Policy
from bot.rules.refusals import NotWaiting
from bot.rules.requests import ON_THE_LIST, WAITING, Letter, Request, State, came_from, move


class Closing(StrEnum):
    """Why a member of staff closes a paused request. A closed list: nothing private is typed."""

    NO_ANSWER = "no answer"
    ELSEWHERE = "elsewhere"
    NOT_NEEDED = "not needed"
    TOO_OLD = "too old"


class Due(Enum):
    """What the calendar asks for next."""

    QUESTION = auto()
    REMINDER = auto()
    PAUSE = auto()


def still_looking(request: Request, *, now: datetime) -> Request:
    """k, where it was paused: yes, they still look; asked again some months from now. Refused NotWaiting."""
    if request.state not in ON_THE_LIST:
        raise NotWaiting(state=request.state)
    if request.state is State.PAUSED:
        request = move(request, Letter.RESUME, came_from(request), now=now)
    return replace(request, still_at=now)


def pause(request: Request, *, now: datetime) -> Request:
    """m: nothing is offered until it is resumed; the rank is kept. Refused WrongState."""
    return move(request, Letter.PAUSE, State.PAUSED, now=now)


def close(request: Request, *, now: datetime) -> Request:
    """l: a person decides that a paused request is over. Refused WrongState."""
    return move(request, Letter.CLOSE, State.CLOSED, now=now)


def due(request: Request, asked: Sequence[datetime], *, now: datetime, policy: Policy) -> Due | None:
    """What is due today. `asked`: when the question, then each reminder, went out since the last sign."""
    if request.state not in WAITING:
        return None
    return due_after(request.looking_since, asked, now=now, policy=policy)


def due_after(since: datetime, asked: Sequence[datetime], *, now: datetime, policy: Policy) -> Due | None:
    """The same for a request that waits, of which nobody heard since that moment."""
    today = local_day(now)
    if not asked:
        from_ = months_after(local_day(since), policy.still_looking_months)
        return Due.QUESTION if from_ <= today else None
    if today < local_day(asked[-1]) + timedelta(days=policy.still_looking_days):
        return None
    return Due.REMINDER if len(asked) <= policy.still_looking_reminders else Due.PAUSE
