from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month
from bot.rules.movements import (
    Cause,
    LastLooks,
    Listed,
    Look,
    Movement,
    News,
    Seen,
    Why,
    cause,
    look,
    news,
)
from bot.rules.requests import State
from tests.cast import MORNING, POLICY

OCTOBER = Month(2027, 10)
LATER = MORNING + timedelta(days=3)
CONFIRMED = Listed(state=State.CONFIRMED, entry=OCTOBER, priority=False)
PROVEN = replace(CONFIRMED, priority=True)


def _as(state: State, like: Listed = CONFIRMED) -> Listed:
    return replace(like, state=state)


# Causes


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (CONFIRMED, _as(State.OFFERED), Cause.OFFER),
        (_as(State.REFUSED), _as(State.OFFERED), Cause.OFFER),
        (CONFIRMED, _as(State.WITHDRAWN), Cause.WITHDRAWAL),
        (CONFIRMED, _as(State.PAUSED), Cause.PAUSE),
        (CONFIRMED, replace(CONFIRMED, entry=Month(2027, 11)), Cause.WITHDRAWAL),
        (CONFIRMED, None, Cause.WITHDRAWAL),
        (CONFIRMED, PROVEN, Cause.PRIORITY),
        (PROVEN, CONFIRMED, Cause.PRIORITY),
        (_as(State.REGISTERED), PROVEN, Cause.PRIORITY),
        (None, PROVEN, Cause.PRIORITY),
        (_as(State.OFFERED), CONFIRMED, Cause.OFFER),
        (_as(State.ACCEPTED), _as(State.REFUSED), Cause.OFFER),
        (_as(State.PAUSED), CONFIRMED, Cause.PAUSE),
        (_as(State.WITHDRAWN), _as(State.REFUSED), Cause.WITHDRAWAL),
        (_as(State.REGISTERED), CONFIRMED, None),  # a newcomer stands last
        (None, CONFIRMED, None),
        (CONFIRMED, _as(State.REFUSED), None),  # a refused request keeps its rank
        (_as(State.REGISTERED), _as(State.PAUSED), None),
        (_as(State.OFFERED), _as(State.PAUSED), None),
        (_as(State.PAUSED), None, None),
        (None, None, None),
    ],
)
def test_cause_of_a_change(before: Listed | None, after: Listed | None, expected: Cause | None) -> None:
    assert cause(before, after) is expected


# What is remembered


def _seen(rank: int, moved: Mapping[Cause, int] | None = None, *, priority: bool = False) -> Seen:
    counts = tuple((moved or {}).items())
    return Seen(creche="marcinelle", entry=OCTOBER, priority=priority, rank=rank, moved=counts)


def test_first_look_has_no_news() -> None:
    looks = look(None, [_seen(3)], at=MORNING)
    assert looks == LastLooks(latest=Look(at=MORNING, seen=(_seen(3),)))
    assert news(looks, POLICY) is None


def test_looking_again_the_same_day_tells_the_same_news() -> None:
    first = look(None, [_seen(3)], at=MORNING)
    second = look(first, [_seen(2, {Cause.OFFER: -1})], at=LATER)
    again = look(second, [_seen(2, {Cause.OFFER: -1})], at=LATER + timedelta(hours=2))
    assert again == second
    assert news(again, POLICY) == news(second, POLICY) != None  # noqa: E711 – equal, and not nothing


def test_looking_the_next_day_says_that_nothing_moved() -> None:
    first = look(None, [_seen(3)], at=MORNING)
    second = look(first, [_seen(2)], at=LATER)
    next_day = look(second, [_seen(2)], at=LATER + timedelta(days=1))
    assert news(next_day, POLICY) == News(since=LATER, at=LATER + timedelta(days=1), movements=())


def test_two_changes_on_one_day_are_told_one_after_the_other() -> None:
    first = look(None, [_seen(3)], at=MORNING)
    second = look(first, [_seen(2)], at=LATER)
    third = look(second, [_seen(1)], at=LATER + timedelta(hours=1))
    found = news(third, POLICY)
    assert found
    assert (found.since, [one.places for one in found.movements]) == (LATER, [1])


# What is told


def _told(then: Seen, now: Seen) -> tuple[Movement, ...]:
    looks = look(look(None, [then], at=MORNING), [now], at=LATER)
    found = news(looks, POLICY)
    assert found
    return found.movements


def _reasons(then: Seen, now: Seen) -> dict[Why, int]:
    (movement,) = _told(then, now)
    return dict(movement.reasons)


def test_movement_names_its_causes_where_many_stood_ahead() -> None:
    then = _seen(12, {Cause.OFFER: -3, Cause.PRIORITY: 2})
    now = _seen(9, {Cause.OFFER: -5, Cause.WITHDRAWAL: -1, Cause.PAUSE: -1, Cause.PRIORITY: 3})
    assert _told(then, now) == (
        Movement(
            creche="marcinelle",
            places=3,
            reasons=((Why.OFFER, 2), (Why.WITHDRAWAL, 1), (Why.PAUSE, 1), (Why.PRIORITY, 1)),
        ),
    )


@pytest.mark.parametrize("gone", [Cause.OFFER, Cause.WITHDRAWAL, Cause.PAUSE])
def test_movement_does_not_tell_how_one_of_few_left(gone: Cause) -> None:
    """With four ahead, a word for how somebody left would point at one of four."""
    assert _reasons(_seen(5), _seen(4, {gone: -1})) == {Why.LEFT: 1}
    assert _reasons(_seen(6), _seen(5, {gone: -1})) == {Why(gone.value): 1}


@pytest.mark.parametrize("back", [Cause.OFFER, Cause.WITHDRAWAL, Cause.PAUSE])
def test_movement_does_not_tell_from_where_somebody_returned(back: Cause) -> None:
    assert _reasons(_seen(7, {back: -2}), _seen(8, {back: -1})) == {Why.RETURNED: 1}


def test_priority_that_counts_no_longer_left_like_the_others() -> None:
    assert _reasons(_seen(9, {Cause.PRIORITY: 3}), _seen(8, {Cause.PRIORITY: 2})) == {Why.LEFT: 1}


def test_change_that_no_cause_explains_is_told_all_the_same() -> None:
    """A request from an old notebook, with its day of confirmation."""
    assert _reasons(_seen(7), _seen(8)) == {Why.RETURNED: 1}
    assert _reasons(_seen(7), _seen(6)) == {Why.LEFT: 1}


def test_own_priority_is_the_whole_reason() -> None:
    assert _reasons(_seen(9), _seen(2, {Cause.OFFER: -1}, priority=True)) == {Why.YOURS: 7}


def test_rank_that_stayed_is_no_movement() -> None:
    assert _told(_seen(9), _seen(9, {Cause.OFFER: -1, Cause.PRIORITY: 1})) == ()


@pytest.mark.parametrize("other", [{"entry": Month(2027, 11)}, {"creche": "liege-1"}])
def test_list_that_is_new_to_the_reader_moved_nothing(other: dict[str, str | Month]) -> None:
    assert _told(_seen(9), replace(_seen(2), **other)) == ()  # type: ignore[arg-type]  # fields of Seen


counts = st.dictionaries(st.sampled_from(Cause), st.integers(-6, 6))
CAME = {Why.PRIORITY, Why.RETURNED}


@given(st.integers(1, 15), st.integers(1, 15), counts, counts)
def test_reasons_add_up_to_the_places(
    then: int, now: int, before: dict[Cause, int], after: dict[Cause, int]
) -> None:
    for movement in _told(_seen(then, before), _seen(now, after)):
        told = sum(-n if why in CAME else n for why, n in movement.reasons)
        assert told == movement.places == then - now
        assert all(n > 0 for _, n in movement.reasons)
