"""From what a round is given to empty rolls: every request at every crèche that it lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.rules.calendar import Period
from bot.rules.places import Agreement, Stay, presumed_end
from bot.rules.requests import Request
from bot.rules.rounds.doors import doors
from bot.rules.rounds.order import Order
from bot.rules.rounds.roll import Applicant, Option, Roll
from bot.rules.rounds.room import DAY, Room
from bot.rules.rounds.values import RoundInput
from bot.rules.starts import Starts

_Ends = tuple[date, ...]


def prepared(asked: RoundInput, order: Order, wishes: Sequence[tuple[str, ...]]) -> dict[str, Roll]:
    """A roll, with nobody placed yet, for every crèche that somebody lists."""
    maker = _Maker(asked, order)
    listed: dict[str, dict[int, int]] = defaultdict(dict)
    for rank, creches in enumerate(wishes):
        for wish, creche in enumerate(creches):
            listed[creche][rank] = wish
    return {creche: maker.roll(creche, wished) for creche, wished in sorted(listed.items())}


class Given:
    """What a round is given, crèche by crèche."""

    def __init__(self, asked: RoundInput) -> None:
        self.asked = asked
        self.taken: dict[str, list[Stay]] = defaultdict(list)
        for stay in asked.taken:
            self.taken[stay.creche].append(stay)

    def agreements(self, creche: str) -> list[Agreement]:
        """Those at a crèche; who began first, first."""
        here = [one for one in self.asked.agreements if one.creche == creche]
        return sorted(here, key=lambda one: (one.period.start, one.id))

    def room(self, creche: str, points: set[date], *, most: int) -> Room:
        """Its room between the first of these days and the last, two at least; `most`: see `Room`."""
        agreements = self.agreements(creche)
        held = [one for one in self.asked.held if one.agreement_id in {each.id for each in agreements}]
        first, last = min(points), max(points)
        periods = [*(one.period for one in agreements), *(one.period for one in held)]
        return Room(
            creche,
            points=points | {day for one in periods for day in _bounds(one) if first < day < last},
            most=most,
            taken=self.taken[creche],
            agreements=agreements,
            held=held,
            policy=self.asked.policy,
        )


def _bounds(period: Period) -> set[date]:
    return {period.start, period.end + DAY} if period.end else {period.start}


class _Maker:
    def __init__(self, asked: RoundInput, order: Order) -> None:
        self.asked, self.order, self.given = asked, order, Given(asked)
        self.creches = {creche.id: creche for creche in asked.policy.creches}
        self.ends = presumed_ends(order.requests)

    def roll(self, creche: str, wished: Mapping[int, int]) -> Roll:
        """A crèche's roll; `wished` says which of its wishes it is, by rank."""
        days = self._days(creche, wished)
        most = max(len(self.ends[rank]) for rank in wished)
        room = self.given.room(creche, self._points(days), most=most)
        options = self._options(days, room)
        at, agreements = self.creches[creche], self.given.agreements(creche)
        found = {
            rank: Applicant(
                wish, doors(request, rank, at, agreements, self.order, held=room.holds), options[rank]
            )
            for rank, wish in wished.items()
            if (request := self.order.requests[rank])
        }
        return Roll(at, room, found)

    def _days(self, creche: str, ranks: Iterable[int]) -> dict[int, list[date]]:
        """When each request could begin, no child being of school age by then."""
        starts = Starts(creche, self.asked.today + DAY, self.asked.policy)
        return {
            rank: [day for day in starts.of(self.order.requests[rank].wishes) if day <= min(self.ends[rank])]
            for rank in ranks
        }

    def _points(self, days: Mapping[int, Sequence[date]]) -> set[date]:
        """Every day on which something that is asked for begins or has ended, and at least two days."""
        points = {self.asked.today, self.asked.today + DAY}
        for rank, some in days.items():
            points.update(some)
            points.update(end + DAY for end in self.ends[rank] if some)
        return points

    def _options(self, days: Mapping[int, Sequence[date]], room: Room) -> dict[int, list[Option]]:
        """Those days with what each request would take; the same weeks and days are worked out once."""
        known: dict[object, Option] = {}
        found = {}
        for rank, some in days.items():
            week, ends = self.order.requests[rank].wishes.week, self.ends[rank]
            for day in some:
                if (week, day, ends) not in known:
                    known[week, day, ends] = Option(day, ends, room.load(week, day, ends))
            found[rank] = [known[week, day, ends] for day in some]
        return found


def presumed_ends(requests: Iterable[Request]) -> list[_Ends]:
    """Each child's presumed last day, request by request."""
    known: dict[date, date] = {}
    for request in requests:
        for child in request.children:
            if child.day not in known:
                known[child.day] = presumed_end(child)
    return [tuple(known[child.day] for child in request.children) for request in requests]
