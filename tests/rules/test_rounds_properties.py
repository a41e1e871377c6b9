"""What must hold of every round (rules, section 4), on made-up cooperatives and before a judge."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.rounds import Round, RoundInput, decide
from bot.rules.rounds.board import Board, candidates
from bot.rules.rounds.order import Order
from bot.rules.rounds.search import search
from tests.rules.cooperatives import quarrelsome, small
from tests.rules.rounds_checker import Judge

chances = st.integers(0, 10**9).map(Random)
smalls = chances.map(small)


def tight(chance: Random) -> RoundInput:
    """So few requests that a judge can look at every answer."""
    asked = quarrelsome(chance)
    return replace(asked, requests=asked.requests[:4])


@settings(max_examples=100, deadline=None)
@given(smalls)
def test_every_round_satisfies_the_judge(asked: RoundInput) -> None:
    """Feasible, no justified envy, nothing wasted but what is told, everybody by the strongest right."""
    answer = decide(asked)
    assert Judge(asked).faults(answer.decisions, answer.wasted) == []


@settings(max_examples=60, deadline=None)
@given(smalls, chances)
def test_round_does_not_depend_on_the_order_of_the_input(asked: RoundInput, chance: Random) -> None:
    shuffled = replace(
        asked,
        requests=chance.sample(asked.requests, len(asked.requests)),
        taken=chance.sample(asked.taken, len(asked.taken)),
        agreements=chance.sample(asked.agreements, len(asked.agreements)),
    )
    assert _told(decide(shuffled)) == _told(decide(asked))


def _told(answer: Round) -> tuple[object, ...]:
    return answer.placed, answer.decisions, answer.reserve, answer.wasted, answer.envied


@settings(max_examples=30, deadline=None)
@given(chances.map(tight))
def test_search_finds_an_answer_exactly_where_there_is_one(asked: RoundInput) -> None:
    """Left to itself, with nobody placed before."""
    board = Board(asked, Order(candidates(asked), asked.policy))
    search(board)
    assert (board.wasted() == 0) is Judge(asked).satisfiable()


# Circles: cooperatives in which calling back goes round

CIRCLES = [27, 51, 155, 306, 622, 729, 834, 916, 1272, 1443]
NOBODY_CAN = [1663]  # of at most eight requests, with no answer that satisfies everybody


@pytest.mark.parametrize("seed", CIRCLES + NOBODY_CAN)
def test_circle_is_cut_without_envy_and_told(seed: int) -> None:
    asked = replace(quarrelsome(Random(seed)), held=())
    answer = decide(asked)
    assert Judge(asked).faults(answer.decisions, answer.wasted) == []
    assert answer.wasted


@pytest.mark.parametrize("seed", NOBODY_CAN)
def test_room_is_wasted_among_eight_only_where_it_has_to_be(seed: int) -> None:
    assert not Judge(replace(quarrelsome(Random(seed)), held=())).satisfiable()
