"""What a person decides otherwise: one request at a time; everybody else keeps what was proposed."""

from functools import partial

from bot.rules.calendar import Period
from bot.rules.offers import never
from bot.rules.offers.refusals import HeldForFirm, NoRoom
from bot.rules.places import first_full
from bot.rules.refusals import NotFound, Refusal
from bot.rules.rounds.board import Board
from bot.rules.rounds.round import Round
from bot.rules.rounds.values import Change


def change(answer: Round, wanted: Change) -> Round:
    """The same round with one request at another crèche of its wishes, or without a place this month.

    It sits behind everybody, by the strongest of its rights that holds there. `Round.envied` then tells who
    is passed over, `Round.wasted` where room is left. Refused: NotFound (not decided, or not wished for),
    SchoolAge, ShutAtEntry, NoRoom, HeldForFirm.
    """
    board = answer.board.copy()
    rank = _rank(answer, board, wanted)
    _stand_up(board, rank)
    if wanted.to is not None:
        _sit_last(answer, board, rank, wanted.to)
    board.skipped = board.skipped | {rank}
    others = tuple(one for one in answer.changes if one.request_id != wanted.request_id)
    return Round(answer.asked, board.placed(), board, (*others, wanted))


def _rank(answer: Round, board: Board, wanted: Change) -> int:
    for rank, request in enumerate(board.requests):
        decided = request.id == wanted.request_id and request.id not in answer.asked.skipped
        if decided and (wanted.to is None or wanted.to in board.wishes[rank]):
            return rank
    raise NotFound


def _stand_up(board: Board, rank: int) -> None:
    creche = board.creche_of(rank)
    if creche:
        roll = board.rolls[creche]
        roll.arrange([seat for seat in roll.seats if seat.rank != rank])
        board.at[rank] = len(board.wishes[rank])


def _sit_last(answer: Round, board: Board, rank: int, creche: str) -> None:
    roll = board.rolls[creche]
    seat = roll.last_seat_for(rank)
    if seat is None:
        raise _no_room(answer, board, rank, creche)
    roll.sit(seat)
    board.at[rank] = roll.applicants[rank].wish


def _no_room(answer: Round, board: Board, rank: int, creche: str) -> Refusal:
    """Why a request does not fit there, from the day that it wishes most."""
    roll, request = board.rolls[creche], board.requests[rank]
    if not roll.applicants[rank].options:
        return never(request, creche, answer.asked.today, answer.asked.policy)
    option = roll.applicants[rank].options[0]
    periods = [Period(option.start, end) for end in option.ends]
    stays = [stay for stay in answer.asked.taken if stay.creche == creche]
    full = first_full(
        request.wishes.week,
        periods,
        [*stays, *board.stays(creche)],
        roll.creche.places,
        is_open=partial(answer.asked.policy.is_open, creche),
    )
    return NoRoom(n=len(periods), slot=full.slot, day=full.on) if full else HeldForFirm()
