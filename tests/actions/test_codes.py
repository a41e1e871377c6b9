"""Codes are made by who speaks for a firm, used once, called back; nobody learns whose they were."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import codes
from bot.actions.codes import Made
from bot.ports import Records
from bot.rules.codes import CodeUnknown, CodeYours
from bot.rules.people import Mandate, Role
from bot.rules.refusals import NotAllowed, NotFound, StaleScreen
from storage import Storage
from tests.cast import ANA, BILAL, LAMBERT, LUC, MIREILLE, MORNING, NADIA, POLICY, TECHNORD
from tests.storage import seeds

GRIET = replace(
    LUC, id="griet", chat_id=2077, language="nl", mandates=frozenset({Mandate(role=Role.HR, of="other")})
)


def furnish(records: Records) -> None:
    for one in (NADIA, LUC, MIREILLE, GRIET, ANA, BILAL):
        seeds.person(records, one)
    seeds.sponsor(records)
    records.sponsors.add(replace(TECHNORD, id="other", number=""))
    records.requests.add(LAMBERT)


def make(records: Records, who: str = "luc", *, size: int = 5, asked: str = "1") -> Made:
    return codes.make(records, who, "technord", size, asked=asked, now=MORNING, policy=POLICY)


async def test_sheet_is_made_and_traced_without_its_codes(storage: Storage) -> None:
    with storage.transaction() as records:
        furnish(records)
        made = make(records)
        assert len(set(made.codes)) == 5
        assert records.sponsors.sheets("technord") == (made.sheet,)
        assert {records.sponsors.code_sponsor(code, at=MORNING) for code in made.codes} == {"technord"}
        (line,) = records.trace.of("sponsor:technord")
    assert (line["who"], line["what"], line["why"]) == ("luc", "codes made", "5")


async def test_tap_repeated_makes_one_sheet(storage: Storage) -> None:
    with storage.transaction() as records:
        furnish(records)
        make(records)
        with pytest.raises(StaleScreen):
            make(records)
        make(records, asked="2")
        make(records, "nadia")
        assert len(records.sponsors.sheets("technord")) == 3


@pytest.mark.parametrize("who", ["griet", "mireille", "ana"])
async def test_codes_of_another_firm_are_nobodys(storage: Storage, who: str) -> None:
    with storage.transaction() as records:
        furnish(records)
        sheet = make(records).sheet
        with pytest.raises(NotAllowed):
            make(records, who)
        with pytest.raises(NotAllowed):
            codes.of(records, who, "technord", now=MORNING, policy=POLICY)
        with pytest.raises(NotAllowed):
            codes.call_back(records, who, sheet.id, now=MORNING)


async def test_coordinator_makes_them_in_the_firms_language(storage: Storage) -> None:
    with storage.transaction() as records:
        furnish(records)
        records.people.grant("griet", Mandate(role=Role.HR, of="technord"), at=MORNING)
        assert make(records, "nadia").language in {"nl", "fr"}
        records.people.revoke("luc", Mandate(role=Role.HR, of="technord"))
        assert make(records, "nadia", asked="2").language == "nl"


async def test_code_is_used_once_and_whoever_used_it_is_told(storage: Storage) -> None:
    with storage.transaction() as records:
        furnish(records)
        code = make(records).codes[0]
        assert codes.sponsor_of(records, ANA, code, MORNING) == "technord"
        assert records.sponsors.use_code(code, request_id=LAMBERT.id, at=MORNING) == "technord"
        assert records.sponsors.use_code(code, request_id=LAMBERT.id, at=MORNING) is None
        with pytest.raises(CodeYours) as no:
            codes.sponsor_of(records, ANA, code, MORNING)
        assert no.value == CodeYours(reference=LAMBERT.reference)
        with pytest.raises(CodeUnknown) as other:
            codes.sponsor_of(records, BILAL, code, MORNING)
        assert other.value == CodeUnknown()


async def test_code_past_its_day_is_refused(storage: Storage) -> None:
    with storage.transaction() as records:
        furnish(records)
        made = make(records)
        last = made.sheet.expires_at
        assert codes.sponsor_of(records, ANA, made.codes[0], last - timedelta(seconds=1)) == "technord"
        with pytest.raises(CodeUnknown):
            codes.sponsor_of(records, ANA, made.codes[0], last)


async def test_called_back_codes_are_refused_and_used_ones_count(storage: Storage) -> None:
    with storage.transaction() as records:
        furnish(records)
        made, other = make(records), make(records, asked="2")
        records.sponsors.use_code(made.codes[0], request_id=LAMBERT.id, at=MORNING)
        codes.call_back(records, "luc", made.sheet.id, now=MORNING)
        with pytest.raises(CodeUnknown):
            codes.sponsor_of(records, BILAL, made.codes[1], MORNING)
        assert codes.sponsor_of(records, BILAL, other.codes[1], MORNING) == "technord"
        assert records.sponsors.codes_used("technord") == (MORNING,)
        with pytest.raises(NotFound):
            codes.call_back(records, "luc", made.sheet.id, now=MORNING)
