"""A stay that changes: other half-days from a day on, or another last day; what that frees and takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from bot.rules.calendar import Period, Week
from bot.rules.closures import DayPast
from bot.rules.offers.refusals import NoRoom
from bot.rules.places import Stay, first_full
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal

_DAY = timedelta(days=1)


@dataclass(eq=False)
class NothingChanges(Refusal):
    """What was asked for is what there is."""


@dataclass(eq=False)
class OutsideStay(Refusal):
    """A day on which the child is not at the crèche; `first` to `last` it is."""

    first: date
    last: date


class Motive(StrEnum):
    """Why a stay changes; anything else is said in the staff's own words."""

    FAMILY = "family"
    NOTICE = "notice"
    CRECHE = "creche"


@dataclass(frozen=True, kw_only=True)
class Changed:
    """The stays as they would be: some saved, some new; the half-days freed and taken, and in which days."""

    saved: tuple[Stay, ...]
    new: tuple[Stay, ...]
    frees: Week
    takes: Week
    period: Period


def current(stays: Iterable[Stay], today: date) -> tuple[Stay, ...]:
    """A request's stays that run today or are still to come, one for each child."""
    running = [stay for stay in stays if stay.period.end is None or stay.period.end >= today]
    latest = {stay.child: stay for stay in sorted(running, key=lambda stay: stay.period.start)}
    return tuple(latest[child] for child in sorted(latest, key=lambda child: child or 0))


def ended_on(stays: Iterable[Stay], today: date) -> date | None:
    """The last day of care where it is over; None while a stay runs or is to come, or if none ever ran."""
    ran = [stay for stay in stays if stay.period.end is None or stay.period.end >= stay.period.start]
    ends = [stay.period.end for stay in ran if stay.period.end is not None]
    over = len(ends) == len(ran) and max(ends, default=today) < today
    return max(ends) if over else None


def other_week(
    stays: Sequence[Stay],
    week: Week,
    since: date,
    *,
    others: Iterable[Stay],
    policy: Policy,
    today: date,
    new_ids: Sequence[str],
) -> Changed:
    """Other half-days from that day on. Refused DayPast, OutsideStay, NothingChanges, NoRoom."""
    _check_day(stays, since, today)
    if all(stay.week == week for stay in stays):
        raise NothingChanges
    before = frozenset(slot for stay in stays for slot in stay.week)
    rests = [Period(max(since, stay.period.start), stay.period.end) for stay in stays]
    _check_room(week - before, rests, others, stays[0].creche, policy)
    saved, new = [], []
    for stay, rest, stay_id in zip(stays, rests, new_ids, strict=True):
        if rest.start == stay.period.start:
            saved.append(replace(stay, week=week))
        else:
            saved.append(replace(stay, period=Period(stay.period.start, since - _DAY)))
            new.append(replace(stay, id=stay_id, week=week, period=rest))
    return Changed(
        saved=tuple(saved), new=tuple(new), frees=before - week, takes=week - before, period=rests[0]
    )


def other_end(
    stays: Sequence[Stay], last: date, *, others: Iterable[Stay], policy: Policy, today: date
) -> Changed:
    """Another last day. Refused DayPast, OutsideStay (before the first), NothingChanges, NoRoom."""
    if last < today:
        raise DayPast(day=last)
    first = max(stay.period.start for stay in stays)
    if last < first:
        raise OutsideStay(first=first, last=stays[0].period.end or last)
    if all(stay.period.end == last for stay in stays):
        raise NothingChanges
    week = frozenset(slot for stay in stays for slot in stay.week)
    longer = [
        Period(stay.period.end + _DAY, last) for stay in stays if stay.period.end and stay.period.end < last
    ]
    _check_room(week, longer, others, stays[0].creche, policy)
    saved = tuple(replace(stay, period=Period(stay.period.start, last)) for stay in stays)
    if longer:
        return Changed(saved=saved, new=(), frees=frozenset(), takes=week, period=longer[0])
    freed = Period(last + _DAY, stays[0].period.end)
    return Changed(saved=saved, new=(), frees=week, takes=frozenset(), period=freed)


def _check_day(stays: Sequence[Stay], since: date, today: date) -> None:
    if since < today:
        raise DayPast(day=since)
    ends = [stay.period.end for stay in stays if stay.period.end is not None]
    if any(end < since for end in ends):
        raise OutsideStay(first=stays[0].period.start, last=min(ends))


def _check_room(
    week: Week, periods: Sequence[Period], others: Iterable[Stay], creche: str, policy: Policy
) -> None:
    is_open = partial(policy.is_open, creche)
    full = first_full(week, periods, others, policy.creche(creche).places, is_open=is_open)
    if full is not None:
        raise NoRoom(n=len(periods), slot=full.slot, day=full.on)
