"""Where the textbook knows the answer: the family-optimal stable matching."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot
from bot.rules.people import Child
from bot.rules.places import Held, Stay
from bot.rules.policy import Policy
from bot.rules.requests import Claim, ClaimCode, Request
from bot.rules.rounds import RoundInput, decide
from bot.rules.rounds.board import Board, candidates
from bot.rules.rounds.order import Order
from bot.rules.rounds.settling import settle
from bot.rules.rounds.textbook import textbook as fast
from bot.rules.waitlist import Entry, order_key
from tests.cast import TODAY
from tests.rules.cooperatives import textbook


def cases(most: int) -> st.SearchStrategy[RoundInput]:
    return st.builds(
        textbook,
        st.integers(0, 10**9).map(Random),
        requests=st.integers(1, most),
        creches=st.integers(1, 5),
        places=st.integers(1, 4),
        wishes=st.integers(1, 5),
    )


def slowly(asked: RoundInput) -> dict[str, str]:
    """The answer of the general way."""
    return settle(Board(asked, Order(candidates(asked), asked.policy))).placed()


def quickly(asked: RoundInput) -> dict[str, str] | None:
    return fast(asked, Order(candidates(asked), asked.policy))


def oracle(asked: RoundInput) -> dict[str, str]:
    """Wilde, Knight and Gillard's `matching` (2020), told every crèche's order."""
    return solved(*preferences(asked))


def preferences(asked: RoundInput) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, int]]:
    """The families' wishes, the crèches' orders of those who list them, and their places."""
    listing: dict[str, list[Request]] = {}
    for request in asked.requests:
        for creche in request.wishes.creches:
            listing.setdefault(creche, []).append(request)
    for creche, several in listing.items():
        several.sort(key=lambda request, at=creche: _key(asked, at, request))  # type: ignore[misc]  # bound at once
    return (
        {request.id: list(request.wishes.creches) for request in asked.requests},
        {creche: [request.id for request in several] for creche, several in listing.items()},
        {creche: asked.policy.creche(creche).places for creche in listing},
    )


def solved(
    families: dict[str, list[str]], creches: dict[str, list[str]], places: dict[str, int]
) -> dict[str, str]:
    """As the documentation of `matching` solves it."""
    game = HospitalResident.create_from_dictionaries(families, creches, places)
    found = game.solve(optimal="resident")
    return {resident.name: hospital.name for hospital, residents in found.items() for resident in residents}


def _key(asked: RoundInput, creche: str, request: Request) -> Any:
    assert request.confirmed_at
    published = asked.policy.creche(creche).publishes
    entry = Entry(
        reference=request.reference,
        confirmed_at=request.confirmed_at,
        priority=any(published(claim.code) for claim in request.claims),
        entry=request.wishes.entry,
    )
    return order_key(entry, asked.policy)


@settings(max_examples=100, deadline=None)
@given(cases(25))
def test_round_is_the_family_optimal_stable_matching(asked: RoundInput) -> None:
    assert decide(asked).placed == oracle(asked)


@settings(max_examples=100, deadline=None)
@given(cases(40))
def test_fast_way_and_general_way_agree(asked: RoundInput) -> None:
    assert quickly(asked) == slowly(asked)


@settings(max_examples=100, deadline=None)
@given(cases(25), st.data())
def test_listing_more_creches_never_harms(asked: RoundInput, data: st.DataObject) -> None:
    """A family that lists only some of its wishes, in any order, gets nothing that it wishes more."""
    one = data.draw(st.sampled_from(asked.requests))
    wishes = one.wishes.creches
    some = data.draw(st.lists(st.sampled_from(wishes), unique=True).map(tuple))
    fewer = replace(one, wishes=replace(one.wishes, creches=some))
    others = tuple(fewer if each is one else each for each in asked.requests)
    with_all, with_some = decide(asked).placed, decide(replace(asked, requests=others)).placed
    assert _liked(with_all.get(one.id), wishes) <= _liked(with_some.get(one.id), wishes)


def _liked(creche: str | None, wishes: tuple[str, ...]) -> int:
    return len(wishes) if creche is None else wishes.index(creche)


CASE = textbook(Random(1), requests=6, creches=2, places=2, wishes=2)


def _first(**other: Any) -> dict[str, Any]:
    return {"requests": (replace(CASE.requests[0], **other), *CASE.requests[1:])}


def _first_wishes(**other: Any) -> dict[str, Any]:
    return _first(wishes=replace(CASE.requests[0].wishes, **other))


def _with(**other: Any) -> Policy:
    return replace(CASE.policy, **other)


NEED = Claim(code=ClaimCode.SIBLINGS, seen_on=TODAY)
ALWAYS = frozenset(Period(date(2027, 1, 1), date(2028, 12, 31)).days())


def test_textbook_case_is_known() -> None:
    assert quickly(CASE) is not None


@pytest.mark.parametrize(
    "other",
    [
        _first(children=CASE.requests[0].children * 2),
        _first(children=(Child(born=True, day=date(2023, 6, 1)),)),  # at school by then
        _first(claims=(NEED,)),
        _first_wishes(week=FULL_WEEK - {Slot.MON_AM}),
        _first_wishes(entry=Month(2027, 3)),
        _first_wishes(later=1),
        _first_wishes(earlier=1),
        {"requests": ()},
        {"taken": (Stay(id="s", creche="x", week=FULL_WEEK, period=Period(TODAY)),)},
        {"skipped": frozenset({CASE.requests[1].id})},
        {"held": (Held(agreement_id="x", places=1, period=Period(TODAY)),)},
        {"policy": _with(opening=FULL_WEEK - {Slot.WED_PM})},
        {"policy": _with(creches=tuple(replace(one, closures=ALWAYS) for one in CASE.policy.creches))},
    ],
)
def test_every_other_case_is_not_the_textbook_s(other: dict[str, Any]) -> None:
    assert quickly(replace(CASE, **other)) is None


@pytest.mark.parametrize(
    "other",
    [
        _first(claims=(replace(NEED, seen_on=None),)),
        {"agreements": ()},
        {"policy": _with(creches=(replace(CASE.policy.creches[0], places=0), CASE.policy.creches[1]))},
        {"policy": _with(creches=CASE.policy.creches[1:])},
    ],
)
def test_textbook_cases_that_look_otherwise(other: dict[str, Any]) -> None:
    asked = replace(CASE, **other)
    assert quickly(asked) == slowly(asked)
