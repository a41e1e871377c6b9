"""Why: for every request the crèches that it did not get, as data that a director can read out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from bot.rules.calendar import Period, Slot
from bot.rules.places import Stay
from bot.rules.policy import PriorityOrder
from bot.rules.rounds.board import Board
from bot.rules.rounds.doors import Door
from bot.rules.rounds.roll import Roll, Seat
from bot.rules.rounds.values import Passed, RoundInput, Way, Why
from bot.rules.waitlist import FullSlot, free_from


class Reasons:
    """The reasons of one board; what many requests share is worked out once."""

    def __init__(self, asked: RoundInput, board: Board) -> None:
        self._board = board
        self._priority_first = asked.policy.priority_order is PriorityOrder.PRIORITY_FIRST
        self._taken: dict[str, list[Stay]] = defaultdict(list)
        for stay in asked.taken:
            self._taken[stay.creche].append(stay)
        self._known: dict[tuple[str, Slot, int, int], date | None] = {}

    def passed(self, rank: int, creche: str) -> Passed:
        """Why a request did not get that crèche."""
        roll = self._board.rolls[creche]
        if not roll.applicants[rank].options:
            return Passed(creche=creche, why=Why.NO_DAY)
        seat = roll.seat_for(rank)
        door = seat.door if seat else roll.stands(rank)
        ahead = roll.seats[: roll.index(door.key)]
        by_priority, by_month, by_time = self._ahead(rank, door, ahead)
        return Passed(
            creche=creche,
            why=Why.OPEN if seat else Why.FULL,
            ahead_by_priority=by_priority,
            ahead_by_month=by_month,
            ahead_by_time=by_time,
            full=() if seat else self._full(roll, rank, door),
        )

    def _ahead(self, rank: int, door: Door, ahead: Sequence[Seat]) -> tuple[int, int, int]:
        """How many of those stand ahead by priority, by an earlier month, by an earlier time."""
        months = self._board.order.months
        by_priority = by_month = 0
        for seat in ahead:
            lifted = seat.door.way is Way.RESERVE and door.way is not Way.RESERVE
            stronger = seat.door.way is not Way.ORDINARY and door.way is Way.ORDINARY
            earlier = months[seat.rank] != months[rank]
            if lifted or (stronger and (self._priority_first or not earlier)):
                by_priority += 1
            elif earlier:
                by_month += 1
        return by_priority, by_month, len(ahead) - by_priority - by_month

    def _full(self, roll: Roll, rank: int, door: Door) -> tuple[FullSlot, ...]:
        """The half-days without room beside those ahead, were the request to begin when it wishes most."""
        option, slots = roll.lacks(rank, door)
        ahead, children = roll.index(door.key), len(option.ends)
        frees = [(slot, self._frees(roll, slot, ahead, children)) for slot in slots]
        return tuple(FullSlot(slot=slot, until=day and max(day, option.start)) for slot, day in frees)

    def _frees(self, roll: Roll, slot: Slot, ahead: int, children: int) -> date | None:
        """From which day on so many children have room in a half-day for good, beside those ahead."""
        key = (roll.creche.id, slot, ahead, children)
        if key not in self._known:
            placed = [stay for seat in roll.seats[:ahead] for stay in self._stays(roll.creche.id, seat)]
            there = [*self._taken[roll.creche.id], *placed]
            self._known[key] = free_from(slot, date.min, there, roll.creche.places - children + 1)
        return self._known[key]

    def _stays(self, creche: str, seat: Seat) -> Iterator[Stay]:
        """The stays that would come of a seat."""
        week = self._board.requests[seat.rank].wishes.week
        for end in seat.option.ends:
            yield Stay(id="", creche=creche, week=week, period=Period(seat.option.start, end))
