"""A child is born, and the day takes the due date's place; or it is no longer expected."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.rules.calendar import local_day, months_after
from bot.rules.people import Child
from bot.rules.policy import Policy
from bot.rules.refusals import BirthInFuture, NotWaiting, Refusal
from bot.rules.requests import LIVE, Request, State


@dataclass(eq=False)
class BirthTooEarly(Refusal):
    """Long before the due date: another child is meant, or another day."""

    day: date


@dataclass(eq=False)
class NobodyExpected(Refusal):
    """Every child of the request is born."""


@dataclass(eq=False)
class NobodyBorn(Refusal):
    """No child of the request is born yet."""


@dataclass(frozen=True)
class Expected:
    """A request with a child that is expected; how many of its children are born."""

    request_id: str
    born: int


def due_day(request: Request) -> date | None:
    """The next due date of a request's children; twins share it. None if nobody is expected."""
    return min((child.day for child in request.children if not child.born), default=None)


def awaited(request: Request, today: date) -> bool:
    """Whether a birth is asked about: the due date has come, and the family still waits with us."""
    due = due_day(request)
    return due is not None and due <= today and request.state in LIVE - {State.PAUSED}


def may_be_born(request: Request, today: date, policy: Policy) -> bool:
    """Whether a child that is expected can have been born by now, however early."""
    due = due_day(request)
    return due is not None and request.state in LIVE and earliest_birth(due, policy) <= today


def earliest_birth(due: date, policy: Policy) -> date:
    """The first day on which a birth is believed."""
    return months_after(due, -policy.birth_months_early)


def confirm_birth(request: Request, *, on: date, now: datetime, policy: Policy) -> Request:
    """All who were expected for one date were born on that day; what depends on the day shifts with it.

    Refused NotWaiting once the request is over, NobodyExpected, BirthInFuture, BirthTooEarly.
    """
    due = due_day(request)
    if due is None:
        raise NobodyExpected
    _check(request, on, due, now=now, policy=policy)
    return _with(request, Child(born=False, day=due), on)


def correct_birth(request: Request, *, on: date, now: datetime, policy: Policy) -> Request:
    """The youngest who are born were born on another day than was said.

    Refused NotWaiting once the request is over, NobodyBorn, BirthInFuture, BirthTooEarly.
    """
    said = max((child.day for child in request.children if child.born), default=None)
    if said is None:
        raise NobodyBorn
    _check(request, on, said, now=now, policy=policy)
    return _with(request, Child(born=True, day=said), on)


def without_expected(request: Request) -> Request | None:
    """The request for those who are born; None if there is nobody else. Refused NobodyExpected."""
    born = tuple(child for child in request.children if child.born)
    if len(born) == len(request.children):
        raise NobodyExpected
    return replace(request, children=born) if born else None


def check_asked(request: Request, *, again: bool) -> None:
    """Before a day is asked for: of a birth, or (`again`) of one that was told.

    Refused NobodyExpected, NobodyBorn; NotWaiting where nothing depends on the day any more.
    """
    _check_live(request)
    if again and not any(child.born for child in request.children):
        raise NobodyBorn
    if not again and due_day(request) is None:
        raise NobodyExpected


def _check_live(request: Request) -> None:
    if request.state not in LIVE:
        raise NotWaiting(state=request.state)


def _check(request: Request, on: date, around: date, *, now: datetime, policy: Policy) -> None:
    _check_live(request)
    if on > local_day(now):
        raise BirthInFuture(day=on)
    if on < earliest_birth(around, policy):
        raise BirthTooEarly(day=on)


def _with(request: Request, was: Child, on: date) -> Request:
    born = Child(born=True, day=on)
    return replace(request, children=tuple(born if child == was else child for child in request.children))
