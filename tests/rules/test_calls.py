"""Whom to phone first, and by when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.rules.announcements import Content, Filling, Version
from bot.rules.calendar import FULL_WEEK, at_local
from bot.rules.calls import Untold, calls, tell_by
from bot.rules.notices import AnnouncementByPhone, ConfirmationOpens, Notice, OfferSent, PlaceVacant
from bot.rules.people import Person
from tests.cast import BILAL, EVA, MORNING, POLICY, TODAY

OPENS = ConfirmationOpens(to="eva", request_id="request-eva", reference="K7M4PX29QW")


def untold(
    number: int, person: Person = EVA, since: datetime = MORNING, notice: Notice = OPENS, missed: int = 0
) -> Untold:
    return Untold(id=number, person=person, notice=notice, since=since, missed=missed)


def offered(deadline: date) -> OfferSent:
    return OfferSent(
        to="eva",
        offer_id="offer",
        request_id="request-eva",
        reference="K7M4PX29QW",
        n=1,
        creche="marcinelle",
        start=date(2027, 10, 1),
        week=FULL_WEEK,
        deadline=deadline,
        later_wish=False,
    )


def test_call_is_due_some_days_later_on_a_working_day() -> None:
    assert tell_by(untold(1), POLICY) == date(2027, 1, 14)
    friday = untold(1, since=at_local(date(2027, 1, 15), 9))
    assert tell_by(friday, POLICY) == date(2027, 1, 18)
    assert tell_by(untold(1), replace(POLICY, call_days=0)) == date(2027, 1, 12)


def test_call_is_due_within_the_deadline_it_tells() -> None:
    assert tell_by(untold(1, notice=offered(date(2027, 1, 13))), POLICY) == date(2027, 1, 13)
    assert tell_by(untold(1, notice=offered(date(2027, 1, 22))), POLICY) == date(2027, 1, 14)


def test_call_about_a_vacant_place_is_due_by_the_day_on_which_the_firm_decides() -> None:
    vacant = PlaceVacant(
        to="luc",
        vacancy_id="one",
        sponsor_id="technord",
        firm="Technord",
        creche_name="Marcinelle",
        n=1,
        since=TODAY,
        by=date(2027, 1, 13),
    )
    assert tell_by(untold(1, notice=vacant), POLICY) == date(2027, 1, 13)
    assert tell_by(untold(1, notice=replace(vacant, by=date(2027, 2, 11))), POLICY) == date(2027, 1, 14)


def test_guardian_is_phoned_once_for_everything_in_the_order_it_came() -> None:
    second = untold(2, since=MORNING - timedelta(days=3), missed=2)
    (call,) = calls([second, untold(1, missed=1)], POLICY)
    assert [one.id for one in call.untold] == [1, 2]
    assert (call.by, call.since, call.missed) == (date(2027, 1, 11), MORNING - timedelta(days=3), 2)


def test_most_urgent_call_comes_first() -> None:
    late = untold(7, BILAL, since=MORNING - timedelta(days=1))
    assert [call.person for call in calls([untold(1), late], POLICY)] == [BILAL, EVA]
    pressing = replace(late, since=MORNING + timedelta(hours=1), notice=offered(date(2027, 1, 13)))
    assert [call.person for call in calls([untold(1), pressing], POLICY)] == [BILAL, EVA]


def test_nobody_is_phoned_for_nothing() -> None:
    assert calls([], POLICY) == ()


def test_urgent_announcement_is_told_the_same_day() -> None:
    content = Content(versions=(Version(language="fr", words="Fermé"),))
    told = AnnouncementByPhone(
        to="eva", announcement_id="a", content=content, filling=Filling(day=TODAY), urgent=True
    )
    assert tell_by(untold(1, notice=told), POLICY) == date(2027, 1, 12)
    assert tell_by(untold(1, notice=replace(told, urgent=False)), POLICY) == date(2027, 1, 14)
