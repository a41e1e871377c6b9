"""After a few links or codes that do not exist the next waits; the wait is told and ends."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.guesses import CodesLocked, LinksLocked, Word, Wrong, check, once_more
from tests.cast import MORNING, POLICY

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def wrong(times: int) -> Wrong | None:
    found = None
    for _ in range(times):
        found = once_more(found, MORNING, POLICY)
    return found


@pytest.mark.parametrize("times", range(5))
def test_a_few_wrong_ones_lock_nothing(times: int) -> None:
    check(Word.LINK, wrong(times), MORNING, POLICY)


@pytest.mark.parametrize(("word", "no"), [(Word.LINK, LinksLocked), (Word.CODE, CodesLocked)])
def test_after_five_the_next_waits_for_an_hour(word: Word, no: type[LinksLocked | CodesLocked]) -> None:
    with pytest.raises(no) as found:
        check(word, wrong(5), MORNING + HOUR - SECOND, POLICY)
    assert found.value == no(until=MORNING + HOUR)
    check(word, wrong(5), MORNING + HOUR, POLICY)


def test_counting_begins_anew_after_the_hour() -> None:
    assert once_more(wrong(4), MORNING + HOUR, POLICY) == Wrong(times=1, last_at=MORNING + HOUR)
    assert once_more(wrong(4), MORNING + HOUR - SECOND, POLICY).times == 5


@given(st.lists(st.integers(0, 7200), max_size=40), st.integers(3, 5), st.integers(1, 24))
def test_nobody_has_more_looked_at_than_that_in_any_hours(gaps: list[int], most: int, hours: int) -> None:
    policy = replace(POLICY, wrong_most=most, wrong_hours=hours)
    now, kept, looked = MORNING, None, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        with contextlib.suppress(CodesLocked):
            check(Word.CODE, kept, now, policy)
            kept = once_more(kept, now, policy)
            looked.append(now)
    rests = [last - first for first, last in zip(looked, looked[most:], strict=False)]
    assert all(rest >= timedelta(hours=hours) for rest in rests)
