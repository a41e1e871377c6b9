"""A crèche's roll: who is placed there in this round, in its effective order, and what each leaves."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from typing import NamedTuple, Self

from bot.rules.policy import Creche
from bot.rules.rounds.doors import Door
from bot.rules.rounds.room import PLACES, Room, State

NEVER = 1 << 62  # a key behind everybody
FIRST = -NEVER  # a key ahead of everybody


class Option(NamedTuple):
    """A day on which a request could begin, each child's last day, and what it would take."""

    start: date
    ends: tuple[date, ...]
    load: int


class Applicant(NamedTuple):
    """A request at one crèche: which of its wishes that is, its doors, the days on which it could begin."""

    wish: int
    doors: list[Door]
    options: list[Option]


class Seat(NamedTuple):
    """A request placed, by a door, from a day."""

    rank: int
    door: Door
    option: Option


class Moved(NamedTuple):
    """Who has lost its seat, and from which key on there may be more room than before (None: nowhere)."""

    gone: list[int]
    since: int | None


class Roll:
    """Seats in order of their keys. `shut`: a key behind which nobody is placed."""

    def __init__(self, creche: Creche, room: Room, applicants: dict[int, Applicant]) -> None:
        self.creche, self.room, self.applicants = creche, room, applicants
        self.seats: list[Seat] = []
        self.keys: list[int] = []
        self.states: list[State] = [room.state]  # what is left before the first, then behind each
        self.shut = NEVER

    def copy(self) -> Self:
        """Another roll with the same seats; what never changes is shared."""
        other = copy(self)
        other.seats, other.keys, other.states = self.seats[:], self.keys[:], self.states[:]
        return other

    def seat_for(self, rank: int) -> Seat | None:
        """Where a request would sit, beside the stays and those ahead of it; None where it does not fit."""
        applicant = self.applicants[rank]
        for door in applicant.doors:
            if door.key <= self.shut and (option := self.option(door, applicant.options)):
                return Seat(rank, door, option)
        return None

    def last_seat_for(self, rank: int) -> Seat | None:
        """Where a request would sit behind everybody, by the strongest of its rights that holds there."""
        applicant = self.applicants[rank]
        last = max([NEVER, *self.keys]) + 1
        for door in applicant.doors:
            if option := self.option(door._replace(key=last), applicant.options):
                return Seat(rank, door._replace(key=last), option)
        return None

    def option(self, door: Door, options: Iterable[Option]) -> Option | None:
        """The first day of those from which there is room, for somebody who comes by that door."""
        state = self.states[self.index(door.key)]
        return next((one for one in options if self._fits(state, door, one)), None)

    def open(self, state: State, door: Door) -> int:
        """What is left for somebody who comes by that door."""
        return state[PLACES] if door.held is None else state[PLACES] + state[door.held]

    def stands(self, rank: int) -> Door:
        """By which door a request stands in the effective order, room or not: the first whose right holds."""
        applicant = self.applicants[rank]
        for door in applicant.doors:
            state = self.states[self.index(door.key)]
            if any(self._within_quotas(state, door, option) for option in applicant.options):
                return door
        return applicant.doors[-1]

    def first_day(self, rank: int, door: Door) -> Option:
        """The most wished day from which the right of a door holds."""
        state = self.states[self.index(door.key)]
        options = self.applicants[rank].options
        return next(one for one in options if self._within_quotas(state, door, one))

    def index(self, key: int) -> int:
        """How many are placed ahead of that key."""
        return bisect_left(self.keys, key)

    def behind(self, key: int) -> bool:
        """Whether somebody is placed behind that key."""
        return bool(self.keys) and self.keys[-1] > key

    def sit(self, seat: Seat) -> Moved:
        """Place a request; those behind it sit down again as far as they fit."""
        if not self.behind(seat.door.key):
            self._append(seat)
            return Moved([], None)
        return self._again(seat.door.key, [seat.rank])

    def leave(self, rank: int) -> Moved:
        """Take a request away; those behind it sit down again, perhaps better."""
        index = next(index for index, seat in enumerate(self.seats) if seat.rank == rank)
        key = self.keys[index]
        del self.seats[index], self.keys[index]
        return Moved(self._again(key, ()).gone, key)

    def shut_behind(self, key: int) -> Moved:
        """Turn away everybody behind a key, now and later."""
        self.shut = min(self.shut, key)
        return self._again(key, ())

    def fill(self, ranks: Iterable[int]) -> list[int]:
        """Place exactly these, in the effective order; those for whom there is no room are returned."""
        self.seats, self.keys = [], []
        return self._again(FIRST, ranks).gone

    def arrange(self, seats: Sequence[Seat]) -> None:
        """These seats as they are, in the order of their keys."""
        self.seats, self.keys, self.states = [], [], [self.room.state]
        for seat in seats:
            self._append(seat)

    def _again(self, since: int, joining: Iterable[int]) -> Moved:
        """Everybody from a key on sits down again, by the first door from there on by which there is room."""
        index = self.index(since)
        before = {seat.rank: seat for seat in self.seats[index:]}
        del self.seats[index:], self.keys[index:], self.states[index + 1 :]
        ranks = (*before, *joining)
        tries = [
            (door.key, i, rank, door)
            for rank in ranks
            for i, door in enumerate(self.applicants[rank].doors)
            if since <= door.key <= self.shut
        ]
        now: dict[int, Seat] = {}
        for _, _, rank, door in sorted(tries):
            option = None if rank in now else self.option(door, self.applicants[rank].options)
            if option:
                now[rank] = Seat(rank, door, option)
                self._append(now[rank])
        loosened = (seat.door.key for rank, seat in before.items() if now.get(rank) != seat)
        return Moved([rank for rank in ranks if rank not in now], min(loosened, default=None))

    def _append(self, seat: Seat) -> None:
        state, door, load = list(self.states[-1]), seat.door, seat.option.load
        if door.held is not None:
            own = self.room.least(state[door.held], load)
            state[door.held] -= own
            load -= own
        state[PLACES] -= load
        for quota in door.quotas:
            state[quota] -= self._counted(door, seat.option)
        self.seats.append(seat)
        self.keys.append(door.key)
        self.states.append(tuple(state))

    def _fits(self, state: State, door: Door, option: Option) -> bool:
        guard = self.room.guard
        has_room = (self.open(state, door) - option.load) & guard == guard
        return has_room and self._within_quotas(state, door, option)

    def _within_quotas(self, state: State, door: Door, option: Option) -> bool:
        """Whether the right that a door stands for holds: its quotas have room, its agreement runs."""
        if not door.quotas:
            return True
        if door.agreement and option.start not in door.agreement.period:
            return False
        guard, load = self.room.guard, self._counted(door, option)
        return all((state[quota] - load) & guard == guard for quota in door.quotas)

    def _counted(self, door: Door, option: Option) -> int:
        """What counts in the quotas of a door: under an agreement only as long as it runs."""
        return option.load & self.room.within(door.agreement.period) if door.agreement else option.load
