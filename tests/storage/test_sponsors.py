from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rules.agreements import Line, Written
from bot.rules.calendar import Period
from bot.rules.refusals import NotFound
from storage import Storage
from tests.cast import MORNING, NADIA, TECHNORD, TECHNORD_AGREEMENT
from tests.storage import seeds

FORM = Written(
    agreement_id="new",
    sponsor_id="technord",
    answered=frozenset({Line.CRECHE, Line.START}),
    correcting=Line.PRICE,
    creche="marcinelle",
    start=date(2027, 9, 1),
)


async def test_agreement_is_saved_whole(storage: Storage, second: Storage):
    changed = replace(
        TECHNORD_AGREEMENT,
        places=5,
        period=Period(date(2026, 10, 1), None),
        price_cents=None,
        invoice_reference="",
        notice_months=6,
        member_of_po=False,
    )
    with storage.transaction() as records:
        seeds.sponsor(records)
    with storage.transaction() as records:
        records.sponsors.save_agreement(changed)
    with second.transaction() as records:
        assert records.sponsors.agreement(changed.id) == changed
        assert records.sponsors.agreements("technord") == (changed,)


async def test_agreement_that_is_not_there_is_not_found(storage: Storage):
    with storage.transaction() as records:
        with pytest.raises(NotFound):
            records.sponsors.agreement("none")
        with pytest.raises(NotFound):
            records.sponsors.save_agreement(TECHNORD_AGREEMENT)


async def test_firm_is_found_by_its_number(storage: Storage):
    with storage.transaction() as records:
        seeds.sponsor(records)
        assert records.sponsors.by_number(TECHNORD.number) == TECHNORD
        assert records.sponsors.by_number("0403170701") is None


async def test_what_is_being_written_is_one_a_person_and_forgotten_in_time(storage: Storage):
    with storage.transaction() as records:
        seeds.person(records, NADIA)
        records.sponsors.keep_written("nadia", FORM, at=MORNING - timedelta(days=1))
        records.sponsors.keep_written("nadia", replace(FORM, places=3), at=MORNING)
    with storage.transaction() as records:
        assert records.sponsors.written("nadia") == replace(FORM, places=3)
        assert records.sponsors.forget_written_before(MORNING) == 0
        assert records.sponsors.forget_written_before(MORNING + timedelta(seconds=1)) == 1
        assert records.sponsors.written("nadia") is None
        records.sponsors.keep_written("nadia", FORM, at=MORNING)
        records.sponsors.forget_written("nadia")
        assert records.sponsors.written("nadia") is None
