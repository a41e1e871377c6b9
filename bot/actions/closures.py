"""Staff close a crèche on some days, or open them again: weighed first, traced, told to the families."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.actions.lists import check_creche
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.ports import Records, reading
from bot.rules import closures as rules
from bot.rules.calendar import Period, local_day
from bot.rules.closures import Closure, DayPast, Touched
from bot.rules.notices import CrecheCloses, CrecheOpens
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What closing those days touches; whose stays, of how many families, would be told."""

    period: Period
    touched: Touched
    told: tuple[Stay, ...]
    families: int


@reading
def coming(
    records: Records, person_id: str, creche: str, *, focus: str, now: datetime, policy: Policy
) -> tuple[Closure, ...]:
    """The days closed by hand that are still to come; a typed day is then one to close."""
    check_creche(records, person_id, creche, policy=policy)
    remember(records, person_id, focus, creche)
    today = local_day(now)
    found = (each for each in records.places.closures() if each.creche == creche)
    return tuple(each for each in found if each.period.start >= today)


@reading
def weigh(
    records: Records,
    person_id: str,
    creche: str,
    period: Period,
    *,
    focus: str,
    now: datetime,
    policy: Policy,
) -> Weighed:
    """What closing would touch; nothing is changed. Refused as the rule does."""
    check_creche(records, person_id, creche, policy=policy)
    remember(records, person_id, focus, f"{creche}/{period.start}/{period.end}")
    return _weighed(records, creche, period, now=now, policy=policy)


def close(
    records: Records, person_id: str, creche: str, period: Period, *, why: str, now: datetime, policy: Policy
) -> Weighed:
    """Close the days; the families who would have come are told."""
    check_creche(records, person_id, creche, policy=policy)
    weighed = _weighed(records, creche, period, now=now, policy=policy)
    closure = Closure(id=records.new_id(), creche=creche, period=period)
    records.places.add_closure(closure)
    remember(records, person_id, "")
    _note(records, person_id, closure, what="days closed", why=why, now=now)
    _tell(records, CrecheCloses, closure, weighed.told, now=now, policy=policy)
    return weighed


def one(records: Records, person_id: str, closure_id: str, *, policy: Policy) -> Closure:
    """Days closed by hand. Refused NotFound at another crèche's desk."""
    found = next((each for each in records.places.closures() if each.id == closure_id), None)
    if found is None:
        raise NotFound
    check_creche(records, person_id, found.creche, policy=policy)
    return found


def reopen(records: Records, person_id: str, closure_id: str, *, now: datetime, policy: Policy) -> Closure:
    """Open the days again; those who were told are told.

    Refused DayPast once they have begun, PlacesGiven where a place was given because they were closed.
    """
    closure = one(records, person_id, closure_id, policy=policy)
    if closure.period.start < local_day(now):
        raise DayPast(day=closure.period.start)
    records.places.hold(closure.creche, at=now)
    rules.check_open(closure, taken(records, closure.creche, closure.period), policy)
    records.places.remove_closure(closure.id)
    _note(records, person_id, closure, what="days opened again", why="", now=now)
    there = records.places.stays(closure.creche, closure.period)
    stays = rules.would_come(there, closure.period, policy)
    _tell(records, CrecheOpens, closure, stays, now=now, policy=policy)
    return closure


def _weighed(records: Records, creche: str, period: Period, *, now: datetime, policy: Policy) -> Weighed:
    """Families with a contract are told; a place that is only proposed is counted apart."""
    touched = rules.touched(
        creche, period, taken(records, creche, period), today=local_day(now), policy=policy
    )
    signed = {stay.id for stay in records.places.stays(creche, period)}
    told = tuple(stay for stay in touched.stays if stay.id in signed)
    families = len(_families(records, told))
    return Weighed(period=period, touched=touched, told=told, families=families)


def _families(records: Records, stays: Iterable[Stay]) -> tuple[str, ...]:
    """Whose stays they are, where the contract came of a request that is still kept; each family once."""
    found: dict[str, None] = {}
    for stay in stays:
        try:
            found[records.requests.get(stay.request_id or "").family_id] = None
        except NotFound:
            continue
    return tuple(found)


def _tell(
    records: Records,
    kind: type[CrecheCloses | CrecheOpens],
    closure: Closure,
    stays: Iterable[Stay],
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Tell the guardians whose children would have come, each once."""
    period = closure.period
    for family in _families(records, stays):
        for guardian in records.people.guardians(family):
            notice = kind(
                to=guardian.id,
                closure_id=closure.id,
                creche_name=policy.creche(closure.creche).name,
                first=period.start,
                last=period.end or period.start,
            )
            records.notices.queue(notice, at=now)


def _note(records: Records, who: str, closure: Closure, *, what: str, why: str, now: datetime) -> None:
    days = f"{closure.period.start} – {closure.period.end}"
    records.trace.note(
        who=who, what=what, subject=f"creche:{closure.creche}", why=f"{days}: {why}" if why else days, at=now
    )
