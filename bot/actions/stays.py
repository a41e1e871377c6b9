"""Staff change a family's stay, or free its place: weighed first, with a reason, told to the family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import desks
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.actions.vacancies import held
from bot.ports import Records, reading
from bot.rules import stays as rules
from bot.rules.calendar import Period, Week, local_day
from bot.rules.history import What
from bot.rules.notices import StayChanged, StayEnds
from bot.rules.offers.refusals import HeldForFirm, NoRoom
from bot.rules.places import Stay, as_stays, under
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.rules.requests import Request
from bot.rules.stays import Changed


@dataclass(frozen=True, kw_only=True)
class AtCreche:
    """A request with its stays that run or are still to come, one for each child."""

    request: Request
    stays: tuple[Stay, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Other half-days from that day on; without half-days, that day is the last."""

    on: date
    week: Week = frozenset()


@reading
def open_stays(records: Records, person_id: str, request_id: str, *, focus: str, now: datetime) -> AtCreche:
    """What there is to change; typed words then say what. Refused NotFound at another crèche's desk."""
    found = _at_creche(records, person_id, request_id, now=now)
    remember(records, person_id, focus, request_id)
    return found


@reading
def weigh(  # noqa: PLR0913 – who, whose stay, what, when
    records: Records,
    person_id: str,
    request_id: str,
    change: Change,
    *,
    focus: str,
    subject: str,
    now: datetime,
    policy: Policy,
) -> Changed:
    """What a change would free and take; typed words are then its reason. Refused as the rule does."""
    found = _at_creche(records, person_id, request_id, now=now)
    remember(records, person_id, focus, subject)
    return _changed(records, found, change, now=now, policy=policy)


def change(
    records: Records,
    person_id: str,
    request_id: str,
    change: Change,
    *,
    why: str,
    now: datetime,
    policy: Policy,
) -> Changed:
    """Change the stay; the family is told."""
    found = _at_creche(records, person_id, request_id, now=now)
    records.places.hold(found.stays[0].creche, at=now)
    changed = _changed(records, found, change, now=now, policy=policy)
    for stay in changed.saved:
        records.places.save_stay(stay)
    for stay in changed.new:
        records.places.add_stay(stay)
    remember(records, person_id, "")
    records.trace.note(
        who=person_id, what=What.STAY_CHANGED, subject=request_id, why=f"{change.on}: {why}", at=now
    )
    _tell(records, found, change, now=now, policy=policy)
    return changed


def _at_creche(records: Records, person_id: str, request_id: str, *, now: datetime) -> AtCreche:
    person, request = desks.request(records, person_id, request_id)
    stays = rules.current(records.places.stays_of(request.id), local_day(now))
    if not stays:
        raise NotFound
    desks.check(person, {stay.creche for stay in stays})
    return AtCreche(request=request, stays=stays)


def _changed(records: Records, found: AtCreche, change: Change, *, now: datetime, policy: Policy) -> Changed:
    """Refused HeldForFirm too, where there would be room and a firm has not decided about it."""
    stays, today = found.stays, local_day(now)
    creche, own = stays[0].creche, {stay.id for stay in stays}
    there = taken(records, creche, Period(today))
    others = [stay for stay in there if stay.id not in own]
    ids = [records.new_id() for _ in stays]

    def beside(others: Sequence[Stay]) -> Changed:
        if not change.week:
            return rules.other_end(stays, change.on, others=others, policy=policy, today=today)
        return rules.other_week(
            stays, change.week, change.on, others=others, policy=policy, today=today, new_ids=ids
        )

    changed, agreements = beside(others), records.sponsors.all_agreements()
    kept = held(records, creche, there, agreements, now=now, policy=policy)
    own_firm = {name for name, some in under(agreements, stays).items() if some}
    firms = (one for one in kept if one.agreement_id not in own_firm)
    try:
        beside([*others, *as_stays(creche, firms)])
    except NoRoom:
        raise HeldForFirm from None
    return changed


def _tell(records: Records, found: AtCreche, change: Change, *, now: datetime, policy: Policy) -> None:
    request, name = found.request, policy.creche(found.stays[0].creche).name
    for guardian in records.people.guardians(request.family_id):
        notice: StayChanged | StayEnds
        if change.week:
            notice = StayChanged(
                to=guardian.id,
                request_id=request.id,
                reference=request.reference,
                creche_name=name,
                week=change.week,
                since=change.on,
                at=now,
            )
        else:
            notice = StayEnds(
                to=guardian.id,
                request_id=request.id,
                reference=request.reference,
                creche_name=name,
                last=change.on,
                at=now,
            )
        records.notices.queue(notice, at=now)
