"""Each crèche: no half-day is given twice, agreements and quotas hold, whoever is enrolled has a stay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from bot.year.checks.tables import Stay, Tables

_DAY = timedelta(days=1)
_NAMES = [f"{day} {half}" for day in ("Mon", "Tue", "Wed", "Thu", "Fri") for half in ("a.m.", "p.m.")]
_BY_STAFF = {"stay changed"}


@dataclass(frozen=True)
class Taken:
    """Half-days of a crèche that somebody has, or is promised."""

    creche: str
    week: int
    start: date
    end: date
    agreement: str | None
    need: bool


@dataclass
class Given:
    """Until when each place was given: a birth later than due moves an end, and nobody can refuse a birth."""

    until: dict[tuple[str, int, str, str], date] = field(default_factory=dict)
    moved: set[tuple[str, int, str, str]] = field(default_factory=set)
    offered: dict[tuple[str, int, str], tuple[str, int, str, str]] = field(default_factory=dict)
    taken: list["Taken"] = field(default_factory=list)  # this evening
    at: dict[str, list["Taken"]] = field(default_factory=dict)  # the same, by crèche

    def follow(self, day: Tables) -> None:
        """What is taken this evening."""
        self.taken = _taken(day, self)
        self.at = defaultdict(list)
        for one in self.taken:
            self.at[one.creche].append(one)


def _taken(day: Tables, given: Given) -> list[Taken]:
    """Stays and standing offers, as far as somebody decided on them."""
    born = {line.subject for line in day.trace if line.what == "birth noted"}
    changed = {line.subject for line in day.trace if line.what in _BY_STAFF}
    found = []
    for stay in day.stays.values():
        end = date.fromisoformat(stay.end) if stay.end else date.max - _DAY
        if stay.request is not None:
            key = (stay.request, stay.child or 0, stay.start, stay.creche)
            offered = given.offered.get((stay.request, stay.child or 0, stay.creche))
            if key not in given.until and offered in given.until:  # signed from a later day on than offered
                given.until[key] = given.until[offered]
            end = _until(given, key, end, born=stay.request in born, changed=stay.request in changed)
        found.append(
            Taken(
                stay.creche, stay.week, date.fromisoformat(stay.start), end, stay.agreement, bool(stay.need)
            )
        )
    for offers in day.standing.values():
        for offer in offers:
            start = date.fromisoformat(offer.start)
            for child, last in enumerate(offer.ends.split()):
                key = (offer.request, child, offer.start, offer.creche)
                given.offered[offer.request, child, offer.creche] = key
                end = _until(given, key, date.fromisoformat(last), born=offer.request in born, changed=False)
                found.append(Taken(offer.creche, offer.week, start, end, offer.agreement, bool(offer.need)))
    return list(_renewed(found, day))


def _renewed(found: Iterable[Taken], day: Tables) -> Iterator[Taken]:
    """Who stays after a firm's agreement is under the one that begins there on the morrow."""
    rows = day.look('SELECT id, sponsor_id, creche, start, "end" FROM agreement')
    begin = {(firm, creche, start): name for name, firm, creche, start, _ in rows}
    ends = {name: (firm, creche, date.fromisoformat(end)) for name, firm, creche, _, end in rows if end}
    for one in found:
        firm, creche, end = ends.get(one.agreement or "", ("", "", date.max - _DAY))
        then = begin.get((firm, creche, str(end + _DAY)))
        if then is None or one.end <= end:
            yield one
            continue
        if one.start <= end:
            yield replace(one, end=end)
        yield replace(one, start=max(one.start, end + _DAY), agreement=then)


def _until(given: Given, key: tuple[str, int, str, str], end: date, *, born: bool, changed: bool) -> date:
    known = given.until.get(key)
    if known is None and born:  # given and moved on one day: as it was, or a year earlier
        given.moved.add(key)
        known = end - timedelta(days=366)
    if known is None or changed or end < known:
        given.until[key] = end
        return end
    given.until[key] = known
    if end > known:
        given.moved.add(key)
    return known


def no_half_day_is_given_twice(day: Tables, given: Given) -> Iterator[str]:
    """Section 4, feasible; section 6: stays and standing offers never exceed what may be filled."""
    usable: dict[str, int] = dict(day.look("SELECT creche, places FROM usable"))
    for creche in day.policy.creches:
        places = min(creche.most, usable.get(creche.id, creche.places))
        for on, slot, count in over(given.at[creche.id], places, day.today, day.closed[creche.id]):
            yield f"{creche.id}, {_NAMES[slot]} of {on}: {count} children, {places} places"


def agreements_hold(day: Tables, given: Given) -> Iterator[str]:
    """Section 5: under an agreement for n places at most n in each half-day, as long as it runs."""
    found = [one for one in given.taken if one.agreement]
    if not found:
        return
    rows = day.look('SELECT id, creche, places, start, "end" FROM agreement')
    for agreement, creche, places, start, end in rows:
        first, last = date.fromisoformat(start), date.fromisoformat(end) if end else date.max - _DAY
        under = [
            Taken(one.creche, one.week, max(one.start, first), min(one.end, last), None, need=False)
            for one in found
            if one.agreement == agreement and one.start <= last and one.end >= first
        ]
        if any(one.creche != creche for one in under):
            yield f"a place at another crèche is under an agreement with {creche}"
        for on, slot, count in over(under, places, day.today, day.closed.get(creche, set())):
            yield f"{creche}, {_NAMES[slot]} of {on}: {count} children under an agreement for {places}"


def quotas_hold(day: Tables, given: Given) -> Iterator[str]:
    """Sections 4 and 5: priorities of needs up to their ceiling (order, 88, 5°), sponsors' up to theirs."""
    for creche in day.policy.creches:
        here = given.at[creche.id]
        for kind, some, percent in (
            ("specific needs", [one for one in here if one.need], day.policy.specific_needs_max_percent),
            ("sponsors", [one for one in here if one.agreement], day.policy.sponsors_max_percent),
        ):
            most = creche.most * percent // 100
            for on, slot, count in over(some, most, day.today, day.closed[creche.id]):
                yield f"{creche.id}, {_NAMES[slot]} of {on}: {count} children by {kind}, {most} at most"


def over(
    some: Iterable[Taken], places: int, today: date, closed: AbstractSet[date]
) -> Iterator[tuple[date, int, int]]:
    """For each half-day the first open day from today on with more than so many, counted turn by turn."""
    turns = _turns(some, today)
    there, found = [0] * 10, set[int]()
    days = sorted(turns)
    for on, until in zip(days, [*days[1:], date.max][: len(days)], strict=True):
        _turn(there, turns[on])
        for slot, count in enumerate(there) if max(there) > places else ():
            if count <= places or slot in found:
                continue
            first = on + timedelta(days=(slot // 2 - on.weekday()) % 7)
            while first in closed:
                first += 7 * _DAY
            if first < until:
                found.add(slot)
                yield first, slot, count


def busiest(some: Iterable[Taken], days: Sequence[date]) -> list[int]:
    """How many are there in the fullest half-day on each of these days, which come in their order."""
    turns = _turns(some, days[0])
    to_come = sorted(turns, reverse=True)
    there, found = [0] * 10, []
    for on in days:
        while to_come and to_come[-1] <= on:
            _turn(there, turns[to_come.pop()])
        found.append(max(there))
    return found


def _turns(some: Iterable[Taken], today: date) -> dict[date, list[tuple[int, int]]]:
    """Who comes (+1) and who has gone (-1), by day; whoever is there today comes today."""
    turns: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for one in some:
        if one.start <= one.end and one.end >= today:
            turns[max(one.start, today)].append((1, one.week))
            turns[one.end + _DAY].append((-1, one.week))
    return turns


def _turn(there: list[int], turns: Iterable[tuple[int, int]]) -> None:
    for by, week in turns:
        for slot in _slots(week):
            there[slot] += by


@cache
def _slots(week: int) -> tuple[int, ...]:
    return tuple(slot for slot in range(10) if week >> slot & 1)


def the_enrolled_have_their_stays(day: Tables, _: Given) -> Iterator[str]:
    """Section 1, e and f: a stay for each child from the signature on; over once the family has left."""
    signed = {one.request: len(one.ends.split()) for one in day.offers.values() if one.state == "signed"}
    for row in day.requests.values():
        stays = day.stays_of.get(row.id, [])
        if row.state == "enrolled":
            children = {stay.child for stay in stays}
            if not children or len(children) != signed.get(row.id):
                yield f"request {row.reference} is enrolled with stays for {len(children)} children"
        elif row.state == "left":
            if any(_goes_on(stay, day.today + _DAY) for stay in stays):
                yield f"request {row.reference} has left, and a stay of its goes on"
        elif stays:
            yield f"request {row.reference} is {row.state} and has a stay"


def _goes_on(stay: Stay, day: date) -> bool:
    """Whether it has days after that one; a stay that never began ends before it starts."""
    return stay.end is None or (stay.end > str(day) and stay.end >= stay.start)
