"""Deferred acceptance, and what half-days, siblings and quotas ask beyond it.

In the order of confirmation each request goes to the crèche it wishes most among those where it would sit,
beside the stays and those ahead of it there. Those behind it sit down again; who no longer fits goes on to
its next wish. With one full-time child each and no quotas this is all there is: Gale and Shapley's algorithm
(1962), whose answer is the best for every family at once.

Half-days, siblings and quotas add this: when somebody loses a seat, there may be room for a third whom the
crèche turned away before. It is called back. Calling back may go round in a circle, and an answer that
satisfies everybody need not exist. Then one request of the circle is barred from one crèche and, where it
would sit there all the same, the crèche is shut behind it: nobody envies anybody, always. Every way to cut
the circle is tried, and the one that leaves least room unused is taken.
"""

from collections import Counter
from copy import copy
from heapq import heappop, heappush

from bot.rules.rounds.board import Blocked, Board
from bot.rules.rounds.roll import NEVER, Moved

_ENTRIES = 3  # how often a request enters the same crèche before that counts as a circle

_Pair = tuple[int, str]  # a request's rank, a crèche


def settle(board: Board) -> Board:
    """Place everybody: no envy always, no waste where no circle is met."""
    settling = _Settling(board)
    if settling.go():
        return board
    answers = (settling.without(pair) for pair in settling.circle())
    return min(answers, key=Board.wasted)


class _Settling:
    """A board on the way to an answer."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.waiting = [rank for rank in range(len(board.requests)) if rank not in board.skipped]
        self.loosened: dict[str, int] = {}  # where there is more room than before, and behind which key
        self.entries: Counter[_Pair] = Counter()
        self.barred: set[_Pair] = set()
        self.stuck: _Pair | None = None

    def go(self) -> bool:
        """Go on until nobody moves, or a circle is met (False)."""
        self.stuck = None
        while not self.stuck and (self.waiting or self.loosened):
            if self.waiting:
                self.propose(heappop(self.waiting))
            else:
                self.recall(*self.loosened.popitem())
        return not self.stuck

    def circle(self) -> list[_Pair]:
        """Who has entered which crèche more than once."""
        return sorted(pair for pair, times in self.entries.items() if times > 1)

    def without(self, pair: _Pair) -> Board:
        """The answer in which that request does not get that crèche; what is here stays as it is."""
        other = copy(self)
        other.board = self.board.copy()
        other.waiting, other.loosened = self.waiting[:], self.loosened.copy()
        other.entries, other.barred = self.entries.copy(), self.barred.copy()
        other.bar(pair)
        other.finish()
        return other.board

    def propose(self, rank: int) -> None:
        """The request takes the seat it wishes most, if it wishes it more than what it has."""
        for wish, creche in enumerate(self.board.preferred(rank)):
            seat = None if (rank, creche) in self.barred else self.board.rolls[creche].seat_for(rank)
            if seat is None:
                continue
            if self.entries[rank, creche] == _ENTRIES:
                heappush(self.waiting, rank)
                self.stuck = (rank, creche)
                return
            self.entries[rank, creche] += 1
            self.leave(rank)
            self.board.at[rank] = wish
            self.moved(creche, self.board.rolls[creche].sit(seat))
            return

    def leave(self, rank: int) -> None:
        creche = self.board.creche_of(rank)
        if creche:
            self.board.at[rank] = len(self.board.wishes[rank])
            self.moved(creche, self.board.rolls[creche].leave(rank))

    def moved(self, creche: str, moved: Moved) -> None:
        """Those who lost their seats look on, and a crèche with more room calls back."""
        for rank in moved.gone:
            self.board.at[rank] = len(self.board.wishes[rank])
            heappush(self.waiting, rank)
        if moved.since is not None:
            self.loosened[creche] = min(moved.since, self.loosened.get(creche, moved.since))

    def recall(self, creche: str, since: int) -> None:
        """Those behind a key look again whether they would sit here now."""
        applicants = self.board.rolls[creche].applicants
        for rank, _, _, _ in self.board.blocked(creche):
            if applicants[rank].doors[-1].key > since and (rank, creche) not in self.barred:
                heappush(self.waiting, rank)

    def bar(self, pair: _Pair) -> None:
        rank, creche = pair
        self.barred.add(pair)
        if self.board.creche_of(rank) == creche:
            self.leave(rank)
            heappush(self.waiting, rank)

    def finish(self) -> None:
        """Cut every circle that is met, and shut crèches until nobody envies anybody."""
        while self.unsettled():
            pass
        for roll in self.board.rolls.values():
            roll.shut = NEVER
        while any(_moves_up(self.board, one) for one in _first_blocked(self.board)):
            pass

    def unsettled(self) -> bool:
        """Go on to the end; whether crèches had to be shut behind somebody, so that others look on."""
        while not self.go():
            if self.stuck:
                self.bar(self.stuck)
        envious = [one for creche in self.board.rolls for one in self.board.blocked(creche) if one.envies]
        for one in envious:
            self.moved(one.creche, self.board.rolls[one.creche].shut_behind(one.seat.door.key))
        return bool(envious)


def _first_blocked(board: Board) -> list[Blocked]:
    """At every crèche that has room, the first in its order who would sit there."""
    firsts = (min(board.blocked(creche), key=_key, default=None) for creche in board.rolls)
    return sorted((first for first in firsts if first), key=_key)


def _key(one: Blocked) -> int:
    return one.seat.door.key


def _moves_up(board: Board, one: Blocked) -> bool:
    """Give somebody the room that was left empty, if nobody comes to envy anybody by it."""
    trial, old = board.copy(), board.creche_of(one.rank)
    trial.at[one.rank] = board.wishes[one.rank].index(one.creche)
    trial.rolls[one.creche].sit(one.seat)
    if old and trial.rolls[old].leave(one.rank).gone:
        return False
    if old and any(other.envies for other in trial.blocked(old)):
        return False
    board.rolls, board.at = trial.rolls, trial.at
    return True
