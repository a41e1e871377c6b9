"""Agreements are kept whole or not at all; their ends are told in time, once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.actions import agreements, listed
from bot.actions.agreements import remind_renewals
from bot.ports import Records
from bot.rules.agreements import EndsBeforeItStarts, Line, NotThatMany, OverCeiling
from bot.rules.calendar import Period, at_local
from bot.rules.listed import AgreementThere, Fault, Listed, RowTwice
from bot.rules.refusals import NotAllowed, NothingChanged, StaleScreen, Unclear
from storage import Storage
from storage.records import Memory
from tests.cast import LUC, MIREILLE, MORNING, NADIA, POLICY, TECHNORD, TECHNORD_AGREEMENT
from tests.storage import seeds

END = date(2027, 8, 31)
HALF = POLICY.creche("marcinelle").places // 2


def furnish(records: Records, *, end: date | None = END) -> None:
    for one in (NADIA, LUC, MIREILLE):
        seeds.person(records, one)
    seeds.sponsor(records)
    records.sponsors.save_agreement(replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1), end)))


def at(day: date) -> datetime:
    return at_local(day, 10)


def told(storage: Storage) -> list[tuple[str, str]]:
    with storage.transaction() as records:
        assert isinstance(records, Memory)
        records.wire._cursor.execute("SELECT kind, person_id FROM notice ORDER BY id")
        return [(kind, person) for kind, person in records.wire._cursor.fetchall()]


BOTH = [("AgreementEnds", "luc"), ("AgreementToRenew", "nadia")]


async def test_end_is_told_at_six_three_and_one_month_to_both_sides(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        for day in range(400):
            remind_renewals(records, now=MORNING + timedelta(days=day), policy=POLICY)
    assert told(storage) == BOTH * 3


async def test_end_is_told_once_however_late_the_clock_wakes(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        for day in (date(2027, 8, 20), date(2027, 8, 20), date(2027, 8, 21)):
            remind_renewals(records, now=at(day), policy=POLICY)
    assert told(storage) == BOTH


async def test_nobody_is_woken_at_night(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        assert remind_renewals(records, now=at_local(date(2027, 8, 20), 3), policy=POLICY) == 0
    assert told(storage) == []


async def test_end_that_moves_is_told_again(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        remind_renewals(records, now=at(date(2027, 8, 20)), policy=POLICY)
        later = replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1), date(2027, 9, 30)))
        records.sponsors.save_agreement(later)
        remind_renewals(records, now=at(date(2027, 9, 10)), policy=POLICY)
    assert told(storage) == BOTH * 2


async def test_change_is_kept_and_traced(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        mark = agreements.change(records, "nadia", TECHNORD_AGREEMENT.id, now=MORNING, policy=POLICY).mark
        agreements.write(records, "nadia", mark, Line.PLACES, 3, now=MORNING, policy=POLICY)
        agreements.keep(records, "nadia", mark, now=MORNING, policy=POLICY)
    with storage.transaction() as records:
        assert records.sponsors.agreement(TECHNORD_AGREEMENT.id).places == 3
        (line,) = records.trace.of(f"agreement:{TECHNORD_AGREEMENT.id}")
        assert (line["who"], line["what"], line["why"]) == ("nadia", "agreement changed", "places 2 → 3")
        with pytest.raises(StaleScreen):
            agreements.keep(records, "nadia", mark, now=MORNING, policy=POLICY)


async def test_change_that_somebody_else_overtook_is_not_kept(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        other = replace(NADIA, id="karl", chat_id=2999)
        seeds.person(records, other)
        slow = agreements.change(records, "karl", TECHNORD_AGREEMENT.id, now=MORNING, policy=POLICY).mark
        quick = agreements.change(records, "nadia", TECHNORD_AGREEMENT.id, now=MORNING, policy=POLICY).mark
        agreements.write(records, "nadia", quick, Line.PLACES, 3, now=MORNING, policy=POLICY)
        agreements.keep(records, "nadia", quick, now=MORNING, policy=POLICY)
        agreements.write(records, "karl", slow, Line.PRICE, 900_000, now=MORNING, policy=POLICY)
        with pytest.raises(StaleScreen):
            agreements.keep(records, "karl", slow, now=MORNING, policy=POLICY)
        assert records.sponsors.agreement(TECHNORD_AGREEMENT.id).places == 3


async def test_nothing_changed_is_said(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        mark = agreements.change(records, "nadia", TECHNORD_AGREEMENT.id, now=MORNING, policy=POLICY).mark
        with pytest.raises(NothingChanged):
            agreements.keep(records, "nadia", mark, now=MORNING, policy=POLICY)


async def test_more_than_half_of_a_creche_is_not_kept(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        more = replace(TECHNORD_AGREEMENT, id="more", places=HALF - 1)
        with pytest.raises(OverCeiling):
            agreements.keep_one(records, "nadia", more, now=MORNING, policy=POLICY)
        agreements.keep_one(records, "nadia", replace(more, places=HALF - 2), now=MORNING, policy=POLICY)


@pytest.mark.parametrize("person", ["luc", "mireille"])
async def test_agreements_are_for_coordinators(storage: Storage, person: str):
    with storage.transaction() as records:
        furnish(records)
        with pytest.raises(NotAllowed):
            agreements.one(records, person, TECHNORD_AGREEMENT.id, policy=POLICY)
        with pytest.raises(NotAllowed):
            agreements.begin(records, person, "technord", now=MORNING, policy=POLICY)


async def test_what_somebody_else_is_writing_is_theirs(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        seeds.person(records, replace(NADIA, id="karl", chat_id=2099))
        mark = agreements.begin(records, "nadia", "technord", now=MORNING, policy=POLICY).mark
        with pytest.raises(StaleScreen):
            agreements.current(records, "karl", mark, policy=POLICY)


ROW = Listed(
    row=2,
    number="0403170701",
    firm="Verrerie",
    creche="marcinelle",
    member=True,
    places=2,
    start=date(2027, 9, 1),
    end=None,
    price=None,
    notice=None,
    invoice=None,
)


async def test_list_is_kept_whole_with_its_new_firms(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
        rows = [ROW, replace(ROW, row=3, creche="andrimont"), replace(ROW, row=4, number="0202239951")]
        kept = listed.keep(records, "nadia", rows, (), now=MORNING, policy=POLICY)
        assert kept == listed.Kept(agreements=3, places=6, firms=2)
        firm = records.sponsors.by_number("0403170701")
        assert firm is not None
        assert {one.creche for one in records.sponsors.agreements(firm.id)} == {"marcinelle", "andrimont"}


async def test_list_with_faults_keeps_nothing_and_tells_them_all(storage: Storage):
    with storage.transaction() as records:
        furnish(records)
    rows = [
        ROW,
        replace(ROW, row=3),
        replace(ROW, row=4, number=TECHNORD.number, start=date(2026, 9, 1)),
        replace(ROW, row=5, creche="andrimont", end=date(2027, 8, 31)),
        replace(ROW, row=6, number="0202239951", places=HALF - 1),
        replace(ROW, row=7, number="0417497106", places=0),
    ]
    unread = Fault(row=8, why=Unclear(what="day"))

    def keep(records: Records) -> None:
        listed.keep(records, "nadia", rows, (unread,), now=MORNING, policy=POLICY)

    with pytest.raises(listed.ListFaulty) as no:
        await storage.do(keep)
    assert [(fault.row, type(fault.why)) for fault in no.value.faults] == [
        (3, RowTwice),
        (4, AgreementThere),
        (5, EndsBeforeItStarts),
        (6, OverCeiling),
        (7, NotThatMany),
        (8, Unclear),
    ]
    with storage.transaction() as records:
        assert [one.id for one in records.sponsors.all()] == ["technord"]
        assert len(records.sponsors.all_agreements()) == 1
