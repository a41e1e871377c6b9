from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.calendar import BRUSSELS, at_local, local_day, months_after
from bot.rules.people import Child
from bot.rules.predemands import LONGEST_PREDEMAND
from bot.rules.refusals import (
    AlreadyMet,
    MeetingInFuture,
    MeetingMissing,
    MeetingTooLongAgo,
    NationalNumber,
    PredemandMissing,
    Refusal,
    TooEarlyToConfirm,
    TooLong,
    Unclear,
    UndoTooLate,
    WrongState,
)
from bot.rules.requests import (
    Letter,
    Request,
    State,
    confirm,
    earliest_confirmation,
    earliest_meeting,
    move,
    record_meeting,
    undo_until,
    undo_withdrawal,
    withdraw,
)
from tests.cast import (
    BORN_IN_OCTOBER,
    EXPECTED_IN_JUNE,
    HADDAD,
    LAMBERT,
    LAMBERT_CONFIRMED,
    MORNING,
    PEETERS,
    POLICY,
    TODAY,
)
from tests.strategies import children, requests

LATER = MORNING + timedelta(hours=1)
LEAVABLE = (State.REGISTERED, State.CONFIRMED, State.REFUSED, State.OFFERED, State.ACCEPTED, State.PAUSED)
MET = replace(LAMBERT, met_on=TODAY)
FREE_POLICY = replace(POLICY, predemand_required=False)


def _from(state: State, before: State | None = None) -> Request:
    return replace(LAMBERT_CONFIRMED, state=state, state_before=before)


# The meeting


def test_meeting_recorded() -> None:
    assert record_meeting(LAMBERT, on=TODAY, now=MORNING, policy=POLICY) == replace(LAMBERT, met_on=TODAY)


def test_meeting_recorded_twice() -> None:
    with pytest.raises(AlreadyMet) as refused:
        record_meeting(MET, on=date(2027, 1, 11), now=LATER, policy=POLICY)
    assert refused.value == AlreadyMet(on=TODAY)


def test_meeting_in_the_future() -> None:
    with pytest.raises(MeetingInFuture) as refused:
        record_meeting(LAMBERT, on=date(2027, 1, 13), now=MORNING, policy=POLICY)
    assert refused.value == MeetingInFuture(day=date(2027, 1, 13))


def test_meeting_before_the_pregnancy() -> None:
    first = date(2026, 9, 20)
    assert record_meeting(LAMBERT, on=first, now=MORNING, policy=POLICY).met_on == first
    with pytest.raises(MeetingTooLongAgo) as refused:
        record_meeting(LAMBERT, on=date(2026, 9, 19), now=MORNING, policy=POLICY)
    assert refused.value == MeetingTooLongAgo(day=date(2026, 9, 19), earliest=first)


@given(requests())
def test_meeting_on_the_day_of_the_form_is_never_too_long_ago(request: Request) -> None:
    day = local_day(request.registered_at)
    assume(max(child.day for child in request.children) <= months_after(day, POLICY.due_date_months_ahead))
    assert earliest_meeting(request, POLICY) <= day


def test_meeting_today_in_belgium_while_it_is_yesterday_in_utc() -> None:
    half_past_midnight = at_local(date(2027, 1, 13), 0, 30)
    met = record_meeting(LAMBERT, on=date(2027, 1, 13), now=half_past_midnight, policy=POLICY)
    assert met.met_on == date(2027, 1, 13)


@pytest.mark.parametrize("state", [state for state in State if state is not State.REGISTERED])
def test_meeting_once_confirmed(state: State) -> None:
    with pytest.raises(WrongState) as refused:
        record_meeting(replace(LAMBERT, state=state), on=TODAY, now=MORNING, policy=POLICY)
    assert refused.value == WrongState(state=state, wanted=State.CONFIRMED)


# The first day of confirmation


def test_confirmation_opens_six_months_before_the_due_date() -> None:
    early = replace(LAMBERT, registered_at=at_local(date(2026, 11, 3), 9))
    assert earliest_confirmation(early, POLICY) == date(2026, 12, 20)


def test_confirmation_opens_at_once_for_a_born_child() -> None:
    assert earliest_confirmation(PEETERS, POLICY) == local_day(PEETERS.registered_at) == date(2027, 1, 8)


def test_confirmation_waits_for_the_youngest_child() -> None:
    sibling = Child(born=False, day=date(2027, 8, 31))
    both = replace(LAMBERT, children=(BORN_IN_OCTOBER, sibling, EXPECTED_IN_JUNE))
    assert earliest_confirmation(both, POLICY) == date(2027, 2, 28)


@given(requests(), children)
def test_another_child_never_opens_confirmation_earlier(request: Request, child: Child) -> None:
    more = replace(request, children=(*request.children, child))
    expected = earliest_confirmation(request, POLICY)
    if not child.born:
        expected = max(expected, months_after(child.day, -6))
    assert earliest_confirmation(more, POLICY) == expected


# Confirmation


def test_confirmation() -> None:
    confirmed = confirm(MET, predemand=" ONE-77 ", now=LATER, policy=POLICY)
    assert confirmed == replace(
        MET, state=State.CONFIRMED, confirmed_at=LATER, changed_at=LATER, predemand="ONE-77"
    )


def test_confirmation_keeps_the_number_given_before() -> None:
    known = replace(MET, predemand="ONE-77")
    assert confirm(known, predemand="", now=LATER, policy=POLICY).predemand == "ONE-77"


def test_confirmation_without_a_meeting() -> None:
    with pytest.raises(MeetingMissing):
        confirm(LAMBERT, predemand="ONE-77", now=LATER, policy=POLICY)


def test_confirmation_before_the_meeting() -> None:
    """A clock that was a day fast may have dated it."""
    tomorrow = replace(MET, met_on=date(2027, 1, 14))
    with pytest.raises(MeetingMissing):
        confirm(tomorrow, predemand="ONE-77", now=at_local(date(2027, 1, 13), 23), policy=POLICY)
    after = confirm(tomorrow, predemand="ONE-77", now=at_local(date(2027, 1, 14), 1), policy=POLICY)
    assert after.state is State.CONFIRMED


def test_confirmation_without_a_number() -> None:
    with pytest.raises(PredemandMissing):
        confirm(MET, predemand="  ", now=LATER, policy=POLICY)


def test_confirmation_without_a_number_where_none_is_required() -> None:
    assert confirm(MET, predemand="", now=LATER, policy=FREE_POLICY).state is State.CONFIRMED


def test_confirmation_with_an_endless_number() -> None:
    longest = "9" * LONGEST_PREDEMAND
    assert confirm(MET, predemand=longest, now=LATER, policy=POLICY).predemand == longest
    with pytest.raises(TooLong) as refused:
        confirm(MET, predemand=longest + "9", now=LATER, policy=POLICY)
    assert refused.value == TooLong(most=LONGEST_PREDEMAND)


@pytest.mark.parametrize(
    ("said", "no"), [("je ne l’ai pas", Unclear(what="predemand")), ("85.07.30-033.28", NationalNumber())]
)
def test_confirmation_with_what_is_no_number(said: str, no: Refusal) -> None:
    with pytest.raises(type(no)) as refused:
        confirm(MET, predemand=said, now=LATER, policy=POLICY)
    assert refused.value == no


def test_confirmation_twice() -> None:
    once = confirm(MET, predemand="ONE-77", now=MORNING, policy=POLICY)
    with pytest.raises(WrongState) as refused:
        confirm(once, predemand="ONE-77", now=LATER, policy=POLICY)
    assert refused.value == WrongState(state=State.CONFIRMED, wanted=State.CONFIRMED)


def test_confirmation_on_the_last_evening_before_the_law_allows() -> None:
    expecting = replace(MET, children=(Child(born=False, day=date(2027, 8, 15)),))
    opens = at_local(date(2027, 2, 15), 0)
    with pytest.raises(TooEarlyToConfirm) as refused:
        confirm(expecting, predemand="ONE-77", now=opens - timedelta(seconds=1), policy=POLICY)
    assert refused.value == TooEarlyToConfirm(earliest=date(2027, 2, 15))
    assert confirm(expecting, predemand="ONE-77", now=opens, policy=POLICY).confirmed_at == opens


@given(requests(), st.integers(-400, 400))
def test_confirmation_is_open_from_the_earliest_day_on(request: Request, away: int) -> None:
    earliest = earliest_confirmation(request, POLICY)
    day = earliest + timedelta(days=away)
    met = replace(request, met_on=day)
    if away < 0:
        with pytest.raises(TooEarlyToConfirm):
            confirm(met, predemand="1", now=at_local(day, 12), policy=POLICY)
    else:
        assert confirm(met, predemand="1", now=at_local(day, 12), policy=POLICY).state is State.CONFIRMED


# Withdrawal and its undo


@pytest.mark.parametrize("state", State)
def test_withdrawal(state: State) -> None:
    request = _from(state)
    if state in LEAVABLE:
        gone = withdraw(request, now=LATER)
        assert gone == replace(request, state=State.WITHDRAWN, state_before=state, changed_at=LATER)
        return
    with pytest.raises(WrongState) as refused:
        withdraw(request, now=LATER)
    assert refused.value == WrongState(state=state, wanted=State.WITHDRAWN)


@pytest.mark.parametrize(
    ("state", "back"),
    [
        (State.REGISTERED, State.REGISTERED),
        (State.CONFIRMED, State.CONFIRMED),
        (State.REFUSED, State.REFUSED),
        (State.OFFERED, State.CONFIRMED),
        (State.ACCEPTED, State.CONFIRMED),
        (State.PAUSED, State.PAUSED),
    ],
)
def test_undo_leads_back_and_keeps_the_rank(state: State, back: State) -> None:
    gone = withdraw(_from(state), now=MORNING)
    assert undo_withdrawal(gone, now=LATER, policy=POLICY) == replace(
        _from(state), state=back, changed_at=LATER
    )


@pytest.mark.parametrize("state", [State.REGISTERED, State.CONFIRMED, State.REFUSED])
def test_undo_of_a_withdrawal_out_of_a_pause_keeps_the_way_back(state: State) -> None:
    paused = move(_from(state), Letter.PAUSE, State.PAUSED, now=MORNING)
    undone = undo_withdrawal(withdraw(paused, now=MORNING), now=LATER, policy=POLICY)
    assert undone == replace(paused, changed_at=LATER)
    assert move(undone, Letter.RESUME, state, now=LATER).state is state


def test_undo_until_the_last_second() -> None:
    gone = withdraw(LAMBERT_CONFIRMED, now=MORNING)
    last = MORNING + timedelta(hours=24)
    assert undo_withdrawal(gone, now=last, policy=POLICY).state is State.CONFIRMED
    with pytest.raises(UndoTooLate) as refused:
        undo_withdrawal(gone, now=last + timedelta(microseconds=1), policy=POLICY)
    assert refused.value == UndoTooLate(hours=24)


def test_undo_counts_hours_that_pass_when_clocks_change() -> None:
    evening = datetime(2027, 3, 27, 20, tzinfo=BRUSSELS)
    assert undo_until(withdraw(LAMBERT, now=evening), POLICY) == datetime(2027, 3, 28, 19, tzinfo=UTC)


@pytest.mark.parametrize("state", [state for state in State if state is not State.WITHDRAWN])
def test_undo_of_nothing(state: State) -> None:
    with pytest.raises(WrongState) as refused:
        undo_withdrawal(_from(state), now=LATER, policy=POLICY)
    assert refused.value.state == state


@given(requests(states=LEAVABLE), st.integers(0, 24 * 3600))
def test_withdrawal_and_undo_keep_everything(request: Request, seconds: int) -> None:
    assume(request.state not in {State.OFFERED, State.ACCEPTED})
    back = undo_withdrawal(
        withdraw(request, now=MORNING), now=MORNING + timedelta(seconds=seconds), policy=POLICY
    )
    assert back == replace(request, changed_at=MORNING + timedelta(seconds=seconds))


def test_claim_counts_once_its_proof_was_seen() -> None:
    unseen = replace(PEETERS, claims=(replace(PEETERS.claims[0], seen_on=None),))
    assert [request.has_priority for request in (PEETERS, unseen, HADDAD)] == [True, False, False]
