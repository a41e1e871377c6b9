"""The round itself, and the next in line while it holds."""

from bot.rules.rounds.board import Board, candidates
from bot.rules.rounds.order import Order
from bot.rules.rounds.round import Round
from bot.rules.rounds.search import search
from bot.rules.rounds.settling import settle
from bot.rules.rounds.textbook import textbook
from bot.rules.rounds.values import RoundInput


def decide(asked: RoundInput) -> Round:
    """A month's proposals over all crèches, whatever the order in which the requests are handed over.

    No half-day is ever over its places and nobody envies anybody who stands behind; room is left unused only
    where no answer that uses it was found (`Round.wasted`), and with up to eight requests only where there is
    none.
    """
    order = Order(candidates(asked), asked.policy)
    placed = textbook(asked, order)
    if placed is not None:
        return Round(asked, placed)
    board = settle(Board(asked, order))
    search(board)
    return Round(asked, board.placed(), board)
