"""Of a few requests every answer is tried: one that satisfies everybody is found if there is one."""

from functools import reduce
from operator import and_

from bot.rules.rounds.board import Board

MOST = 8  # requests; the answers of more are too many

_Ranks = frozenset[int]


def search(board: Board) -> None:
    """Among the answers without envy take one that leaves least unused, where at most eight are decided.

    Of several such, the best for the request confirmed first, then for the second, and so on.
    """
    ranks = [rank for rank in range(len(board.requests)) if rank not in board.skipped]
    if len(ranks) <= MOST and (wasted := board.wasted()):
        best = _Search(board.copy(), ranks).better_than(wasted)
        if best:
            board.place(best)


class _Search:
    """The requests choose one after the other; a crèche is judged once all that list it have chosen."""

    def __init__(self, scratch: Board, ranks: list[int]) -> None:
        self._board, self._ranks = scratch, ranks
        self._at = [len(wishes) for wishes in scratch.wishes]
        self._listed = {
            creche: sorted({*roll.applicants} & {*ranks}) for creche, roll in scratch.rolls.items()
        }
        self._judged: dict[tuple[str, _Ranks], tuple[_Ranks, _Ranks] | None] = {}
        self._best: list[int] | None = None
        self._least = 0

    def better_than(self, wasted: int) -> list[int] | None:
        """The first of the answers that waste least, if that is less."""
        self._least = wasted
        self._choose(self._ranks, 0)
        return self._best

    def _choose(self, ranks: list[int], wasted: int) -> None:
        """Try every wish of the first of these, and none, with all that the others may choose."""
        if not ranks:
            self._least, self._best = wasted, self._at[:]
            return
        rank, *others = ranks
        wishes = self._board.wishes[rank]
        for wish in range(len(wishes) + 1):
            self._at[rank] = wish
            if wish < len(wishes) and not self._might_fit(wishes[wish]):
                continue
            more = self._waste(rank)
            if more is not None and wasted + more < self._least:
                self._choose(others, wasted + more)
        self._at[rank] = len(wishes)

    def _placed(self, creche: str) -> _Ranks:
        applicants = self._board.rolls[creche].applicants
        return frozenset(rank for rank in self._listed[creche] if self._at[rank] == applicants[rank].wish)

    def _might_fit(self, creche: str) -> bool:
        """Whether those placed so far fit together, each taking no more than it would on any day."""
        roll = self._board.rolls[creche]
        room, guard = roll.room.whole(roll.room.state), roll.room.guard
        for rank in self._placed(creche):
            loads = [option.load for option in roll.applicants[rank].options]
            room -= reduce(and_, loads) if loads else guard
            if room & guard != guard:
                return False
        return True

    def _waste(self, rank: int) -> int | None:
        """How many would sit at the crèches of which all have chosen now; None if that would be envy."""
        wasted = 0
        for creche in self._board.wishes[rank]:
            judged = self._judge(creche) if rank == self._listed[creche][-1] else (frozenset(), frozenset())
            if judged is None:
                return None
            envious, others = (self._preferring(creche, ranks) for ranks in judged)
            if envious:
                return None
            wasted += others
        return wasted

    def _preferring(self, creche: str, ranks: _Ranks) -> int:
        applicants = self._board.rolls[creche].applicants
        return sum(applicants[rank].wish < self._at[rank] for rank in ranks)

    def _judge(self, creche: str) -> tuple[_Ranks, _Ranks] | None:
        """Who would envy somebody there, and who would find room; None if those placed do not fit."""
        placed = self._placed(creche)
        key = (creche, placed)
        if key not in self._judged:
            self._judged[key] = self._worked_out(creche, placed)
        return self._judged[key]

    def _worked_out(self, creche: str, placed: _Ranks) -> tuple[_Ranks, _Ranks] | None:
        roll = self._board.rolls[creche]
        if roll.fill(placed):
            return None
        others = [
            seat for rank in self._listed[creche] if rank not in placed and (seat := roll.seat_for(rank))
        ]
        envious = frozenset(seat.rank for seat in others if roll.behind(seat.door.key))
        return envious, frozenset(seat.rank for seat in others) - envious
