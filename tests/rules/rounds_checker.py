"""A judge of rounds: the words of the rules, sections 2 to 4, day by day and half-day by half-day.

Written apart from the algorithm: it shares the values with it and nothing else. Every right by which a
request might stand at a crèche is weighed where it would stand, beside the stays and those ahead of it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

from bot.rules.calendar import Week
from bot.rules.places import Agreement, Stay
from bot.rules.policy import Creche, PriorityOrder
from bot.rules.requests import Request
from bot.rules.rounds import Decision, Pair, RoundInput, Way

BRUSSELS = ZoneInfo("Europe/Brussels")
ONE_DAY = timedelta(days=1)
UNLIMITED = {"52-2", "52-3", "52-6", "52-7"}

HalfDays = Counter[int]  # how many children, by half-day: ten times the day, and 0 to 9
Books = dict[str, HalfDays]  # what is taken, by limit
Position = tuple[object, ...]  # in a crèche's effective order, smaller first


@dataclass(frozen=True)
class Right:
    """A right by which a request may stand at a crèche, and where it then stands."""

    way: Way
    position: Position
    agreement: Agreement | None = None


@dataclass(frozen=True)
class Seat:
    """A request placed: by which right, from which day."""

    request: Request
    right: Right
    start: date


def moment(request: Request) -> datetime:
    assert request.confirmed_at
    return request.confirmed_at.astimezone(BRUSSELS)


def last_days(request: Request) -> list[date]:
    """The eve of the last Monday of August that comes after, or is, each child's third birthday."""
    return [_last_day(child.day) for child in request.children]


@cache
def _last_day(birth: date) -> date:
    third = date(birth.year + 3, birth.month, min(birth.day, 28)) + timedelta(days=max(0, birth.day - 28))
    if third.month != birth.month:  # 29 February
        third = date(birth.year + 3, 2, 28)
    monday = third
    while not (monday.month == 8 and monday.weekday() == 0 and (monday + 7 * ONE_DAY).month == 9):
        monday += ONE_DAY
    return monday - ONE_DAY


class Site:
    """One crèche in a round: its open half-days, its limits, what is taken, who may stand where."""

    def __init__(self, asked: RoundInput, creche: Creche) -> None:
        self.asked, self.policy, self.creche = asked, asked.policy, creche
        self.agreements = [one for one in asked.agreements if one.creche == creche.id]
        self._horizon = max(day for request in asked.requests for day in last_days(request))
        self._years: dict[int, list[date]] = {}
        self._days: dict[tuple[Week, date, date], HalfDays] = {}
        self._uses: dict[object, dict[str, HalfDays]] = {}
        self.agreements.sort(key=lambda one: (one.period.start, one.id))
        self._shares: dict[int, list[tuple[str, int]]] = {}
        authorised = creche.authorised or creche.places
        self.limits = {
            "places": creche.places,
            "reserve": (authorised * self.policy.specific_needs_min_percent + 99) // 100,
            "needs": authorised * self.policy.specific_needs_max_percent // 100,
            "sponsors": creche.places * self.policy.sponsors_max_percent // 100,
            **{one.id: one.places for one in self.agreements},
        }
        self.taken = {limit: HalfDays() for limit in (*self.limits, *map(_colleagues, self.agreements))}
        for stay in asked.taken:
            if stay.creche == creche.id:
                ways = ["places", *(["needs", "reserve"] if stay.need else [])]
                used = self._used(stay.week, stay.period.start, [stay.period.end], ways, None)
                _add(self.taken, used | self._sponsored(stay))

    # What there is

    def is_open(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.policy.holidays and day not in self.creche.closures

    def half_days(self, week: Week, first: date, last: date) -> HalfDays:
        """Every half-day of a week on which the crèche is open."""
        key = (week, first, last)
        if key not in self._days:
            slots = [[slot for slot in week if slot // 2 == weekday] for weekday in range(5)]
            years = range(first.year, last.year + 1)
            days = [day for year in years for day in self._open_days(year) if first <= day <= last]
            once = {10 * day.toordinal() + slot: 1 for day in days for slot in slots[day.weekday()]}
            self._days[key] = HalfDays(once)
        return self._days[key]

    def _open_days(self, year: int) -> list[date]:
        if year not in self._years:
            days = (date(year, 1, 1) + n * ONE_DAY for n in range(366))
            self._years[year] = [day for day in days if day.year == year and self.is_open(day)]
        return self._years[year]

    def _used(
        self,
        week: Week,
        start: date,
        ends: Sequence[date | None],
        ways: Iterable[str],
        under: Agreement | None,
    ) -> dict[str, HalfDays]:
        """What children take, by limit; under an agreement only while it runs."""
        lasts = [min(end or self._horizon, self._horizon) for end in ends]
        whole = _together(self.half_days(week, start, last) for last in lasts)
        used = dict.fromkeys(ways, whole)
        if under:
            first, until = max(start, under.period.start), under.period.end or self._horizon
            parts = (self.half_days(week, first, min(last, until)) for last in lasts)
            used["sponsors"] = used[under.id] = _together(parts)
        return used

    def _sponsored(self, stay: Stay) -> dict[str, HalfDays]:
        """What a child takes under its firm's agreements: when one is over, under the next to run."""
        used: dict[str, HalfDays] = defaultdict(HalfDays)
        under = next((one for one in self.agreements if one.id == stay.agreement_id), None)
        start, last = stay.period.start, min(stay.period.end or self._horizon, self._horizon)
        while under:
            end = under.period.end or self._horizon
            here = self.half_days(stay.week, max(start, under.period.start), min(last, end))
            _add(used, {"sponsors": here, under.id: here})
            start = max(start, end + ONE_DAY)
            under = self._after(under, end)
        return used

    def _after(self, over: Agreement, end: date) -> Agreement | None:
        later = [
            (max(one.period.start, end + ONE_DAY).toordinal(), -one.period.start.toordinal(), one)
            for one in reversed(self.agreements)
            if one.sponsor_id == over.sponsor_id and (one.period.end or date.max) > end
        ]
        return min(later, key=lambda one: one[:2])[2] if later and over.period.end else None

    def uses(self, seat: Seat) -> dict[str, HalfDays]:
        """What a seat counts in."""
        key = (seat.request.id, seat.right.position, seat.right.way, seat.right.agreement, seat.start)
        if key not in self._uses:
            self._uses[key] = self._counted(seat)
        return self._uses[key]

    def _counted(self, seat: Seat) -> dict[str, HalfDays]:
        ways = ["places"]
        if seat.right.way in {Way.NEED, Way.RESERVE}:
            ways.append("needs")
        if seat.right.way is Way.RESERVE:
            ways.append("reserve")
        week, under = seat.request.wishes.week, seat.right.agreement
        if under:
            ways.append(_colleagues(under))
        return self._used(week, seat.start, last_days(seat.request), ways, under)

    def over(self, books: Mapping[str, HalfDays], seat: Seat) -> set[str]:
        """The limits that one more seat would break; "held": there is room, and it is held for others."""
        broken = {
            limit
            for limit, used in self.uses(seat).items()
            if limit in self.limits
            and any(books[limit].get(half, 0) + n > self.limits[limit] for half, n in used.items())
        }
        if self.asked.held and "places" not in broken and self._takes_what_is_held(books, seat):
            broken.add("held")
        return broken

    # What is held

    def _takes_what_is_held(self, books: Mapping[str, HalfDays], seat: Seat) -> bool:
        """Whether less would be left somewhere than the other firms still have coming."""
        own = seat.right.agreement and _colleagues(seat.right.agreement)
        for half, n in self.uses(seat)["places"].items():
            coming = sum(
                max(0, share - books[firm].get(half, 0)) for firm, share in self._share(half) if firm != own
            )
            if books["places"].get(half, 0) + n > self.creche.places - coming:
                return True
        return False

    def _share(self, half: int) -> list[tuple[str, int]]:
        """What each agreement holds of a half-day beside the stays; who began first has its share first."""
        if half not in self._shares:
            day, shares = date.fromordinal(half // 10), list[tuple[str, int]]()
            left = max(0, self.creche.places - self.taken["places"].get(half, 0))
            for one in self.agreements:
                kept = [held for held in self.asked.held if held.agreement_id == one.id]
                wanted = sum(
                    held.places for held in kept if held.period.start <= day <= (held.period.end or date.max)
                )
                shares.append((_colleagues(one), min(wanted, left)))
                left -= min(wanted, left)
            self._shares[half] = shares
        return self._shares[half]

    # Who may stand where

    def rights(self, request: Request) -> list[Right]:
        """Every right of a request here, the strongest first (sections 2 and 4)."""
        at = moment(request)
        month, tie = (at.year, at.month), (at.astimezone(UTC), request.reference)
        claims = [one for one in request.claims if one.seen_on and self._published(str(one.code))]
        codes = {str(claim.code) for claim in claims}

        def position(*, lifted: bool, priority: bool) -> Position:
            if self.policy.priority_order is PriorityOrder.MONTH_FIRST:
                return (not lifted, month, not priority, *tie)
            return (not lifted, not priority, month, *tie)

        with_priority = position(lifted=False, priority=True)
        need = any(code.startswith("52-1") for code in codes)
        rights = [Right(Way.RESERVE, position(lifted=True, priority=True))] if need else []
        firms = {one.sponsor_id for one in claims if str(one.code) in {"52-4", "52-5"}}
        own = [one for one in self.agreements if one.sponsor_id in firms]
        rights += [Right(Way.AGREEMENT, with_priority, one) for one in own]
        rights += [Right(Way.PRIORITY, with_priority)] if codes & UNLIMITED else []
        rights += [Right(Way.NEED, with_priority)] if need else []
        return [*rights, Right(Way.ORDINARY, position(lifted=False, priority=False))]

    def _published(self, code: str) -> bool:
        return code in self.creche.priorities or code[:4] in self.creche.priorities

    def starts(self, request: Request) -> list[date]:
        """The first open day of each wished month that is still to come, the nearest first."""
        wishes, tomorrow = request.wishes, self.asked.today + ONE_DAY
        found = []
        for by in sorted(range(-wishes.earlier, wishes.later + 1), key=lambda by: (abs(by), by)):
            month = wishes.entry.plus(by)
            day = max(month.first, tomorrow)
            while day <= month.last and not self.is_open(day):
                day += ONE_DAY
            if day <= month.last and day <= min(last_days(request)):
                found.append(day)
        return found

    def seats(self, request: Request) -> Iterator[Seat]:
        """Every way in which a request could sit here, by right and then by day."""
        starts = self.starts(request)
        for right in self.rights(request):
            for start in starts:
                if right.agreement is None or start in right.agreement.period:
                    yield Seat(request, right, start)


class Line:
    """Those placed at a crèche, in its effective order, and what is taken before each and behind the last."""

    def __init__(self, site: Site, seats: Iterable[Seat]) -> None:
        self.site = site
        self.seats: list[Seat] = []
        self.books = [site.taken]
        for seat in sorted(seats, key=lambda seat: seat.right.position):
            self.add(seat)

    def add(self, seat: Seat) -> None:
        books = {limit: book.copy() for limit, book in self.books[-1].items()}
        _add(books, self.site.uses(seat))
        self.seats.append(seat)
        self.books.append(books)

    def before(self, position: Position) -> Books:
        """The stays and those ahead of a position."""
        return self.books[sum(one.right.position < position for one in self.seats)]

    def seat(self, request: Request) -> Seat | None:
        """Where a request would sit beside the stays and those ahead of it: the strongest right that fits."""
        fits = (
            one
            for one in self.site.seats(request)
            if not self.site.over(self.before(one.right.position), one)
        )
        return next(fits, None)

    def right(self, request: Request) -> Seat:
        """By which right a request stands there, room or not: the strongest that holds, from a day."""
        return next(
            one
            for one in self.site.seats(request)
            if self.site.over(self.before(one.right.position), one) <= {"places", "held"}
        )

    def fits_beside_everybody(self, request: Request) -> bool:
        return any(not self.site.over(self.books[-1], one) for one in self.site.seats(request))

    def behind(self, seat: Seat) -> bool:
        return any(one.right.position > seat.right.position for one in self.seats)


def line_of(site: Site, requests: Sequence[Request]) -> Line | None:
    """These requests and no others, each by its strongest right that fits; None where not all of them fit."""
    tries = [(seat.right.position, n, seat) for one in requests for n, seat in enumerate(site.seats(one))]
    line, seated = Line(site, ()), set()
    for _, _, seat in sorted(tries, key=lambda one: one[:2]):
        if seat.request.id not in seated and not site.over(line.books[-1], seat):
            line.add(seat)
            seated.add(seat.request.id)
    return line if len(seated) == len(requests) else None


class Judge:
    """Looks at a round as a whole."""

    def __init__(self, asked: RoundInput) -> None:
        self.asked = asked
        first = datetime(asked.month.year, asked.month.number, 1, tzinfo=BRUSSELS)
        self.requests = {
            one.id: one
            for one in asked.requests
            if one.state in {"confirmed", "refused"} and moment(one) < first and one.id not in asked.skipped
        }
        self.sites = {creche.id: Site(asked, creche) for creche in asked.policy.creches}

    def faults(self, decisions: Sequence[Decision], wasted: Iterable[Pair]) -> list[str]:
        """Everything that does not hold, in words; nothing for a round as it should be."""
        if Counter(one.request_id for one in decisions) != Counter(list(self.requests)):
            return ["not exactly those who are to be decided were decided"]
        seats = {one.request_id: self._seat(one) for one in decisions if one.proposal}
        if None in seats.values():
            return [f"{name} was proposed what it may not have" for name, seat in seats.items() if not seat]
        got = {one.request_id: one.proposal.creche for one in decisions if one.proposal}
        lines = self.lines(decisions)
        misplaced = [fault for line in lines.values() for fault in _misplaced(line)]
        told = {(pair.request_id, pair.creche) for pair in wasted}
        return misplaced + list(self._unsatisfied(lines, got, told))

    def satisfiable(self) -> bool:
        """Whether any answer at all leaves nobody envious and nothing wasted: every one is looked at."""
        requests = list(self.requests.values())
        options = [(None, *self._listed(one)) for one in requests]
        lines: dict[tuple[str, frozenset[str]], Line | None] = {}
        for choice in product(*options):
            got = {one.id: creche for one, creche in zip(requests, choice, strict=True) if creche}
            if self._satisfies(got, lines):
                return True
        return False

    def _satisfies(
        self, got: Mapping[str, str], lines: dict[tuple[str, frozenset[str]], Line | None]
    ) -> bool:
        for creche, site in self.sites.items():
            there = frozenset(name for name, where in got.items() if where == creche)
            if (creche, there) not in lines:
                lines[creche, there] = line_of(site, [self.requests[name] for name in sorted(there)])
            line = lines[creche, there]
            if line is None or any(line.seat(one) for one in self._preferring(creche, got)):
                return False
        return True

    def _seat(self, decision: Decision) -> Seat | None:
        """The seat that a proposal stands for, if the request may sit there at all."""
        request, given = self.requests[decision.request_id], decision.proposal
        assert given
        if given.creche not in request.wishes.creches or given.week != request.wishes.week:
            return None
        for seat in self.sites[given.creche].seats(request):
            under = seat.right.agreement and seat.right.agreement.id
            if (seat.right.way, under, seat.start) == (given.way, given.agreement_id, given.start):
                return seat if list(given.ends) == last_days(request) else None
        return None

    def lines(self, decisions: Iterable[Decision]) -> dict[str, Line]:
        """Everybody placed, crèche by crèche."""
        there: dict[str, list[Seat]] = {creche: [] for creche in self.sites}
        for one in decisions:
            seat = self._seat(one) if one.proposal else None
            if one.proposal and seat:
                there[one.proposal.creche].append(seat)
        return {creche: Line(site, there[creche]) for creche, site in self.sites.items()}

    def _unsatisfied(
        self, lines: Mapping[str, Line], got: Mapping[str, str], told: set[tuple[str, str]]
    ) -> Iterator[str]:
        """Justified envy, and room that was left unused and not told."""
        for creche, line in lines.items():
            for request in self._preferring(creche, got):
                seat, wasted = line.seat(request), line.fits_beside_everybody(request)
                if seat and line.behind(seat):
                    yield f"{request.id} envies somebody at {creche}"
                if wasted != ((request.id, creche) in told):
                    fault = "not told" if wasted else "told of and not there"
                    yield f"room for {request.id} at {creche} is {fault}"

    def _preferring(self, creche: str, got: Mapping[str, str]) -> Iterator[Request]:
        """Those who prefer that crèche to what they got."""
        for name, request in self.requests.items():
            wishes = list(request.wishes.creches)
            place = wishes.index(got[name]) if name in got else len(wishes)
            if creche in wishes[:place]:
                yield request

    def _listed(self, request: Request) -> list[str]:
        return [creche for creche in request.wishes.creches if creche in self.sites]


def _misplaced(line: Line) -> Iterator[str]:
    """Who is over a limit, or could sit further ahead or begin nearer to its wish."""
    for index, seat in enumerate(line.seats):
        name, over = seat.request.id, line.site.over(line.books[index], seat)
        if over:
            yield f"{name} at {line.site.creche.id} is over {sorted(over)}"
        others = Line(line.site, [one for one in line.seats if one is not seat])
        if (better := others.seat(seat.request)) and better != seat:
            yield f"{name} at {line.site.creche.id} has a better right or day"


def _colleagues(agreement: Agreement) -> str:
    """The book of those placed under an agreement in this round."""
    return f"colleagues {agreement.id}"


def _together(several: Iterable[HalfDays]) -> HalfDays:
    found = HalfDays()
    for half_days in several:
        found.update(half_days)
    return found


def _add(books: Books, used: Mapping[str, HalfDays]) -> None:
    for limit, half_days in used.items():
        books[limit].update(half_days)
