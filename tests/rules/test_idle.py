"""Rights that nobody uses end, told beforehand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rules.idle import WARNED_DAYS, Due, Held, due, last_one
from bot.rules.people import Mandate, Role
from tests.cast import POLICY

SINCE = date(2027, 1, 12)
ENDS = SINCE + timedelta(days=POLICY.idle_days)
WARNED = ENDS - timedelta(days=WARNED_DAYS)
NADIAS = Held(person_id="nadia", mandate=Mandate(role=Role.COORDINATOR), since=SINCE)
MIREILLES = Held(person_id="mireille", mandate=Mandate(role=Role.DIRECTOR, of="marcinelle"), since=SINCE)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "told_on", "what"),
    [
        (WARNED - DAY, None, None),
        (WARNED, None, Due.TELL),
        (WARNED + DAY, WARNED, None),
        (ENDS - DAY, WARNED, None),
        (ENDS, WARNED, Due.END),
        (ENDS + 90 * DAY, None, Due.TELL),
        (ENDS + 90 * DAY, ENDS + 89 * DAY, None),
        (ENDS + 103 * DAY, ENDS + 89 * DAY, Due.END),
    ],
)
def test_warned_a_fortnight_before_whatever_the_program_missed(
    today: date, told_on: date | None, what: Due | None
) -> None:
    assert due(NADIAS, told_on=told_on, today=today, policy=POLICY) is what


def test_nothing_ends_where_the_house_says_never() -> None:
    never = replace(POLICY, idle_days=0)
    assert due(NADIAS, told_on=SINCE, today=ENDS + 900 * DAY, policy=never) is None


def test_last_coordinator_is_told_from_the_others() -> None:
    other = replace(NADIAS, person_id="noor")
    assert last_one(NADIAS, (NADIAS, MIREILLES))
    assert not last_one(NADIAS, (NADIAS, other))
    assert not last_one(MIREILLES, (MIREILLES,))
