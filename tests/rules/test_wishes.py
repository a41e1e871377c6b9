from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month, Slot
from bot.rules.refusals import FormIncomplete, NothingChanged, NotWaiting, Refusal
from bot.rules.requests import ON_THE_LIST, Request, State, Wishes
from bot.rules.signup import Deed, Draft, Said, answer
from bot.rules.signup.course import course
from bot.rules.wishes import Wish, answers_of, change, changed_wishes, creches_touched
from tests.cast import LAMBERT_CONFIRMED, MORNING, POLICY, TODAY
from tests.strategies import requests, wishes


def draft_of(request: Request) -> Draft:
    return Draft(
        id="d" * 32,
        person_id="ana",
        place="review",
        answers=answers_of(request, POLICY),
        started_at=MORNING,
        touched_at=MORNING,
    )


def say(draft: Draft, *said: tuple[Deed, str]) -> Draft:
    for deed, value in said:
        draft = answer(draft, Said(place=draft.place, deed=deed, value=value), today=TODAY, policy=POLICY)
    return draft


def changed(request: Request, *said: tuple[Deed, str], today: date = TODAY) -> Request:
    return change(request, say(draft_of(request), *said), today=today, policy=POLICY)


def test_only_the_wishes_are_asked_again() -> None:
    places = course(answers_of(LAMBERT_CONFIRMED, POLICY), POLICY)
    assert places == ("entry", "window", "week", "creches", "review")


def test_one_line_is_changed_and_the_rest_stays() -> None:
    after = changed(LAMBERT_CONFIRMED, (Deed.FIX, "entry"), (Deed.PICK, "2027-11"))
    assert after == replace(
        LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, entry=Month(2027, 11))
    )


def test_creche_is_added_and_another_put_first() -> None:
    after = changed(LAMBERT_CONFIRMED, (Deed.FIX, "creches"), (Deed.PICK, "andrimont,marcinelle"))
    assert after.wishes.creches == ("andrimont", "marcinelle")
    assert after.confirmed_at == LAMBERT_CONFIRMED.confirmed_at


def test_nothing_to_change_is_said() -> None:
    with pytest.raises(NothingChanged):
        changed(LAMBERT_CONFIRMED)


@pytest.mark.parametrize("state", sorted(set(State) - ON_THE_LIST))
def test_wishes_stand_while_an_offer_lives_and_after(state: State) -> None:
    request = replace(LAMBERT_CONFIRMED, state=state)
    with pytest.raises(NotWaiting) as refused:
        changed(request, (Deed.FIX, "entry"), (Deed.PICK, "2027-11"))
    assert refused.value == NotWaiting(state=state)


@pytest.mark.parametrize("value", ["2027-05", "2031-01"])
def test_month_in_which_the_child_cannot_enter_is_refused(value: str) -> None:
    with pytest.raises(Refusal):
        changed(LAMBERT_CONFIRMED, (Deed.FIX, "entry"), (Deed.PICK, value))


def test_week_without_half_days_cannot_be_sent() -> None:
    with pytest.raises(FormIncomplete) as refused:
        changed(LAMBERT_CONFIRMED, (Deed.FIX, "week"), (Deed.OFF, "all"))
    assert refused.value == FormIncomplete(step="week")


@given(requests(states=tuple(ON_THE_LIST)), wishes, st.dates(date(2026, 1, 1), date(2031, 12, 31)))
def test_nothing_but_the_wishes_ever_changes(request: Request, new: Wishes, today: date) -> None:
    draft = draft_of(replace(request, wishes=new))
    try:
        after = change(request, draft, today=today, policy=POLICY)
    except Refusal:
        return
    assert after == replace(request, wishes=new)
    assert changed_wishes(request.wishes, after.wishes) != ()


def test_what_differs_is_named() -> None:
    before = LAMBERT_CONFIRMED.wishes
    after = replace(before, later=3, week=FULL_WEEK - {Slot.WED_PM}, creches=("lodelinsart", "andrimont"))
    assert changed_wishes(before, after) == (Wish.WINDOW, Wish.WEEK, Wish.CRECHES)
    assert changed_wishes(before, before) == ()
    assert creches_touched(before, after) == ("lodelinsart", "andrimont", "marcinelle")
