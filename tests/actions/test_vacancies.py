"""Vacant places: told to the firm once, held in rounds and offers, given back by a tap or by time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.actions import capacity, offers, reserve, rounds, sponsors, summaries, vacancies
from bot.actions.vacancies import tell_vacancies
from bot.ports import Records
from bot.rules.calendar import Month, Period, Slot, at_local
from bot.rules.offers import Place
from bot.rules.offers.refusals import HeldForFirm
from bot.rules.people import Mandate, Role
from bot.rules.refusals import NotAllowed, NotFound
from bot.rules.requests import Claim, ClaimCode
from bot.rules.rounds import Kept, Outcome
from bot.rules.rounds.refusals import NobodyNext
from bot.rules.vacancies import Awaiting, Vacancy, VacancyOver
from storage import Storage
from tests.actions.test_rounds import BILAL_ALONE, queued
from tests.cast import (
    ANA,
    BILAL,
    FULL_STAY,
    LAMBERT_CONFIRMED,
    LUC,
    MIREILLE,
    NADIA,
    PEETERS_CONFIRMED,
    POLICY,
    TECHNORD_AGREEMENT,
    TODAY,
)
from tests.storage import seeds

#: Two places at Marcinelle, both Technord's to begin with, and none at the other crèches.
PLACES = {"marcinelle": 2}
ONE = replace(
    POLICY,
    sponsors_max_percent=100,
    creches=tuple(replace(one, places=PLACES.get(one.id, 0)) for one in POLICY.creches),
)
MORNING = at_local(TODAY, 9)
TOMORROW = MORNING + timedelta(days=1)
FEBRUARY = at_local(date(2027, 2, 1), 9)
AFTERNOONS = frozenset(slot for slot in Slot if slot % 2)
AFTER = at_local(TODAY + timedelta(days=31), 9)
COLLEAGUE = replace(
    BILAL_ALONE,
    claims=(Claim(code=ClaimCode.EMPLOYER, seen_on=TODAY, sponsor_id=LUC.sponsors[0]),),
)


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.sponsor(records)
        records.places.add_stay(FULL_STAY)
    return storage


def told(records: Records) -> Vacancy:
    (one,) = records.sponsors.vacancies("marcinelle")
    return one


def prepared(records: Records, now: datetime = FEBRUARY) -> dict[str, str]:
    """Who is placed by the month's round."""
    month = rounds.prepare(records, NADIA.id, now=now, policy=ONE)
    return {one.request_id: one.proposal.creche for one in month.decisions if one.proposal}


async def test_vacant_place_is_told_once_to_every_contact(kept: Storage):
    with kept.transaction() as records:
        second = replace(
            MIREILLE, id="second", chat_id=77, mandates=frozenset({Mandate(role=Role.HR, of="technord")})
        )
        seeds.person(records, second)
        for days in range(40):
            tell_vacancies(records, now=MORNING + timedelta(days=days), policy=ONE)
        one = told(records)
        assert (one.places, one.since, one.told_on) == (1, TODAY, TODAY)
        assert one.decide_by == TODAY + timedelta(days=30)
    assert sorted(queued(kept)) == [("PlaceVacant", "luc"), ("PlaceVacant", "second")]


async def test_nobody_is_told_at_night(kept: Storage):
    with kept.transaction() as records:
        assert tell_vacancies(records, now=at_local(TODAY, 3), policy=ONE) == 0
        assert records.sponsors.vacancies("marcinelle") == ()


async def test_held_place_is_left_by_the_round_until_its_day_is_over(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED)
        tell_vacancies(records, now=MORNING, policy=ONE)
        assert prepared(records) == {}
        month = rounds.of_this_month(records, NADIA.id, now=FEBRUARY)
        assert month is not None
        assert month.held == (Kept(creche="marcinelle", places=1),)
        assert prepared(records, AFTER) == {LAMBERT_CONFIRMED.id: "marcinelle"}


async def test_held_place_is_a_colleagues(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED, COLLEAGUE)
        tell_vacancies(records, now=MORNING, policy=ONE)
        assert prepared(records) == {COLLEAGUE.id: "marcinelle"}
        month = rounds.of_this_month(records, NADIA.id, now=FEBRUARY)
        assert month is not None
        rounds.approve(
            records, NADIA.id, read_at=int(month.prepared_at.timestamp()), now=FEBRUARY, policy=ONE
        )
        assert told(records).left == 0


async def test_given_back_it_is_everybodys_at_once_and_taken_back_it_is_not(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED)
        tell_vacancies(records, now=MORNING, policy=ONE)
        vacancy_id = told(records).id
        vacancies.release(records, LUC.id, vacancy_id, now=FEBRUARY, policy=ONE)
        assert prepared(records) == {LAMBERT_CONFIRMED.id: "marcinelle"}
        vacancies.take_back(records, LUC.id, vacancy_id, now=FEBRUARY, policy=ONE)
        assert prepared(records) == {}
        why = [line["what"] for line in records.trace.of(f"agreement:{TECHNORD_AGREEMENT.id}")]
        assert why == ["vacancy released", "vacancy taken back"]


async def test_place_that_somebody_has_been_offered_is_not_taken_back(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED)
        tell_vacancies(records, now=MORNING, policy=ONE)
        vacancy_id = told(records).id
        vacancies.release(records, LUC.id, vacancy_id, now=MORNING, policy=ONE)
        place = Place(creche="marcinelle", start=date(2027, 10, 1))
        offers.propose(records, LAMBERT_CONFIRMED, place, who=NADIA.id, decided=True, now=MORNING, policy=ONE)
        with pytest.raises(VacancyOver):
            vacancies.take_back(records, LUC.id, vacancy_id, now=MORNING, policy=ONE)


async def test_families_who_share_a_place_given_back_are_all_offered_it(kept: Storage):
    """When the first leaves, what it had is the firm's again: not before all who were decided have theirs."""
    mornings = frozenset(Slot) - AFTERNOONS
    child = replace(LAMBERT_CONFIRMED.children[0], born=True, day=date(2025, 3, 1))
    elder = replace(
        LAMBERT_CONFIRMED, children=(child,), wishes=replace(LAMBERT_CONFIRMED.wishes, week=mornings)
    )
    younger = replace(BILAL_ALONE, wishes=replace(BILAL_ALONE.wishes, week=AFTERNOONS))
    with kept.transaction() as records:
        seeds.requests(records, elder, younger)
        tell_vacancies(records, now=MORNING, policy=ONE)
        month = rounds.prepare(records, NADIA.id, now=AFTER, policy=ONE)
        read_at = int(month.prepared_at.timestamp())
        approved = rounds.approve(records, NADIA.id, read_at=read_at, now=AFTER, policy=ONE)
        assert [one.request_id for one in approved.placed] == [elder.id, younger.id]
        assert (approved.count(Outcome.OFFERED), approved.overtaken) == (2, ())


async def test_colleague_who_comes_between_them_takes_nothing_from_who_shares(kept: Storage):
    """Two places given back: a colleague has one, two families share the other."""
    three = replace(ONE, creches=tuple(replace(one, places=one.places and 3) for one in ONE.creches))
    mornings = frozenset(Slot) - AFTERNOONS
    child = replace(LAMBERT_CONFIRMED.children[0], born=True, day=date(2025, 3, 1))
    elder = replace(
        LAMBERT_CONFIRMED, children=(child,), wishes=replace(LAMBERT_CONFIRMED.wishes, week=mornings)
    )
    younger = replace(PEETERS_CONFIRMED, claims=(), wishes=replace(COLLEAGUE.wishes, week=AFTERNOONS))
    with kept.transaction() as records:
        records.places.save_stay(replace(FULL_STAY, agreement_id=None))
        seeds.requests(records, elder, COLLEAGUE, younger)
        tell_vacancies(records, now=MORNING, policy=three)
        assert told(records).left == 2
        month = rounds.prepare(records, NADIA.id, now=AFTER, policy=three)
        read_at = int(month.prepared_at.timestamp())
        approved = rounds.approve(records, NADIA.id, read_at=read_at, now=AFTER, policy=three)
        assert [one.request_id for one in approved.placed] == [elder.id, COLLEAGUE.id, younger.id]
        assert (approved.count(Outcome.OFFERED), approved.overtaken) == (3, ())


async def test_place_given_back_that_a_family_declines_is_the_next_familys(kept: Storage):
    """Thirty days more would be thirty days empty."""
    place = Place(creche="marcinelle", start=date(2027, 10, 1))
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED, BILAL_ALONE)
        tell_vacancies(records, now=MORNING, policy=ONE)
        vacancies.release(records, LUC.id, told(records).id, now=MORNING, policy=ONE)
        offer = offers.propose(
            records, LAMBERT_CONFIRMED, place, who=NADIA.id, decided=True, now=MORNING, policy=ONE
        )
        tell_vacancies(records, now=TOMORROW, policy=ONE)
        assert told(records).left == 0
        offers.decline(records, ANA.id, offer.id, now=TOMORROW, policy=ONE)
        assert told(records).left == 1
        tell_vacancies(records, now=TOMORROW, policy=ONE)
        assert told(records).left == 1
        offers.propose(records, BILAL_ALONE, place, who=NADIA.id, decided=True, now=TOMORROW, policy=ONE)
        tell_vacancies(records, now=TOMORROW, policy=ONE)
        assert told(records).left == 0


async def test_place_that_a_family_has_taken_is_told_anew_when_it_frees(kept: Storage):
    """And an offer of another place, declined, brings nothing back."""
    place = Place(creche="marcinelle", start=date(2027, 10, 1))
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED, BILAL_ALONE)
        tell_vacancies(records, now=MORNING, policy=ONE)
        vacancies.release(records, LUC.id, told(records).id, now=MORNING, policy=ONE)
        first = offers.propose(
            records, LAMBERT_CONFIRMED, place, who=NADIA.id, decided=True, now=MORNING, policy=ONE
        )
        tell_vacancies(records, now=MORNING, policy=ONE)
        roomy = replace(ONE, creches=tuple(replace(one, places=9) for one in ONE.creches))
        other = offers.propose(
            records, BILAL_ALONE, place, who=NADIA.id, decided=True, now=TOMORROW, policy=roomy
        )
        offers.decline(records, BILAL.id, other.id, now=TOMORROW, policy=roomy)
        assert told(records).left == 0
        offers.accept(records, ANA.id, first.id, now=TOMORROW, policy=ONE)
        assert told(records).left == 0


async def test_held_place_is_not_offered_to_others(kept: Storage):
    place = Place(creche="marcinelle", start=date(2027, 10, 1))
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED)
        with pytest.raises(HeldForFirm):
            offers.propose(
                records, LAMBERT_CONFIRMED, place, who=NADIA.id, decided=True, now=MORNING, policy=ONE
            )


async def test_next_in_line_waits_until_it_is_given_back(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED)
        tell_vacancies(records, now=MORNING, policy=ONE)
        prepared(records)
        month = rounds.of_this_month(records, NADIA.id, now=FEBRUARY)
        assert month is not None
        rounds.approve(
            records, NADIA.id, read_at=int(month.prepared_at.timestamp()), now=FEBRUARY, policy=ONE
        )
        with pytest.raises(NobodyNext):
            reserve.next_in_line(records, NADIA.id, "marcinelle", now=FEBRUARY, policy=ONE)
        vacancies.release(records, LUC.id, told(records).id, now=FEBRUARY, policy=ONE)
        found = reserve.next_in_line(records, NADIA.id, "marcinelle", now=FEBRUARY, policy=ONE)
        assert found.request.id == LAMBERT_CONFIRMED.id


async def test_staff_hear_of_what_was_given_back_once_it_cannot_be_taken_back(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED)
        tell_vacancies(records, now=MORNING, policy=ONE)
        prepared(records)
        month = rounds.of_this_month(records, NADIA.id, now=FEBRUARY)
        assert month is not None
        rounds.approve(
            records, NADIA.id, read_at=int(month.prepared_at.timestamp()), now=FEBRUARY, policy=ONE
        )
        vacancies.release(records, LUC.id, told(records).id, now=FEBRUARY, policy=ONE)
        days = [FEBRUARY, FEBRUARY + timedelta(days=2), FEBRUARY + timedelta(days=3)]
        assert [reserve.tell_freed(records, now=now, policy=ONE) for now in days] == [0, 2, 0]


async def test_what_if_says_that_the_place_is_held(kept: Storage):
    with kept.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED, COLLEAGUE)
        weighed = {
            one.id: capacity.what_if(records, NADIA.id, one.id, "marcinelle", now=MORNING, policy=ONE)
            for one in (LAMBERT_CONFIRMED, COLLEAGUE)
        }
        assert {name: {one.held for one in found} for name, found in weighed.items()} == {
            LAMBERT_CONFIRMED.id: {True},
            COLLEAGUE.id: {False},
        }


async def test_decision_is_the_firms_and_a_coordinators_for_it(kept: Storage):
    with kept.transaction() as records:
        tell_vacancies(records, now=MORNING, policy=ONE)
        vacancy_id = told(records).id
        for stranger in (MIREILLE.id, "ana"):
            with pytest.raises(NotAllowed):
                vacancies.decisions(records, stranger, "technord", now=MORNING)
            with pytest.raises(NotAllowed):
                vacancies.release(records, stranger, vacancy_id, now=MORNING, policy=ONE)
        with pytest.raises(NotFound):
            vacancies.release(records, LUC.id, "nothing", now=MORNING, policy=ONE)
        assert len(vacancies.decisions(records, LUC.id, "technord", now=MORNING).open) == 1
        vacancies.release(records, NADIA.id, vacancy_id, now=MORNING, policy=ONE)
        assert vacancies.decisions(records, LUC.id, "technord", now=MORNING).open == ()


async def test_summary_and_coordinators_see_what_is_to_be_decided(kept: Storage):
    with kept.transaction() as records:
        tell_vacancies(records, now=MORNING, policy=ONE)
        by = TODAY + timedelta(days=30)
        found = summaries.summary_of(records, LUC.id, "technord", Month(2027, 1), now=MORNING, policy=ONE)
        assert found.awaiting == (
            Awaiting(creche="marcinelle", agreement_id=TECHNORD_AGREEMENT.id, places=1, by=by),
        )
        *_, last = summaries.sheet_of(records, LUC.id, "technord", Month(2027, 1), now=MORNING, policy=ONE)
        assert last == found
        creches = sponsors.by_creche(records, NADIA.id, now=MORNING, policy=ONE)
        assert [each.decide_by for one in creches for line in one.lines for each in line.open] == [by]


async def test_month_tells_of_a_place_that_is_vacant_since_this_morning(kept: Storage):
    """Not "nothing is held for you", and an hour later that something is."""
    fifth = at_local(date(2027, 2, 5), 9)
    with kept.transaction() as records:
        assert summaries.ensure_summaries(records, now=fifth, policy=ONE)
        (one,) = records.sponsors.vacancies("marcinelle")
        month = records.sponsors.summary(LUC.sponsors[0], Month(2027, 1))
        assert month is not None
        assert [each.by for each in month.awaiting] == [one.decide_by]


async def test_exit_after_others_took_the_place_is_told_anew(kept: Storage):
    """Given back in January and given to a family; in May a child leaves, and the firm is told of August."""
    with kept.transaction() as records:
        tell_vacancies(records, now=MORNING, policy=ONE)
        vacancies.release(records, LUC.id, told(records).id, now=MORNING, policy=ONE)
        other = replace(FULL_STAY, id="other", agreement_id=None, period=Period(TODAY, date(2029, 8, 26)))
        records.places.add_stay(other)
        tell_vacancies(records, now=FEBRUARY, policy=ONE)
        assert told(records).left == 0
        records.places.save_stay(replace(other, period=Period(TODAY, date(2027, 8, 31))))
        tell_vacancies(records, now=at_local(date(2027, 5, 3), 9), policy=ONE)
        _, again = records.sponsors.vacancies("marcinelle")
        assert (again.left, again.since, again.decide_by) == (1, date(2027, 9, 1), date(2027, 6, 2))
