"""Offers and the stays that come of them, on both engines; what must never happen, does not."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.actions import contracts, offers, requests
from bot.actions.my_data import my_data
from bot.actions.places import taken
from bot.rules.calendar import FULL_WEEK, Period, at_local, end_of_day
from bot.rules.offers import Offer, OfferState, Place, awaited
from bot.rules.offers.refusals import NoRoom, OfferOver
from bot.rules.places import OfferedPlace, Stay
from bot.rules.refusals import NotFound, Refusal, WrongState
from bot.rules.requests import Claim, ClaimCode, State
from bot.rules.vacancies import Vacancy
from storage import Storage
from tests.cast import (
    ANA,
    BILAL,
    CHLOE,
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MIREILLE,
    MORNING,
    NADIA,
    PEETERS_CONFIRMED,
    POLICY,
    TECHNORD_AGREEMENT,
    TODAY,
)
from tests.storage import seeds

MONDAY = date(2027, 10, 4)
PLACE = Place(creche="marcinelle", start=MONDAY)
CLOSED = Claim(code=ClaimCode.CLOSURE, seen_on=TODAY, seen_by="director")
LAMBERT_CLOSED = replace(LAMBERT_CONFIRMED, claims=(CLOSED,))
PEETERS_CLOSED = replace(PEETERS_CONFIRMED, claims=(CLOSED,))

GIVEN_BACK = Vacancy(
    id="given-back",
    agreement_id=TECHNORD_AGREEMENT.id,
    places=TECHNORD_AGREEMENT.places,
    left=TECHNORD_AGREEMENT.places,
    since=TODAY,
    told_on=TODAY,
    decide_by=TODAY,
    released_at=MORNING,
)


@pytest.fixture
def town(storage: Storage) -> Storage:
    """The cast, their requests, and Marcinelle with one full-time place left; the firm gave its own back."""
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.sponsor(records)
        records.sponsors.add_vacancy(GIVEN_BACK)
        seeds.requests(records, LAMBERT_CLOSED, PEETERS_CLOSED, HADDAD_CONFIRMED)
        for i in range(55):
            records.places.add_stay(
                Stay(id=f"stay-{i}", creche="marcinelle", week=FULL_WEEK, period=Period(TODAY))
            )
    return storage


def offered(town: Storage, **changes: object) -> Offer:
    """Ana is offered the last place."""
    with town.transaction() as records:
        place = replace(PLACE, **changes)  # type: ignore[arg-type]  # fields of Place
        request = records.requests.get(LAMBERT_CLOSED.id)
        return offers.propose(records, request, place, who=NADIA.id, decided=True, now=MORNING, policy=POLICY)


def test_an_offer_comes_back_as_it_was_kept(town: Storage, second: Storage) -> None:
    offer = offered(town, agreement_id=TECHNORD_AGREEMENT.id, need=True)
    with town.transaction() as records:
        longer = replace(
            offer,
            extended=True,
            deadline=date(2027, 2, 1),
            state=OfferState.ACCEPTED,
            contract_by=date(2027, 2, 15),
        )
        records.offers.save(longer)
    with second.transaction() as records:
        assert records.offers.get(offer.id) == longer
        assert records.offers.standing(LAMBERT_CLOSED.id) == longer
        assert records.offers.of_request(LAMBERT_CLOSED.id) == (longer,)
        with pytest.raises(NotFound):
            records.offers.get("nobody")
        with pytest.raises(NotFound):
            records.offers.save(replace(offer, id="nobody"))


def test_offers_that_stand_come_by_creche_and_deadline(town: Storage) -> None:
    first = offered(town)
    with town.transaction() as records:
        request = records.requests.get(PEETERS_CLOSED.id)
        elsewhere = replace(PLACE, creche="lodelinsart")
        second = offers.propose(
            records,
            request,
            elsewhere,
            who=NADIA.id,
            decided=True,
            now=MORNING - timedelta(days=1),
            policy=POLICY,
        )
        assert records.offers.standing_at("marcinelle") == (first,)
        assert records.offers.standing_at(None) == (second, first)
        assert records.offers.standing_at(None, limit=1) == (second,)
        assert records.offers.standing_at(None, behind=awaited(second)) == (first,)
        assert records.offers.standing_at("marcinelle", behind=awaited(second), limit=1) == (first,)
        assert records.offers.standing_at(None, behind=awaited(first)) == ()
        assert records.offers.standing_at(None, behind=awaited(first), backward=True, limit=1) == (second,)
        contract_by = first.deadline + timedelta(days=1)
        signing = replace(second, state=OfferState.ACCEPTED, contract_by=contract_by)
        records.offers.save(signing)
        assert records.offers.standing_at(None) == (first, signing)
        records.offers.save(replace(second, state=OfferState.DECLINED, ended_at=MORNING))
        assert records.offers.standing_at(None) == (first,)


def test_offers_under_way_are_paged_behind_one_and_before_it(town: Storage) -> None:
    first = offered(town)
    with town.transaction() as records:
        request, early = records.requests.get(PEETERS_CLOSED.id), MORNING - timedelta(days=1)
        place = replace(PLACE, creche="lodelinsart")
        second = offers.propose(records, request, place, who=NADIA.id, decided=True, now=early, policy=POLICY)

        def page(cut: str, *, backward: bool = False) -> tuple[list[str], bool, bool]:
            found = contracts.under_way(records, NADIA.id, cut=cut, backward=backward, limit=1)
            return [one.offer.id for one in found.offers], found.more_before, found.more_behind

        assert page("") == page("nobody") == ([second.id], False, True)
        assert page(second.id) == ([first.id], True, False)
        assert page(first.id, backward=True) == ([second.id], False, True)
        records.offers.save(replace(first, state=OfferState.DECLINED, ended_at=MORNING))
        assert page(second.id) == ([second.id], False, False)


def test_a_request_with_an_offer_stands_on_no_list(town: Storage) -> None:
    before = _ranked(town)
    offered(town)
    assert before - _ranked(town) == Counter({"marcinelle": 1, "lodelinsart": 1})


def _ranked(town: Storage) -> Counter[str]:
    with town.transaction() as records:
        return Counter(
            creche for creche in ("marcinelle", "lodelinsart") for _ in records.requests.entries(creche)
        )


async def test_one_last_place_and_two_coordinators_is_one_offer(town: Storage, second: Storage) -> None:
    for _ in range(10):
        tries = await asyncio.gather(
            town.do(offers.send, NADIA.id, LAMBERT_CLOSED.id, PLACE, now=MORNING, policy=POLICY),
            second.do(offers.send, MIREILLE.id, PEETERS_CLOSED.id, PLACE, now=MORNING, policy=POLICY),
            return_exceptions=True,
        )
        (won,) = [one for one in tries if isinstance(one, Offer)]
        assert [type(one) for one in tries if one is not won] == [NoRoom]
        with town.transaction() as records:
            request = records.requests.get(won.request_id)
            records.requests.save(replace(request, state=State.CONFIRMED))
            records.offers.save(replace(won, state=OfferState.DECLINED, ended_at=MORNING))


async def test_two_coordinators_and_one_family_is_one_offer(town: Storage, second: Storage) -> None:
    elsewhere = replace(PLACE, creche="lodelinsart")
    tries = await asyncio.gather(
        town.do(offers.send, NADIA.id, LAMBERT_CLOSED.id, PLACE, now=MORNING, policy=POLICY),
        second.do(offers.send, NADIA.id, LAMBERT_CLOSED.id, elsewhere, now=MORNING, policy=POLICY),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in tries) == ["Offer", "WrongState"]
    with town.transaction() as records:
        assert len(records.offers.standing_at(None)) == 1


Act = Callable[[Storage, Offer, datetime], Awaitable[object]]
RACERS: dict[str, Act] = {
    "accept": lambda on, offer, now: on.do(offers.accept, ANA.id, offer.id, now=now, policy=POLICY),
    "decline": lambda on, offer, now: on.do(offers.decline, ANA.id, offer.id, now=now, policy=POLICY),
    "withdraw": lambda on, offer, now: on.do(
        requests.withdraw, ANA.id, offer.request_id, now=now, policy=POLICY
    ),
    "lapse": lambda on, offer, _: on.do(
        offers.lapse_offers, now=end_of_day(offer.deadline + timedelta(days=1)), policy=POLICY
    ),
}


@pytest.mark.parametrize(
    "others", [("accept", "decline"), ("accept", "lapse"), ("decline", "withdraw", "lapse")]
)
async def test_of_those_who_race_one_wins(town: Storage, second: Storage, others: tuple[str, ...]) -> None:
    offer = offered(town)
    await asyncio.gather(
        *(RACERS[name]((town, second)[i % 2], offer, MORNING) for i, name in enumerate(others * 3)),
        return_exceptions=True,
    )
    with town.transaction() as records:
        request, over = records.requests.get(offer.request_id), records.offers.get(offer.id)
    ends = {
        OfferState.ACCEPTED: {State.ACCEPTED},
        OfferState.DECLINED: {State.CONFIRMED, State.WITHDRAWN},
        OfferState.WITHDRAWN: {State.WITHDRAWN},
        OfferState.LAPSED: {State.PAUSED, State.WITHDRAWN},
    }
    assert request.state in ends[over.state]
    assert (over.ended_at is None) == (over.state is OfferState.ACCEPTED)


def test_the_one_who_comes_late_hears_how_it_ended(town: Storage) -> None:
    offer = offered(town)
    with town.transaction() as records:
        offers.decline(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
        with pytest.raises(OfferOver) as refused:
            offers.accept(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
    assert refused.value == OfferOver(state=OfferState.DECLINED)


def test_a_familys_offer_is_nobody_elses(town: Storage) -> None:
    offer = offered(town)
    for act in (offers.accept, offers.decline, offers.more_time, offers.asked, offers.of_offer):
        with town.transaction() as records, pytest.raises(NotFound):
            act(records, CHLOE.id, offer.id, now=MORNING, policy=POLICY)


def test_withdrawing_ends_the_offer_and_undoing_waits_without_it(town: Storage) -> None:
    offer = offered(town)
    with town.transaction() as records:
        offers.accept(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
        view = requests.withdraw(records, ANA.id, offer.request_id, now=MORNING, policy=POLICY)
        assert view.offer is None
        assert records.offers.get(offer.id).state is OfferState.WITHDRAWN
        back = requests.undo_withdrawal(records, ANA.id, offer.request_id, now=MORNING, policy=POLICY)
        assert (back.request.state, back.offer) == (State.CONFIRMED, None)
        assert len(back.standings.all) == 2


def test_a_signed_contract_takes_the_place_that_was_kept(town: Storage) -> None:
    offer = offered(town)
    with town.transaction() as records:
        offers.accept(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
        kept = taken(records, "marcinelle", Period(MONDAY))
        contracts.sign(records, MIREILLE.id, offer.id, now=MORNING, policy=POLICY)
        assert len(taken(records, "marcinelle", Period(MONDAY))) == len(kept) == 56
        (stay,) = records.places.stays_of(offer.request_id)
        assert (stay.period, stay.child) == (Period(MONDAY, date(2030, 8, 25)), 0)
        (mine,) = my_data(records, ANA.id).as_json()["requests"]
        assert [(one["creche"], one["state"], one["contract_by"]) for one in mine["offers"]] == [
            ("marcinelle", "signed", "2027-01-26")
        ]
        assert [(one["start"], one["end"]) for one in mine["stays"]] == [("2027-10-04", "2030-08-25")]
        on = date(2028, 6, 30)
        contracts.leave(records, NADIA.id, offer.request_id, on=on, now=at_local(on, 9))
        assert records.places.stays_of(offer.request_id) == (replace(stay, period=Period(MONDAY, on)),)
        done = [line["what"] for line in records.trace.of(offer.request_id)]
        assert done == ["offered", "accepted", "enrolled", "left"]


def test_a_director_elsewhere_sees_and_signs_nothing(town: Storage) -> None:
    with town.transaction() as records:
        request = records.requests.get(LAMBERT_CLOSED.id)
        elsewhere = replace(PLACE, creche="lodelinsart")
        offer = offers.propose(
            records, request, elsewhere, who=NADIA.id, decided=True, now=MORNING, policy=POLICY
        )
        offers.accept(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
    with town.transaction() as records, pytest.raises(NotFound):
        contracts.sign(records, MIREILLE.id, offer.id, now=MORNING, policy=POLICY)
    for act in (contracts.refuse, contracts.unsigned, contracts.open_offer):
        with town.transaction() as records, pytest.raises(NotFound):
            act(records, MIREILLE.id, offer.id, now=MORNING)
    with town.transaction() as records:
        assert contracts.under_way(records, MIREILLE.id) == contracts.Page()
        assert [one.offer.id for one in contracts.under_way(records, NADIA.id).offers] == [offer.id]
        with pytest.raises(NotFound):
            offers.send(records, MIREILLE.id, PEETERS_CLOSED.id, elsewhere, now=MORNING, policy=POLICY)
        with pytest.raises(Refusal):
            offers.send(records, BILAL.id, PEETERS_CLOSED.id, PLACE, now=MORNING, policy=POLICY)


def test_the_clock_reminds_once_a_day_and_lapses_once(town: Storage) -> None:
    offered(town)
    hours = [MORNING + timedelta(hours=hour) for hour in range(24 * 12)]
    with town.transaction() as records:
        reminded = [at for at in hours if offers.remind_offers(records, now=at, policy=POLICY)]
        assert reminded == [at_local(date(2027, 1, day), 9) for day in (17, 20, 21)]
        lapsed = [at for at in hours if offers.lapse_offers(records, now=at, policy=POLICY)]
        assert lapsed == [at_local(date(2027, 1, 23), 0)]
        assert records.requests.get(LAMBERT_CLOSED.id).state is State.PAUSED
        with pytest.raises(WrongState):
            requests.confirm(records, ANA.id, LAMBERT_CLOSED.id, now=MORNING, policy=POLICY)


def test_a_sponsors_month_counts_an_offer_until_it_is_signed(town: Storage) -> None:
    offer = offered(town, agreement_id=TECHNORD_AGREEMENT.id)
    place = OfferedPlace(agreement_id=TECHNORD_AGREEMENT.id, week=FULL_WEEK, sent_on=TODAY)
    with town.transaction() as records:
        assert records.sponsors.offers_under("technord") == (place,)
        offers.accept(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
        assert records.sponsors.offers_under("technord") == (place,)
        contracts.sign(records, NADIA.id, offer.id, now=MORNING + timedelta(days=3), policy=POLICY)
        ended = replace(place, ended_on=date(2027, 1, 15))
        assert records.sponsors.offers_under("technord") == (ended,)
        assert [stay.period.start for stay in records.sponsors.stays_under("technord")] == [MONDAY]
