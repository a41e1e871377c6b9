"""Firms' vacant places: told once, held for nobody else, given back on their day and no later."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from bot.year.checks.places import Given, Taken, busiest
from bot.year.checks.tables import Tables, local, moment

_DAY = timedelta(days=1)
_AHEAD = 183  # days, at least as many as the policy's six months
_MORNINGS = 3
_EVENINGS = 3  # a place that is free for so long has been told of


class Vacancy(NamedTuple):
    id: str
    agreement: str
    places: int
    left: int
    since: str
    told_on: str
    decide_by: str
    released_at: str | None

    def waits(self, today: date) -> bool:
        """Whether the firm may still decide, also on a computer whose clock is a day ahead."""
        return self.released_at is None and date.fromisoformat(self.decide_by) > today


class Agreement(NamedTuple):
    id: str
    sponsor: str
    creche: str
    places: int
    start: str
    end: str | None

    @property
    def last(self) -> date:
        return date.fromisoformat(self.end) if self.end else date.max - _DAY


_VACANCIES = "SELECT id, agreement_id, places, left, since, told_on, decide_by, released_at FROM vacancy"
_AGREEMENTS = 'SELECT id, sponsor_id, creche, places, start, "end" FROM agreement'


@dataclass
class Firms:
    """The vacancies of this evening and of the one before, and for how long places stood free untold."""

    now: dict[str, Vacancy] = field(default_factory=dict)
    then: dict[str, Vacancy] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    untold: dict[str, list[int]] = field(default_factory=dict)  # free each evening beyond those, by agreement
    taken: list[Taken] = field(default_factory=list)
    at: dict[str, list[Taken]] = field(default_factory=dict)  # the same, by crèche
    came: list[Taken] = field(default_factory=list)  # since the evening before
    told: dict[str, list[Vacancy]] = field(default_factory=dict)  # those of now, by agreement
    cut: set[str] = field(default_factory=set)  # crèches with fewer places since they were last sought
    sought: bool = True

    def follow(self, day: Tables, given: Given, *, sought: bool) -> None:
        cut = {line.subject.removeprefix("creche:") for line in day.trace if line.what == "places changed"}
        self.sought, self.cut = sought, cut if sought else self.cut | cut
        self.then, self.now = self.now, {row[0]: Vacancy._make(row) for row in day.look(_VACANCIES)}
        self.agreements = {row[0]: Agreement._make(row) for row in day.look(_AGREEMENTS)}
        there = set(self.taken)
        self.taken, self.at = given.taken, given.at
        self.came = [one for one in given.taken if one not in there]
        self.told = defaultdict(list)
        for one in self.now.values():
            self.told[one.agreement].append(one)


def what_was_told_stays(day: Tables, firms: Firms) -> Iterator[str]:
    """Section 5: thirty days from the day it was told; given back before that, and undone for a day."""
    for one in firms.now.values():
        days = date.fromisoformat(one.decide_by) - date.fromisoformat(one.told_on)
        if days.days != day.policy.vacancy_days or not 0 <= one.left <= one.places:
            yield f"{_of(one, firms)}: {one.left} of {one.places} places, for {days.days} days"
        if one.released_at and local(one.released_at) > date.fromisoformat(one.decide_by):
            yield f"{_of(one, firms)}: given back after its day"
        before = firms.then.get(one.id)
        if before is not None:
            yield from _changed(one, before, day, firms)
    yield from (f"the vacancy {one} is lost" for one in sorted(firms.then.keys() - firms.now.keys()))


def _changed(one: Vacancy, before: Vacancy, day: Tables, firms: Firms) -> Iterator[str]:
    same = one._replace(left=before.left, released_at=before.released_at) == before
    if not same or one.left > before.left + _came_back(one, before, day, firms):
        yield f"{_of(one, firms)}: told as something else than before"
    if before.released_at and one.released_at != before.released_at:
        subject = f"agreement:{one.agreement}"
        undone = [line for line in day.trace if (line.what, line.subject) == ("vacancy taken back", subject)]
        hours = timedelta(hours=day.policy.undo_hours)
        if not any(moment(line.at) <= moment(before.released_at) + hours for line in undone):
            yield f"{_of(one, firms)}: taken back when it was too late"


def _came_back(one: Vacancy, before: Vacancy, day: Tables, firms: Firms) -> int:
    """Of what was given back the places that families were offered since, and did not take."""
    if before.waits(day.today):
        return 0
    creche, then = firms.agreements[one.agreement].creche, day.before.offers if day.before else {}
    return sum(
        len(offer.ends.split())
        for offer in day.offers_changed
        if offer.creche == creche
        and offer.agreement is None
        and offer.ended_at is not None
        and offer.state != "signed"
        and (offer.id not in then or then[offer.id].ended_at is None)
    )


def every_vacancy_is_told_once(day: Tables, firms: Firms) -> Iterator[str]:
    """Section 5: to each contact of the firm, when it begins."""
    new = [one for one in firms.now.values() if one.id not in firms.then]
    keys = [told.key for told in day.notices if told.kind == "PlaceVacant"]
    for one in new:
        sponsor = firms.agreements[one.agreement].sponsor
        contacts = _contacts(day, sponsor)
        for person in contacts:
            if keys.count(f"place-vacant:{one.id}:{person}") != 1:
                yield f"{_of(one, firms)}: {person} was not told of it once"
    if len(keys) != sum(len(_contacts(day, firms.agreements[one.agreement].sponsor)) for one in new):
        yield "a firm was told of a place that is not vacant"


def no_firm_is_told_day_after_day(day: Tables, firms: Firms) -> Iterator[str]:
    """Section 5: what was told stands; nobody comes and goes between three mornings on end."""
    told = {(one.agreement, one.since, one.told_on) for one in firms.now.values()}
    mornings = [str(day.today - ago * _DAY) for ago in range(_MORNINGS)]
    for agreement, since in sorted({(one, since) for one, since, on in told if on == mornings[0]}):
        if all((agreement, since, on) in told for on in mornings):
            yield f"{agreement} was told on {_MORNINGS} mornings on end of a place free from {since} on"


def _contacts(day: Tables, sponsor: str) -> list[str]:
    rows = day.look(f"SELECT person_id FROM mandate WHERE role = 'hr' AND \"of\" = '{sponsor}'")
    return [row[0] for row in rows]


def a_held_place_is_nobody_elses(day: Tables, firms: Firms) -> Iterator[str]:
    """Section 5: until the firm has decided, whoever is there leaves it free, half-day by half-day."""
    usable: dict[str, int] = dict(day.look("SELECT creche, places FROM usable"))
    for creche in day.policy.creches:
        if creche.id in firms.cut:
            continue  # what is held is counted anew in the morning
        there = firms.at[creche.id]
        own = [one for one in firms.agreements.values() if one.creche == creche.id]
        places = min(creche.most, usable.get(creche.id, creche.places))
        days = _turns(there, day.today)
        kept = [_held(one, firms, there, days) for one in own]
        for on, most, *held in zip(days, busiest(there, days), *kept, strict=True):
            if any(held) and most + sum(held) > places:
                yield f"{creche.id}, {on}: {sum(held)} places are held and {places - most} are free"
                break


def _held(agreement: Agreement, firms: Firms, there: Iterable[Taken], days: Sequence[date]) -> list[int]:
    """What was told and waits on each day, today first, as far as its colleagues have not taken it since.

    Whoever came today beside a part-time colleague fills none more of the agreement, but one of the house.
    In an agreement's last week the half-days that come no more are nobody's: it is left out.
    """
    told = firms.told[agreement.id]
    waiting = [(date.fromisoformat(one.since), one.left) for one in told if one.waits(days[0])]
    if not waiting:
        return [0] * len(days)
    back = sum(one.left for one in told if not one.waits(days[0]))
    colleagues = busiest([one for one in there if one.agreement == agreement.id], days)
    new = busiest([one for one in firms.came if one.agreement == agreement.id], days)
    found = []
    for on, some, since in zip(days, colleagues, new, strict=True):
        whole_week = on + 6 * _DAY <= agreement.last
        begun = sum(left for first, left in waiting if first <= on) if whole_week else 0
        found.append(max(0, min(begun - since, agreement.places - some - back)) if begun else 0)
    return found


def no_place_stands_empty_untold(day: Tables, firms: Firms) -> Iterator[str]:
    """Section 5: the first morning of a place that is free for good, the firm is told; half a year ahead."""
    if not firms.sought:
        return
    running = [
        one
        for one in firms.agreements.values()
        if date.fromisoformat(one.start) <= day.today
        and one.last >= day.today + timedelta(days=day.policy.vacancy_days)
    ]
    free = _free_for_good(running, firms, day)
    for one in running:
        evenings = firms.untold.setdefault(one.id, [])
        evenings.append(free[one.id] - sum(each.left for each in firms.told[one.id]))
        least = min(evenings[-_EVENINGS:])
        if len(evenings) >= _EVENINGS and least > 0:
            yield f"{one.creche}: {least} places of {one.id} stand empty and were not told"


def _free_for_good(running: Iterable[Agreement], firms: Firms, day: Tables) -> dict[str, int]:
    """Each agreement's places that nobody has from within half a year on, whoever else has a right."""
    usable: dict[str, int] = dict(day.look("SELECT creche, places FROM usable"))
    soon, found = day.today + timedelta(days=_AHEAD - 5), {}
    for creche in day.policy.creches:
        there = firms.at[creche.id]
        here = [one for one in running if one.creche == creche.id]
        days = sorted({soon, *(one.last for one in here), *_turns(there, day.today)})
        places = min(creche.most, usable.get(creche.id, creche.places))
        ceiling = places * day.policy.sponsors_max_percent // 100
        counted = busiest(there, days), busiest(list(_sponsored(there, firms)), days)
        rooms = [min(places - most, ceiling - some) for most, some in zip(*counted, strict=True)]
        for one in here:
            own = busiest([other for other in there if other.agreement == one.id], days)
            others = sum(other.places for other in here) - one.places
            found[one.id] = max(0, min(
                min(one.places - mine, room - others)
                for on, mine, room in zip(days, own, rooms, strict=True)
                if min(soon, one.last) <= on <= one.last
            ))  # fmt: skip
    return found


def _sponsored(there: Iterable[Taken], firms: Firms) -> Iterator[Taken]:
    """Those under an agreement, as long as it runs: they count in the sponsors' ceiling."""
    for one in there:
        agreement = firms.agreements.get(one.agreement or "")
        if agreement is not None and one.start <= agreement.last:
            yield replace(one, end=min(one.end, agreement.last))


def _turns(some: Iterable[Taken], today: date) -> list[date]:
    turns = {turn for one in some for turn in (one.start, one.end + _DAY)}
    return [today, *sorted(on for on in turns if on > today)]


def _of(one: Vacancy, firms: Firms) -> str:
    return f"{firms.agreements[one.agreement].creche}, told on {one.told_on}"
