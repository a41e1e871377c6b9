from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.refusals import WrongState
from bot.rules.requests import ARROWS, Letter, Request, State, came_from, confirm, move
from tests.cast import LAMBERT, LAMBERT_CONFIRMED, MORNING, POLICY, TODAY
from tests.strategies import requests

LATER = MORNING + timedelta(hours=1)
MET = replace(LAMBERT, met_on=TODAY)
LEAVABLE = (State.REGISTERED, State.CONFIRMED, State.REFUSED, State.OFFERED, State.ACCEPTED, State.PAUSED)

# The arrows

#: Section 1 of the rules, written out a second time: every step that exists, and no other.
STEPS = {
    "b": {("registered", "confirmed")},
    "c": {("confirmed", "offered"), ("refused", "offered")},
    "d": {("offered", "accepted")},
    "e": {("accepted", "enrolled")},
    "f": {("enrolled", "left")},
    "g": {("offered", "confirmed")},
    "h": {("offered", "paused")},
    "i": {("confirmed", "refused")},
    "j": {(state.value, "withdrawn") for state in LEAVABLE},
    "k": {("paused", "registered"), ("paused", "confirmed"), ("paused", "refused")},
    "l": {("paused", "closed")},
    "m": {("registered", "paused"), ("confirmed", "paused"), ("refused", "paused")},
    "n": {("withdrawn", state) for state in ("registered", "confirmed", "refused", "paused")},
    "o": {("accepted", "refused"), ("accepted", "paused")},
}


def test_arrows_are_those_of_the_rules() -> None:
    drawn = {
        letter.value: {(start.value, end.value) for start in arrow.origins for end in arrow.targets}
        for letter, arrow in ARROWS.items()
    }
    assert drawn == {"a": set(), **STEPS}
    assert ARROWS[Letter.REGISTER].targets == frozenset({State.REGISTERED})


def _from(state: State, before: State | None = None) -> Request:
    return replace(LAMBERT_CONFIRMED, state=state, state_before=before)


@pytest.mark.parametrize("letter", Letter)
def test_every_other_step_is_refused(letter: Letter) -> None:
    for state, to in product(State, State):
        _check_step(letter, state, to)


def _check_step(letter: Letter, state: State, to: State) -> None:
    request = _from(state, before=to if letter in {Letter.RESUME, Letter.UNDO} else None)
    if (state.value, to.value) in STEPS.get(letter.value, set()):
        assert move(request, letter, to, now=LATER).state is to
        return
    with pytest.raises(WrongState) as refused:
        move(request, letter, to, now=LATER)
    assert refused.value == WrongState(state=state, wanted=to)


@pytest.mark.parametrize("letter", [Letter.RESUME, Letter.UNDO])
def test_going_back_leads_nowhere_else(letter: Letter) -> None:
    aside = State.PAUSED if letter is Letter.RESUME else State.WITHDRAWN
    with pytest.raises(WrongState) as refused:
        move(_from(aside, before=State.REFUSED), letter, State.CONFIRMED, now=LATER)
    assert refused.value == WrongState(state=aside, wanted=State.CONFIRMED)


@given(requests(states=tuple(State)), st.sampled_from(Letter), st.sampled_from(State))
def test_step_keeps_everything_but_the_state(request: Request, letter: Letter, to: State) -> None:
    try:
        moved = move(request, letter, to, now=LATER)
    except WrongState:
        return
    aside = moved.state_before, moved.paused_from
    assert moved == replace(request, state=to, changed_at=LATER, state_before=aside[0], paused_from=aside[1])


# Pause and resume


@pytest.mark.parametrize("state", [State.REGISTERED, State.CONFIRMED, State.REFUSED])
def test_resume_leads_back(state: State) -> None:
    paused = move(_from(state), Letter.PAUSE, State.PAUSED, now=MORNING)
    resumed = move(paused, Letter.RESUME, came_from(paused), now=LATER)
    assert resumed == replace(_from(state), changed_at=LATER)


def test_resume_after_a_lapsed_offer_leads_to_the_list() -> None:
    paused = move(_from(State.OFFERED), Letter.LAPSE, State.PAUSED, now=MORNING)
    resumed = move(paused, Letter.RESUME, came_from(paused), now=LATER)
    assert resumed == replace(LAMBERT_CONFIRMED, changed_at=LATER)


def test_resume_after_an_unsigned_contract_leads_to_the_list() -> None:
    paused = move(_from(State.ACCEPTED), Letter.FAIL, State.PAUSED, now=MORNING)
    assert came_from(paused) is State.CONFIRMED


def test_pause_of_unknown_origin_leads_to_the_list_once_confirmed() -> None:
    assert came_from(_from(State.PAUSED)) is State.CONFIRMED
    assert came_from(replace(LAMBERT, state=State.PAUSED)) is State.REGISTERED


# Histories


@given(st.data())
def test_any_history_keeps_the_time_of_confirmation(data: st.DataObject) -> None:
    request, now = MET, MORNING
    for _ in range(12):
        letter = data.draw(st.sampled_from(list(Letter)))
        to = data.draw(st.sampled_from(sorted(ARROWS[letter].targets)))
        now += timedelta(hours=data.draw(st.integers(0, 30)))
        confirmed_at = request.confirmed_at
        try:
            if letter is Letter.CONFIRM:
                request = confirm(request, predemand="1", now=now, policy=POLICY)
            else:
                request = move(request, letter, to, now=now)
        except WrongState:
            continue
        assert request.confirmed_at == (now if letter is Letter.CONFIRM else confirmed_at)
        assert (request.confirmed_at is None) is (_resting(request) is State.REGISTERED), (
            "only a request that came past b has a time of confirmation"
        )


def _resting(request: Request) -> State:
    """The state a request has, or would have if every pause and withdrawal were taken back."""
    if request.state is State.WITHDRAWN and request.state_before is State.PAUSED:
        return request.paused_from or State.CONFIRMED
    if request.state is State.CLOSED:
        return State.REGISTERED if request.confirmed_at is None else State.CONFIRMED
    if request.state in {State.PAUSED, State.WITHDRAWN}:
        return came_from(request)
    return request.state
