"""Staff look at what is taken and free at a crèche: a year ahead, on a day, and what ends when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import desks
from bot.actions.lists import check_creche
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.ports import Records
from bot.rules import capacity as rules
from bot.rules.calendar import Month, Period, local_day
from bot.rules.capacity import DayRoom, Exits, MonthRoom, WhatIf
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A crèche's coming twelve months."""

    creche: str
    months: tuple[MonthRoom, ...]


def year_ahead(
    records: Records, person_id: str, creche: str, *, focus: str, now: datetime, policy: Policy
) -> Picture:
    """The twelve months from this one on; a typed day is then about this crèche."""
    check_creche(records, person_id, creche, policy=policy)
    remember(records, person_id, focus, creche)
    today = local_day(now)
    stays = taken(records, creche, _year(today))
    born = _born(records, stays)
    return Picture(
        creche=creche, months=rules.year_ahead(creche, today, taken=stays, born=born, policy=policy)
    )


def exits(
    records: Records, person_id: str, creche: str, *, now: datetime, policy: Policy
) -> tuple[Exits, ...]:
    """The contracts that end in the coming twelve months."""
    check_creche(records, person_id, creche, policy=policy)
    year = _year(local_day(now))
    return rules.exits(taken(records, creche, year), year)


def one_day(records: Records, person_id: str, creche: str, day: date, *, policy: Policy) -> DayRoom | None:
    """Who is there on a day, and what is free; None if the crèche is closed."""
    check_creche(records, person_id, creche, policy=policy)
    stays = taken(records, creche, Period(day, day))
    return rules.day_room(creche, day, taken=stays, born=_born(records, stays), policy=policy)


def choices(records: Records, person_id: str, request_id: str) -> tuple[str, ...]:
    """The crèches of a request where this person may weigh it, in the family's order of wish."""
    person, request = desks.request(records, person_id, request_id)
    return desks.own(person, request.wishes.creches)


def what_if(
    records: Records, person_id: str, request_id: str, creche: str, *, now: datetime, policy: Policy
) -> tuple[WhatIf, ...]:
    """What accepting a request would do to the half-days of a crèche, for each month it would enter."""
    check_creche(records, person_id, creche, policy=policy)
    _, request = desks.request(records, person_id, request_id)
    if creche not in request.wishes.creches:
        raise NotFound
    starts = rules.starts(request, creche, local_day(now), policy)
    if not starts:
        return ()
    stays = taken(records, creche, Period(starts[0]))
    return tuple(rules.if_accepted(request, creche, start, taken=stays, policy=policy) for start in starts)


def _year(today: date) -> Period:
    """Today and the twelve months that the picture shows."""
    return Period(today, Month.of(today).plus(11).last)


def _born(records: Records, stays: Iterable[Stay]) -> dict[str, date]:
    """Birth dates by stay, where the contract came of a request that is still kept."""
    found = {}
    for stay in stays:
        if stay.request_id is None or stay.child is None:
            continue
        try:
            found[stay.id] = records.requests.get(stay.request_id).children[stay.child].day
        except NotFound:
            continue
    return found
