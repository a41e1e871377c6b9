"""The round itself, and the next in line while it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from bot.rules.calendar import Week
from bot.rules.requests import Request
from bot.rules.rounds.board import Board, candidates
from bot.rules.rounds.order import Order
from bot.rules.rounds.preparing import Given
from bot.rules.rounds.room import DAY, PLACES
from bot.rules.rounds.round import Round, proposal
from bot.rules.rounds.search import search
from bot.rules.rounds.settling import settle
from bot.rules.rounds.textbook import textbook
from bot.rules.rounds.values import Asking, Proposal, RoundInput
from bot.rules.starts import Starts


def decide(asked: RoundInput) -> Round:
    """A month's proposals over all crèches, whatever the order in which the requests are handed over.

    No half-day is ever over its places, and nobody envies anybody who stands behind. Room is left unused only
    where no answer was found that uses it (`Round.wasted`), and with up to eight requests only where there is
    none.
    """
    order = Order(candidates(asked), asked.policy)
    placed = textbook(asked, order)
    if placed is not None:
        return Round(asked, placed)
    board = settle(Board(asked, order))
    search(board)
    return Round(asked, board.placed(), board)


def next_fitting(asked: RoundInput, creche: str, line: Sequence[str]) -> tuple[Request, Proposal] | None:
    """Who comes next on a crèche's approved reserve list now that a place is free, and what is proposed.

    `line` are the ids on that list in its order; `asked` tells what is taken today. None where nobody fits.
    """
    policy = replace(asked.policy, creches=(asked.policy.creche(creche),))
    waiting = [request for request in asked.requests if request.id in line]
    alone = replace(asked, policy=policy, requests=waiting)
    board = Board(alone, Order(candidates(alone), policy))
    fitting = board.blocked(creche) if board.rolls else ()
    first = min(fitting, key=lambda one: line.index(board.requests[one.rank].id), default=None)
    return first and (board.requests[first.rank], proposal(board, creche, first.seat))


def may_fit(asked: RoundInput, creche: str, asking: Mapping[str, Asking]) -> list[str]:
    """Of some on a crèche's list those that can be next: for them alone more is read.

    Nobody is left out whom `next_fitting` names: quotas and agreements only ever leave less, and nobody
    without a priority comes into what is held for firms.
    """
    starts = Starts(creche, asked.today + DAY, asked.policy)
    days = {
        one: [day for day in starts.of(what.wishes) if day <= min(what.ends)] for one, what in asking.items()
    }
    points = {asked.today, asked.today + DAY}
    for one, what in asking.items():
        points.update(days[one], (end + DAY for end in what.ends if days[one]))
    most = max((len(what.ends) for what in asking.values()), default=1)
    room = Given(asked).room(creche, points, most=most)
    left = {False: room.state[PLACES], True: room.whole(room.state)}

    @cache
    def fits(week: Week, day: date, ends: tuple[date, ...], priority: bool) -> bool:  # noqa: FBT001 – as in `left`
        return not room.full(left[priority], room.load(week, day, ends))

    return [
        one
        for one, what in asking.items()
        if any(fits(what.wishes.week, day, what.ends, what.priority) for day in days[one])
    ]
