"""When an announcement leaves: properties of quiet hours, repetition, approval."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.announcements import (
    Announcement,
    AnnouncementState,
    Kind,
    Plan,
    awake,
    check_approval,
    departure,
    last_day,
    needs_approval,
    next_time,
    planned,
)
from bot.rules.calendar import BRUSSELS
from bot.rules.people import Mandate, Role
from bot.rules.refusals import AlreadySent, NotAllowed, OwnApproval, TakenBack, TimePast
from tests.cast import ANA, MORNING, NADIA, POLICY
from tests.strategies import moments

OTHER = replace(NADIA, id="olga")


@given(moments(), st.sampled_from([Kind.PRACTICAL, Kind.NEWS]))
def test_nothing_but_urgent_leaves_at_night_nor_later_than_the_next_morning(at: datetime, kind: Kind) -> None:
    leaves = awake(at, kind, POLICY)
    assert at <= leaves <= at + timedelta(hours=13)
    assert 8 <= leaves.astimezone(BRUSSELS).hour < 20
    assert awake(leaves, kind, POLICY) == leaves


@given(moments())
def test_urgent_leaves_at_any_hour(at: datetime) -> None:
    assert awake(at, Kind.URGENT, POLICY) == at


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2027-01-12T19:59:59+01:00", "2027-01-12T19:59:59+01:00"),
        ("2027-01-12T20:00:00+01:00", "2027-01-13T08:00:00+01:00"),
        ("2027-01-13T07:59:59+01:00", "2027-01-13T08:00:00+01:00"),
        ("2027-01-13T08:00:00+01:00", "2027-01-13T08:00:00+01:00"),
        ("2027-03-27T23:00:00+01:00", "2027-03-28T08:00:00+02:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(at: str, leaves: str) -> None:
    assert awake(datetime.fromisoformat(at), Kind.PRACTICAL, POLICY) == datetime.fromisoformat(leaves)


@given(moments(), moments(), st.sampled_from(Kind))
def test_there_is_always_time_to_undo(now: datetime, at: datetime, kind: Kind) -> None:
    leaves = departure(kind, Plan(at=at), now=now, policy=POLICY)
    assert leaves >= now + timedelta(seconds=POLICY.undo_seconds)
    assert leaves >= at


def test_time_that_is_over_is_refused() -> None:
    assert planned(None, now=MORNING) == Plan()
    assert planned(MORNING + timedelta(seconds=1), now=MORNING).at == MORNING + timedelta(seconds=1)
    with pytest.raises(TimePast):
        planned(MORNING, now=MORNING)


@pytest.mark.parametrize(("days", "weekly"), [(7, True), (6, False)])
def test_weekly_plan_stays_weekly_at_another_hour_where_it_comes_back(days: int, *, weekly: bool) -> None:
    at = MORNING + timedelta(hours=1)
    until = MORNING.date() + timedelta(days=days)
    assert planned(at, now=MORNING, until=until).until == (until if weekly else None)
    assert planned(None, now=MORNING, until=until) == Plan()


@given(moments(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_weekly_repetitions_end_keep_their_hour_and_never_pass_the_last_day(
    at: datetime, until: date
) -> None:
    first = at.astimezone(BRUSSELS)
    plan: Plan | None
    try:
        plan = last_day(Plan(at=at), until)
    except TimePast:
        assert until < first.date() + timedelta(days=7)
        return
    times = []
    while plan and (plan := next_time(plan)) and plan.at:
        times.append(plan.at.astimezone(BRUSSELS))
    assert times
    assert {one.time() for one in times} == {first.time()}
    assert {(one.date() - first.date()).days % 7 for one in times} == {0}
    assert times[-1].date() <= until < times[-1].date() + timedelta(days=7)


def test_plan_without_a_last_day_does_not_come_back() -> None:
    assert next_time(Plan(at=MORNING)) is None
    assert next_time(Plan()) is None
    with pytest.raises(TimePast):
        last_day(Plan(), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("readers", "approved_by", "needed"), [(200, "", False), (201, "", True), (201, "olga", False)]
)
def test_many_readers_need_a_second_person(readers: int, approved_by: str, *, needed: bool) -> None:
    assert needs_approval(Plan(approved_by=approved_by), readers, POLICY) is needed


def test_another_coordinator_agrees_once_while_it_waits() -> None:
    waiting = Announcement(id="a", author_id=NADIA.id, state=AnnouncementState.APPROVAL, created_at=MORNING)
    coordinator = replace(OTHER, mandates=frozenset({Mandate(role=Role.COORDINATOR)}))
    check_approval(waiting, coordinator)
    for announcement, person, refusal in (
        (waiting, ANA, NotAllowed),
        (waiting, replace(coordinator, id=NADIA.id), OwnApproval),
        (replace(waiting, state=AnnouncementState.LEAVING), coordinator, AlreadySent),
        (replace(waiting, state=AnnouncementState.DRAFT), coordinator, TakenBack),
        (replace(waiting, state=AnnouncementState.DISCARDED), coordinator, TakenBack),
    ):
        with pytest.raises(refusal):
            check_approval(announcement, person)
