"""Requests and what lists are made of; places, sponsors and their months."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from bot.ports import Records
from bot.rules.calendar import Month, Period
from bot.rules.closures import Closure
from bot.rules.colleagues import Band, Colleague, People
from bot.rules.lists import END
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.people import Child
from bot.rules.places import Agreement, presumed_end
from bot.rules.refusals import NotFound
from bot.rules.requests import Claim, ClaimCode, Request, State
from bot.rules.rounds import Asking
from bot.rules.waitlist import Entry
from storage import Storage
from tests.cast import (
    BORN_IN_OCTOBER,
    EXPECTED_IN_JUNE,
    FULL_STAY,
    HADDAD,
    HADDAD_CONFIRMED,
    LAMBERT,
    LAMBERT_CONFIRMED,
    MORNING,
    PEETERS,
    PEETERS_CONFIRMED,
    SCHMITZ,
    TECHNORD,
    TECHNORD_AGREEMENT,
    TWO_DAY_STAY,
)
from tests.storage import seeds

SPONSORED = replace(
    HADDAD,
    claims=(
        Claim(code=ClaimCode.EMPLOYER, sponsor_id="technord"),
        Claim(code=ClaimCode.CLOSURE, seen_on=date(2027, 1, 8), seen_by="director"),
    ),
    linked="a word",
    example=True,
)


@pytest.fixture
def families(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.sponsor(records)
    return storage


def test_request_comes_back_as_it_was(families: Storage) -> None:
    with families.transaction() as records:
        seeds.requests(records, SPONSORED, PEETERS_CONFIRMED)

        assert records.requests.get(SPONSORED.id) == SPONSORED
        assert records.requests.by_reference(PEETERS.reference) == PEETERS_CONFIRMED


def test_saved_request_changes_in_every_part(families: Storage) -> None:
    changed = replace(
        SPONSORED,
        state=State.WITHDRAWN,
        state_before=State.REGISTERED,
        children=SPONSORED.children[:1],
        claims=(),
        wishes=replace(SPONSORED.wishes, creches=("liege-2", "marcinelle"), entry=Month(2028, 1)),
        predemand="ONE-77",
    )
    with families.transaction() as records:
        seeds.requests(records, SPONSORED)
        records.requests.save(changed)

        assert records.requests.get(SPONSORED.id) == changed


def test_unknown_request_is_refused(families: Storage) -> None:
    with families.transaction() as records:
        with pytest.raises(NotFound):
            records.requests.get("nothing")
        with pytest.raises(NotFound):
            records.requests.by_reference("NOTHING")
        with pytest.raises(NotFound):
            records.requests.save(LAMBERT)


def test_requests_of_a_family_are_oldest_first(families: Storage) -> None:
    older = replace(LAMBERT, id="older", reference="OLDER", registered_at=MORNING - timedelta(days=90))
    with families.transaction() as records:
        seeds.requests(records, LAMBERT, older, HADDAD)

        assert records.requests.of_family("lambert") == (older, LAMBERT)
        assert records.requests.of_family("nobody") == ()


async def test_same_reference_twice_cannot_be(families: Storage) -> None:
    twin = replace(HADDAD, reference=LAMBERT.reference)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await families.do(seeds.requests, LAMBERT, twin)


async def test_family_counted_before_adding_never_exceeds_its_requests(
    families: Storage, second: Storage
) -> None:
    def add_if_fewer_than_three(records: Records, i: int) -> bool:
        few = len(records.requests.of_family("lambert")) < 3
        if few:
            records.requests.add(replace(LAMBERT, id=f"r{i}", reference=f"R{i}"))
        return few

    added = await asyncio.gather(
        *((families, second)[i % 2].do(add_if_fewer_than_three, i) for i in range(20))
    )

    assert sum(added) == 3


def test_entries_are_the_ranked_requests_of_that_creche(families: Storage) -> None:
    refused = replace(SCHMITZ, state=State.REFUSED, confirmed_at=MORNING)
    with families.transaction() as records:
        seeds.requests(records, LAMBERT_CONFIRMED, HADDAD, PEETERS, refused)
        records.requests.save(PEETERS_CONFIRMED)

        entries = {creche: set(records.requests.entries(creche)) for creche in ("marcinelle", "lodelinsart")}

    ana, chloe = _entry(LAMBERT_CONFIRMED), replace(_entry(PEETERS_CONFIRMED), priority=True)
    assert entries == {"marcinelle": {ana, chloe}, "lodelinsart": {ana, chloe, _entry(refused)}}


def _entry(request: Request) -> Entry:
    assert request.confirmed_at is not None
    return Entry(
        reference=request.reference,
        confirmed_at=request.confirmed_at,
        priority=False,
        entry=request.wishes.entry,
    )


def test_asking_is_what_a_list_knows_of_who_is_ranked_with_each_child_s_last_day(families: Storage) -> None:
    paused = replace(SCHMITZ, state=State.PAUSED, confirmed_at=MORNING)
    siblings = replace(HADDAD_CONFIRMED, children=(BORN_IN_OCTOBER, EXPECTED_IN_JUNE))
    with families.transaction() as records:
        seeds.requests(records, siblings, PEETERS, paused, LAMBERT)
        records.requests.save(PEETERS_CONFIRMED)

        asking = records.requests.asking("marcinelle")

    there = {one.id: replace(one.wishes, creches=("marcinelle",)) for one in (siblings, PEETERS_CONFIRMED)}
    october, june = presumed_end(BORN_IN_OCTOBER), presumed_end(EXPECTED_IN_JUNE)
    assert asking == {
        siblings.id: Asking(there[siblings.id], priority=False, ends=(october, june)),
        PEETERS_CONFIRMED.id: Asking(there[PEETERS_CONFIRMED.id], priority=True, ends=(october,)),
    }


def test_awaiting_meeting_are_registered_and_not_met(families: Storage) -> None:
    met = replace(PEETERS, met_on=date(2027, 1, 5))
    with families.transaction() as records:
        seeds.requests(records, SCHMITZ, LAMBERT, HADDAD, met)
        waiting = records.requests.awaiting_meeting

        assert waiting(None) == (LAMBERT, HADDAD, SCHMITZ)
        assert waiting("lodelinsart") == (LAMBERT, SCHMITZ)
        second = (HADDAD.registered_at, HADDAD.reference)
        assert waiting(None, cut=second) == (SCHMITZ,)
        assert waiting(None, cut=second, backward=True) == (LAMBERT,)
        assert waiting(None, cut=END, backward=True, limit=2) == (HADDAD, SCHMITZ)
        assert waiting("lodelinsart", cut=second) == (SCHMITZ,)


def test_confirmable_are_registered_and_met_by_that_day_with_a_child_due_by_then(families: Storage) -> None:
    due = date(2027, 6, 1)
    met, later, born, tomorrow = (
        replace(one, met_on=on, children=(Child(born=born, day=day),))
        for one, on, born, day in (
            (LAMBERT, date(2027, 1, 12), False, due),
            (SCHMITZ, date(2027, 1, 12), False, due + timedelta(days=1)),
            (replace(LAMBERT, id="born", reference="BORN"), date(2027, 1, 12), True, due),
            (HADDAD, date(2027, 1, 13), False, due),
        )
    )
    with families.transaction() as records:
        seeds.requests(records, met, later, born, tomorrow, PEETERS_CONFIRMED)

        assert records.requests.confirmable_on(date(2027, 1, 12), due_by=due) == (met,)


@pytest.mark.parametrize("how_many", [0, 1, 2, 10, 11, 111])
def test_some_requests_come_whole_in_the_order_asked_for(families: Storage, how_many: int) -> None:
    asked = [replace(SPONSORED, id=f"some-{n}", reference=f"SOME-{n}") for n in range(how_many)]
    with families.transaction() as records:
        seeds.requests(records, LAMBERT, *asked)
        backwards = [one.id for one in reversed(asked)]

        assert records.requests.some([*backwards, "nobody", *backwards]) == tuple(reversed(asked))


def test_colleagues_are_those_with_the_firms_claim(families: Storage) -> None:
    day = timedelta(days=1)
    withdrawn = replace(LAMBERT, claims=SPONSORED.claims[:1], state=State.WITHDRAWN, changed_at=MORNING + day)
    with families.transaction() as records:
        seeds.requests(records, SPONSORED, withdrawn, SCHMITZ)

        assert records.requests.colleagues("technord") == (
            _colleague(withdrawn, withdrawn_at=MORNING + day),
            _colleague(SPONSORED),
        )


def _colleague(request: Request, **moments: object) -> Colleague:
    none = dict.fromkeys(("offered_at", "served_at", "refused_at", "withdrawn_at"))
    return Colleague(
        confirmed_at=request.confirmed_at,
        registered_at=request.registered_at,
        **{**none, **moments},  # type: ignore[arg-type]  # moments or None
    )


def test_stays_are_those_with_a_day_in_the_period(families: Storage) -> None:
    ended = replace(FULL_STAY, id="ended", period=Period(date(2026, 1, 1), date(2027, 2, 28)))
    open_ended = replace(FULL_STAY, id="open", agreement_id=None, period=Period(date(2027, 3, 31)))
    elsewhere = replace(FULL_STAY, id="elsewhere", creche="liege-1", agreement_id=None)
    with families.transaction() as records:
        for stay in (FULL_STAY, TWO_DAY_STAY, ended, open_ended, elsewhere):
            records.places.add_stay(stay)
        march = Period(date(2027, 3, 1), date(2027, 3, 31))

        assert records.places.stays("marcinelle", march) == (FULL_STAY, TWO_DAY_STAY, open_ended)
        assert records.places.stays("marcinelle", Period(date(2030, 1, 1))) == (open_ended,)
        assert records.sponsors.stays_under("technord") == (ended, FULL_STAY, TWO_DAY_STAY)


def test_sponsor_comes_back_with_its_agreements(families: Storage) -> None:
    endless = Agreement(
        id="a", sponsor_id="technord", creche="liege-1", places=1, period=Period(date(2025, 1, 1))
    )
    with families.transaction() as records:
        records.sponsors.add_agreement(endless)

        assert records.sponsors.all() == (TECHNORD,)
        assert records.sponsors.get("technord") == TECHNORD
        assert records.sponsors.agreements("technord") == (endless, TECHNORD_AGREEMENT)
        assert records.sponsors.all_agreements() == (endless, TECHNORD_AGREEMENT)
        with pytest.raises(NotFound):
            records.sponsors.get("nobody")


def test_code_is_used_once_and_within_its_time(families: Storage) -> None:
    ends = MORNING + timedelta(days=30)
    with families.transaction() as records:
        records.sponsors.add_code("technord", "K7M4-PX29", expires_at=ends)
        records.sponsors.add_code("technord", "LATE-LATE", expires_at=MORNING)
        sponsors = records.sponsors

        assert sponsors.code_sponsor("LATE-LATE", at=MORNING) is None
        assert sponsors.use_code("LATE-LATE", request_id=LAMBERT.id, at=MORNING) is None
        assert sponsors.code_sponsor("K7M4-PX29", at=MORNING) == "technord"
        assert sponsors.use_code("K7M4-PX29", request_id=LAMBERT.id, at=MORNING) == "technord"
        assert sponsors.use_code("K7M4-PX29", request_id=HADDAD.id, at=MORNING) is None
        assert sponsors.code_sponsor("K7M4-PX29", at=MORNING) is None
        assert sponsors.codes_used("technord") == (MORNING,)


MARCH = Occupancy(
    sponsor_id="technord",
    sponsor_name="Technord",
    month=Month(2027, 3),
    creches=(
        CrecheMonth(
            creche="marcinelle",
            agreement_id="technord-marcinelle",
            agreement=TECHNORD_AGREEMENT.period,
            places=2,
            open_half_days=44,
            reserved=88,
            contracted=58,
            offered=0,
            entries=Fraction(4, 10),
            exits=Fraction(0),
            exits_expected=((Month(2027, 4), Fraction(1, 3)),),
            price_cents=800_000,
        ),
    ),
    history=((Month(2027, 2), None), (Month(2027, 3), Fraction(58, 88))),
    people=People(
        waiting=Band(low=None, high=5),
        served=Band(low=5, high=9),
        refused=Band(low=None, high=5),
        withdrawn=Band(low=None, high=5),
        codes_used=Band(low=None, high=5),
        mean_days_to_offer=None,
    ),
)


def test_first_summary_of_a_month_stays(families: Storage) -> None:
    with families.transaction() as records:
        assert records.sponsors.summary("technord", Month(2027, 3)) is None
        assert records.sponsors.keep_summary(MARCH, at=MORNING)
        assert not records.sponsors.keep_summary(replace(MARCH, year_reserved=1), at=MORNING)

        assert records.sponsors.summary("technord", Month(2027, 3)) == MARCH


def test_told_months_come_back_in_order_as_they_were_corrected_last(families: Storage) -> None:
    april, corrected = replace(MARCH, month=Month(2027, 4)), replace(MARCH, year_reserved=1)
    with families.transaction() as records:
        for month in (april, MARCH, replace(MARCH, month=Month(2027, 2))):
            records.sponsors.keep_summary(month, at=MORNING)
        records.sponsors.correct_summary(corrected, at=MORNING)

        assert records.sponsors.summaries("technord", Month(2027, 3)) == (corrected, april)
        assert records.sponsors.summary("technord", Month(2027, 3)) == corrected


async def test_summary_made_by_twenty_at_once_is_kept_once(families: Storage, second: Storage) -> None:
    kept = await asyncio.gather(
        *(
            (families, second)[i % 2].do(lambda records: records.sponsors.keep_summary(MARCH, at=MORNING))
            for i in range(20)
        )
    )

    assert sum(kept) == 1


def test_closures_come_back_in_order_and_go_again(families: Storage) -> None:
    late = Closure(id="a", creche="marcinelle", period=Period(date(2027, 5, 3), date(2027, 5, 4)))
    soon = Closure(id="b", creche="andrimont", period=Period(date(2027, 3, 22), date(2027, 3, 22)))
    with families.transaction() as records:
        records.places.add_closure(late)
        records.places.add_closure(soon)
        assert records.places.closures() == (soon, late)
        records.places.remove_closure("b")
        assert records.places.closures() == (late,)
