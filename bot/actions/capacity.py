"""Staff look at what is taken and free at a crèche: a year ahead, on a day, and what ends when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import desks
from bot.actions.lists import check_creche
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.actions.vacancies import held
from bot.ports import Records, reading
from bot.rules import capacity as rules
from bot.rules.calendar import Month, Period, local_day, months_after
from bot.rules.capacity import DayRoom, Exits, MonthRoom, WhatIf
from bot.rules.offers import never
from bot.rules.places import Held, Stay, held_at_most
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.rules.requests import Request
from bot.rules.starts import starts


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A crèche's coming twelve months; `held`: free places that are kept for firms."""

    creche: str
    months: tuple[MonthRoom, ...]
    held: int


@reading
def year_ahead(
    records: Records, person_id: str, creche: str, *, focus: str, now: datetime, policy: Policy
) -> Picture:
    """The twelve months from this one on; a typed day is then about this crèche."""
    check_creche(records, person_id, creche, policy=policy)
    remember(records, person_id, focus, creche)
    today = local_day(now)
    stays = taken(records, creche, _year(today))
    born = _born(records, stays)
    there, agreements = taken(records, creche, Period(today)), records.sponsors.all_agreements()
    kept = held(records, creche, there, agreements, now=now, policy=policy)
    until = months_after(today, policy.vacancy_months_ahead)
    return Picture(
        creche=creche,
        months=rules.year_ahead(creche, today, taken=stays, born=born, policy=policy),
        held=held_at_most(kept, until).total(),
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
    """What accepting a request would do to the half-days of a crèche, for each month it would enter.

    Refused NotAllowed, NotFound; ShutAtEntry, SchoolAge where it could enter in none.
    """
    check_creche(records, person_id, creche, policy=policy)
    _, request = desks.request(records, person_id, request_id)
    if creche not in request.wishes.creches:
        raise NotFound
    days = starts(request, creche, local_day(now), policy)
    if not days:
        raise never(request, creche, local_day(now), policy)
    stays = taken(records, creche, Period(local_day(now)))
    kept = _others(records, request, creche, stays, now=now, policy=policy)
    return tuple(
        rules.if_accepted(request, creche, day, taken=stays, held=kept, policy=policy) for day in days
    )


def _others(
    records: Records,
    request: Request,
    creche: str,
    stays: Sequence[Stay],
    *,
    now: datetime,
    policy: Policy,
) -> list[Held]:
    """What is held there for firms whose colleague this is not."""
    agreements = records.sponsors.all_agreements()
    firms = {claim.sponsor_id for claim in request.claims if claim.seen_on}
    own = {one.id for one in agreements if one.sponsor_id in firms}
    kept = held(records, creche, stays, agreements, now=now, policy=policy)
    return [one for one in kept if one.agreement_id not in own]


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
