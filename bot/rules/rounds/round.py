"""A round as it is answered: who gets what, why, and who comes next."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from bot.rules.rounds.board import Board, candidates
from bot.rules.rounds.order import Order
from bot.rules.rounds.reasons import Reasons
from bot.rules.rounds.roll import Seat
from bot.rules.rounds.values import Change, Decision, Pair, Proposal, Reserved, RoundInput


class Round:
    """A month's decision over all crèches. It is never changed; reasons are worked out when looked at.

    `placed`: the crèche of every request that gets one. `changes`: what a person decided otherwise.
    """

    def __init__(
        self,
        asked: RoundInput,
        placed: Mapping[str, str],
        board: Board | None = None,
        changes: tuple[Change, ...] = (),
    ) -> None:
        self.asked, self.placed, self.changes = asked, placed, changes
        self._given = board

    @cached_property
    def board(self) -> Board:
        """What the round was worked out on."""
        if self._given:
            return self._given
        board = Board(self.asked, Order(candidates(self.asked), self.asked.policy))
        board.place(
            [
                wishes.index(self.placed[request.id]) if request.id in self.placed else len(wishes)
                for request, wishes in zip(board.requests, board.wishes, strict=True)
            ]
        )
        return board

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Every request that was decided, in order of confirmation."""
        board, reasons = self.board, Reasons(self.asked, self.board)
        proposals, said = _proposals(board), {one.request_id: one.reason for one in self.changes}
        return tuple(
            Decision(
                request_id=request.id,
                reference=request.reference,
                wishes=request.wishes,
                proposal=proposals.get(rank),
                passed=tuple(reasons.passed(rank, creche) for creche in board.preferred(rank)),
                reason=said.get(request.id, ""),
            )
            for rank, request in enumerate(board.requests)
            if request.id not in self.asked.skipped
        )

    @cached_property
    def reserve(self) -> Mapping[str, tuple[Reserved, ...]]:
        """For every crèche who comes next when a place frees, in its effective order.

        A request is on the list of every crèche that it prefers to what it got, skipped ones included; whom a
        person left without a place this month is on none.
        """
        return {creche: tuple(self._next(creche)) for creche in self.board.rolls}

    @cached_property
    def wasted(self) -> tuple[Pair, ...]:
        """Where there is room left for somebody, because no answer was found that satisfies everybody."""
        return self._pairs(envies=False)

    @cached_property
    def envied(self) -> tuple[Pair, ...]:
        """Who is passed over, by what a person changed: without changes nobody ever is."""
        return self._pairs(envies=True)

    def _pairs(self, *, envies: bool) -> tuple[Pair, ...]:
        board = self.board
        return tuple(
            Pair(request_id=board.requests[one.rank].id, creche=creche)
            for creche in board.rolls
            for one in board.blocked(creche)
            if one.envies is envies
        )

    def _next(self, creche: str) -> Iterator[Reserved]:
        board, roll = self.board, self.board.rolls[creche]
        waits = {one.request_id for one in self.changes if one.to is None}
        waiting = [
            (roll.stands(rank), rank)
            for rank, applicant in roll.applicants.items()
            if applicant.wish < board.at[rank] and applicant.options and board.requests[rank].id not in waits
        ]
        for door, rank in sorted(waiting, key=lambda one: one[0].key):
            request = board.requests[rank]
            yield Reserved(request_id=request.id, reference=request.reference, way=door.way)


def _proposals(board: Board) -> dict[int, Proposal]:
    """What every placed request is offered."""
    return {
        seat.rank: proposal(board, creche, seat)
        for creche, roll in board.rolls.items()
        for seat in roll.seats
    }


def proposal(board: Board, creche: str, seat: Seat) -> Proposal:
    """A seat as it is offered."""
    agreement = seat.door.agreement
    return Proposal(
        creche=creche,
        start=seat.option.start,
        ends=seat.option.ends,
        week=board.requests[seat.rank].wishes.week,
        way=seat.door.way,
        agreement_id=agreement.id if agreement else None,
    )
