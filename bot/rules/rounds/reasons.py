"""Why: for every request the crèches that it did not get, as data that a director can read out."""

from collections import defaultdict
from datetime import date
from functools import cache, partial

from bot.rules.calendar import Slot
from bot.rules.places import Stay
from bot.rules.policy import PriorityOrder
from bot.rules.rounds.board import Board
from bot.rules.rounds.roll import Option, Roll
from bot.rules.rounds.room import DAY, PLACES
from bot.rules.rounds.values import Passed, RoundInput, Way, Why
from bot.rules.starts import Starts
from bot.rules.waitlist import FullSlot, free_from


class Reasons:
    """The reasons of one board; what many requests share is worked out once."""

    def __init__(self, asked: RoundInput, board: Board) -> None:
        self._board = board
        self._priority_first = asked.policy.priority_order is PriorityOrder.PRIORITY_FIRST
        self._taken: dict[str, list[Stay]] = defaultdict(list)
        for stay in asked.taken:
            self._taken[stay.creche].append(stay)
        self._starts = cache(partial(Starts, first=asked.today + DAY, policy=asked.policy))
        self._ahead = cache(self._counted)
        self._full = cache(self._lacking)
        self._free_from = cache(self._freed)
        self._held = cache(self._for_firms)

    def passed(self, rank: int, creche: str) -> Passed:
        """Why a request did not get that crèche."""
        roll = self._board.rolls[creche]
        if not roll.applicants[rank].options:
            return Passed(creche=creche, why=self._never(rank, creche))
        seat = roll.seat_for(rank)
        door = seat.door if seat else roll.stands(rank)
        ahead = roll.index(door.key)
        by_priority, by_month, by_time = self._ahead(roll, ahead, door.way, self._board.order.months[rank])
        return Passed(
            creche=creche,
            why=Why.OPEN if seat else Why.FULL,
            ahead_by_priority=by_priority,
            ahead_by_month=by_month,
            ahead_by_time=by_time,
            full=() if seat else self._full(roll, ahead, roll.first_day(rank, door)),
            held=not seat and self._held(roll, ahead, roll.first_day(rank, door), door.held),
        )

    def _never(self, rank: int, creche: str) -> Why:
        """A crèche that opens in time is too late for the child."""
        opens = self._starts(creche).of(self._board.requests[rank].wishes)
        return Why.SCHOOL if opens else Why.NO_DAY

    def _counted(self, roll: Roll, ahead: int, way: Way, month: int) -> tuple[int, int, int]:
        """How many of the first stand ahead by priority, by an earlier month, by an earlier time."""
        by_priority = by_month = 0
        for seat in roll.seats[:ahead]:
            lifted = seat.door.way is Way.RESERVE and way is not Way.RESERVE
            stronger = seat.door.way is not Way.ORDINARY and way is Way.ORDINARY
            earlier = self._board.order.months[seat.rank] != month
            if lifted or (stronger and (self._priority_first or not earlier)):
                by_priority += 1
            elif earlier:
                by_month += 1
        return by_priority, by_month, ahead - by_priority - by_month

    def _for_firms(self, roll: Roll, ahead: int, option: Option, own: int | None) -> bool:
        """Whether there would be room on more half-days if none were held for the firms."""
        state, room = roll.states[ahead], roll.room
        left = state[PLACES] if own is None else state[PLACES] + state[own]
        return room.full(left, option.load) != room.full(room.whole(state), option.load)

    def _lacking(self, roll: Roll, ahead: int, option: Option) -> tuple[FullSlot, ...]:
        """The half-days without room beside the first, were a request to begin on that day."""
        children = len(option.ends)
        slots = roll.room.full(roll.room.whole(roll.states[ahead]), option.load)
        frees = [(slot, self._free_from(roll, slot, ahead, children)) for slot in slots]
        return tuple(FullSlot(slot=slot, until=day and max(day, option.start)) for slot, day in frees)

    def _freed(self, roll: Roll, slot: Slot, ahead: int, children: int) -> date | None:
        """From which day on so many children have room in a half-day for good, beside the first."""
        creche = roll.creche
        there = [*self._taken[creche.id], *self._board.stays(creche.id, ahead)]
        return free_from(slot, date.min, there, creche.places - children + 1)
