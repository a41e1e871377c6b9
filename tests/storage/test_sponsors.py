from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rules.agreements import Line, Written
from bot.rules.calendar import Period
from bot.rules.codes import CodeSheet
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


async def test_sheet_of_codes_is_used_once_a_code_and_called_back(storage: Storage, second: Storage):
    sheet = CodeSheet(
        id="sheet",
        sponsor_id="technord",
        made_at=MORNING,
        count=2,
        expires_at=MORNING + timedelta(days=90),
    )
    older = replace(sheet, id="older", made_at=MORNING - timedelta(days=1))
    with storage.transaction() as records:
        seeds.sponsor(records)
        records.sponsors.add_sheet(older, ("OLD",))
        records.sponsors.add_sheet(sheet, ("ONE", "TWO"))
        assert records.sponsors.use_code("ONE", request_id="request", at=MORNING) == "technord"
        assert records.sponsors.use_code("ONE", request_id="another", at=MORNING) is None
        records.sponsors.revoke_sheet("sheet", at=MORNING)
    with second.transaction() as records:
        assert records.sponsors.sheets("technord") == (replace(sheet, revoked_at=MORNING), older)
        assert records.sponsors.code_user("ONE") == "request"
        assert records.sponsors.codes_used("technord") == (MORNING,)
        good = [records.sponsors.code_sponsor(code, at=MORNING) for code in ("ONE", "TWO", "OLD", "NONE")]
    assert good == [None, None, "technord", None]
