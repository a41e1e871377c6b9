"""All that a round is worked out on: the requests in order, and every crèche's roll."""

from collections.abc import Iterator, Sequence
from copy import copy
from typing import NamedTuple, Self

from bot.rules.calendar import Period, at_local
from bot.rules.places import Stay
from bot.rules.requests import Request, State
from bot.rules.rounds.order import Order
from bot.rules.rounds.preparing import prepared
from bot.rules.rounds.roll import Seat
from bot.rules.rounds.values import RoundInput


def candidates(asked: RoundInput) -> Iterator[Request]:
    """Those who were confirmed before the month of the round; the others wait for theirs (order, 51 §3)."""
    begins = at_local(asked.month.first, 0)
    for request in asked.requests:
        ranked = request.state is State.CONFIRMED or request.state is State.REFUSED
        if ranked and request.confirmed_at and request.confirmed_at < begins:
            yield request


class Blocked(NamedTuple):
    """A request that would sit at a crèche that it prefers to what it got.

    `envies`: somebody behind that seat is placed there; else the room is wasted.
    """

    rank: int
    creche: str
    seat: Seat
    envies: bool


class Board:
    """A request is known by its rank in the order of confirmation.

    `wishes[rank]` are its crèches, the most wished first; `at[rank]` is the index of the one where it is
    placed, or their number while it has no place. Those `skipped` are not decided.
    """

    def __init__(self, asked: RoundInput, order: Order) -> None:
        self.order, self.requests = order, order.requests
        self.skipped = {rank for rank, one in enumerate(self.requests) if one.id in asked.skipped}
        known = {creche.id for creche in asked.policy.creches}
        self.wishes = [
            tuple(c for c in dict.fromkeys(one.wishes.creches) if c in known) for one in self.requests
        ]
        self.rolls = prepared(asked, order, self.wishes)
        self.at = [len(wishes) for wishes in self.wishes]

    def copy(self) -> Self:
        """Another board with the same seats."""
        other = copy(self)
        other.rolls = {creche: roll.copy() for creche, roll in self.rolls.items()}
        other.at = self.at[:]
        return other

    def place(self, at: Sequence[int]) -> None:
        """Place every request as `at` says."""
        self.at = list(at)
        for roll in self.rolls.values():
            roll.fill(rank for rank, one in roll.applicants.items() if self.at[rank] == one.wish)

    def placed(self) -> dict[str, str]:
        """The crèche of every request that has one, by their ids."""
        at = ((one.id, self.creche_of(rank)) for rank, one in enumerate(self.requests))
        return {request_id: creche for request_id, creche in at if creche}

    def preferred(self, rank: int) -> tuple[str, ...]:
        """The crèches that a request prefers to what it got."""
        return self.wishes[rank][: self.at[rank]]

    def creche_of(self, rank: int) -> str | None:
        """Where a request is placed."""
        return self.wishes[rank][self.at[rank]] if self.at[rank] < len(self.wishes[rank]) else None

    def stays(self, creche: str, first: int | None = None) -> Iterator[Stay]:
        """What would come of those placed at a crèche, or of the first of them."""
        for seat in self.rolls[creche].seats[:first]:
            for end in seat.option.ends:
                week, period = self.requests[seat.rank].wishes.week, Period(seat.option.start, end)
                yield Stay(id="", creche=creche, week=week, period=period)

    def blocked(self, creche: str) -> Iterator[Blocked]:
        """All who would sit at that crèche and prefer it to what they got, in order of confirmation."""
        roll = self.rolls[creche]
        for rank, applicant in roll.applicants.items():
            prefers = applicant.wish < self.at[rank] and rank not in self.skipped
            if prefers and (seat := roll.seat_for(rank)):
                yield Blocked(rank, creche, seat, roll.behind(seat.door.key))

    def wasted(self) -> int:
        """How many would sit somewhere better."""
        return sum(1 for creche in self.rolls for _ in self.blocked(creche))
