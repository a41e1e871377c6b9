"""Firms with vacant places of which no message reaches anybody: coordinators are told once, together."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.unheard import tell_unheard
from bot.actions.vacancies import release, tell_vacancies
from bot.ports import Records
from bot.rules.calendar import at_local
from bot.rules.notices import FirmsUnheard, StandsVacant, UnheardFirm
from storage import Storage
from storage.notices import NOTICE, notice_of
from storage.statements import Statement
from tests.actions.test_rounds import queued
from tests.actions.test_vacancies import MORNING, ONE
from tests.cast import FULL_STAY, LUC, NADIA, TECHNORD, TECHNORD_AGREEMENT, TODAY
from tests.storage import seeds

DAY = timedelta(days=1)
BOREAL = replace(TECHNORD, id="boreal", name="Boreal", number="0448293715")
#: Two places at each of two crèches.
ROOMY = replace(ONE, creches=tuple(replace(one, places=4 if one.places else 2) for one in ONE.creches))
ELSEWHERE = next(one for one in ROOMY.creches if one.id != "marcinelle")
VACANT = {"since": TODAY, "by": TODAY + 30 * DAY}


@pytest.fixture
def kept(storage: Storage) -> Storage:
    """Technord, whose contact blocked the bot, has one place vacant."""
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.sponsor(records)
        records.places.add_stay(FULL_STAY)
        records.people.save(replace(LUC, reachable=False, phone="+32470111213"))
    return storage


def add_boreal(storage: Storage) -> None:
    """It has no contact, and two vacant places at each of two crèches."""
    with storage.transaction() as records:
        records.sponsors.add(BOREAL)
        for creche in ("marcinelle", ELSEWHERE.id):
            own = replace(TECHNORD_AGREEMENT, id=f"boreal-{creche}", sponsor_id=BOREAL.id, creche=creche)
            records.sponsors.add_agreement(own)


def told(storage: Storage) -> list[tuple[str, str]]:
    return [one for one in queued(storage) if one[0] == FirmsUnheard.__name__]


async def test_coordinators_are_told_of_every_firm_together_and_once(kept: Storage):
    add_boreal(kept)
    with kept.transaction() as records:
        for days in range(40):
            tell_vacancies(records, now=MORNING + days * DAY, policy=ROOMY)
            tell_unheard(records, now=MORNING + days * DAY, policy=ROOMY)
    assert told(kept) == [("FirmsUnheard", NADIA.id)]
    with kept.transaction() as records:
        (body,) = records.wire.all(Statement(select(NOTICE.c.body).where(NOTICE.c.person_id == NADIA.id)))[0]
        notice = notice_of("FirmsUnheard", NADIA.id, None, body, records.safe)
    boreal = tuple(
        StandsVacant(creche_name=one.name, n=2, **VACANT)
        for one in ROOMY.creches
        if one.id in {"marcinelle", ELSEWHERE.id}
    )
    technord = (StandsVacant(creche_name=boreal[0].creche_name, n=1, **VACANT),)
    assert isinstance(notice, FirmsUnheard)
    assert notice.firms == (
        UnheardFirm(id=BOREAL.id, name="Boreal", contacts=(), vacant=boreal),
        UnheardFirm(
            id=TECHNORD.id, name=TECHNORD.name, contacts=((LUC.name, "+32470111213"),), vacant=technord
        ),
    )


async def test_what_a_crash_undid_is_told_the_next_time_and_by_one_of_two(kept: Storage):
    def dies(records: Records) -> None:
        tell_unheard(records, now=MORNING, policy=ROOMY)
        raise RuntimeError

    add_boreal(kept)
    await kept.do(tell_vacancies, now=MORNING, policy=ROOMY)
    with pytest.raises(RuntimeError):
        await kept.do(dies)
    assert told(kept) == []
    both = [kept.do(tell_unheard, now=MORNING + n * timedelta(seconds=1), policy=ROOMY) for n in range(2)]
    assert sorted(await asyncio.gather(*both)) == [0, 1]
    assert told(kept) == [("FirmsUnheard", NADIA.id)]


async def test_firm_whose_last_contact_goes_while_it_decides_is_told_of(kept: Storage):
    with kept.transaction() as records:
        records.people.save(LUC)
        tell_vacancies(records, now=MORNING, policy=ONE)
        assert tell_unheard(records, now=MORNING, policy=ONE) == 0
        (mandate,) = LUC.mandates
        records.people.revoke(LUC.id, mandate)
        assert tell_unheard(records, now=MORNING + DAY, policy=ONE) == 1


async def test_place_that_was_given_back_needs_no_call(kept: Storage):
    with kept.transaction() as records:
        tell_vacancies(records, now=MORNING, policy=ONE)
        (one,) = records.sponsors.vacancies("marcinelle")
        release(records, NADIA.id, one.id, now=MORNING, policy=ONE)
        assert tell_unheard(records, now=MORNING, policy=ONE) == 0


async def test_coordinators_are_not_told_at_night(kept: Storage):
    with kept.transaction() as records:
        tell_vacancies(records, now=MORNING, policy=ROOMY)
        assert tell_unheard(records, now=at_local(TODAY, 23), policy=ROOMY) == 0
        assert tell_unheard(records, now=MORNING + DAY, policy=ROOMY) == 1
