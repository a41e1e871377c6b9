from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.rules.families import (
    AlreadyHere,
    FamilyComplete,
    LastGuardian,
    OwnRequests,
    check_join,
    check_leave,
    check_room,
    check_take_out,
    may_take_out,
)
from bot.rules.refusals import NotAllowed
from bot.rules.requests import LIVE, State
from tests.cast import ANA, BILAL, CHLOE, HADDAD_CONFIRMED, MORNING

LATER = MORNING + timedelta(days=1)


def test_second_guardian_joins() -> None:
    check_join(BILAL, [ANA], [])
    check_room([ANA])


def test_there_is_no_third() -> None:
    with pytest.raises(FamilyComplete):
        check_join(CHLOE, [ANA, BILAL], [])
    with pytest.raises(FamilyComplete):
        check_room([ANA, BILAL])


def test_own_link_leads_nowhere() -> None:
    with pytest.raises(AlreadyHere):
        check_join(ANA, [ANA], [])


@pytest.mark.parametrize("state", State)
def test_whoever_has_live_requests_stays_with_them(state: State) -> None:
    own = [replace(HADDAD_CONFIRMED, state=state)]
    if state in LIVE:
        with pytest.raises(OwnRequests):
            check_join(BILAL, [ANA], own)
    else:
        check_join(BILAL, [ANA], own)


def test_last_guardian_stays() -> None:
    check_leave([ANA, BILAL])
    with pytest.raises(LastGuardian):
        check_leave([ANA])


@pytest.mark.parametrize(
    ("own", "other", "allowed"),
    [(None, MORNING, True), (MORNING, LATER, True), (MORNING, None, False), (LATER, MORNING, False)],
)
def test_only_who_was_there_first_takes_the_other_out(
    own: datetime | None, other: datetime | None, *, allowed: bool
) -> None:
    assert may_take_out(own, other) is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            check_take_out(own, other)


def test_two_from_the_beginning_cannot_take_each_other_out() -> None:
    assert not may_take_out(None, None)
