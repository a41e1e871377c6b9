"""Staff are told once of a contract that nobody has signed by its last day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import contracts, offers
from bot.actions.contracts import tell_overdue
from bot.actions.places import taken
from bot.ports import Records
from bot.rules.calendar import Month, Period, at_local
from bot.rules.notices import ContractsOverdue, Overdue
from bot.rules.occupancy import Books
from bot.rules.offers import Place
from bot.rules.references import grouped
from bot.texts import Texts
from bot.texts.notices import sentence
from storage import Storage
from storage.notices import notice_of
from tests.cast import (
    ANA,
    LAMBERT_CONFIRMED,
    MIREILLE,
    MORNING,
    NADIA,
    PEETERS_CONFIRMED,
    POLICY,
    TECHNORD,
    TECHNORD_AGREEMENT,
)
from tests.storage import seeds

START = date(2027, 10, 4)
BY = date(2027, 1, 26)
OVERDUE = Overdue(reference=LAMBERT_CONFIRMED.reference, creche="marcinelle", contract_by=BY)


@pytest.fixture
def accepted(storage: Storage) -> tuple[Storage, str]:
    """Ana has accepted a place, and Chloé has not answered yet."""
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED, PEETERS_CONFIRMED)
        place = Place(creche="marcinelle", start=START)
        offer, _ = (
            offers.propose(records, one, place, who=NADIA.id, decided=True, now=MORNING, policy=POLICY)
            for one in (LAMBERT_CONFIRMED, PEETERS_CONFIRMED)
        )
        offers.accept(records, ANA.id, offer.id, now=MORNING, policy=POLICY)
    return storage, offer.id


def told(storage: Storage) -> dict[str, list[Overdue]]:
    found: dict[str, list[Overdue]] = {}
    with storage.transaction() as records:
        cursor = records.wire._cursor
        cursor.execute("SELECT person_id, body FROM notice WHERE kind = 'ContractsOverdue' ORDER BY id")
        for person, body in cursor.fetchall():
            notice = notice_of("ContractsOverdue", person, None, body, records.safe)
            assert isinstance(notice, ContractsOverdue)
            found.setdefault(person, []).extend(notice.contracts)
    return found


async def tell(storage: Storage, day: date, hour: int = 9) -> int:
    return await storage.do(tell_overdue, now=at_local(day, hour), policy=POLICY)


async def test_a_contract_is_late_the_day_after_its_last_and_told_once(
    accepted: tuple[Storage, str],
) -> None:
    storage, _ = accepted
    assert await tell(storage, BY, 19) == 0
    assert await tell(storage, BY + timedelta(days=1), 6) == 0
    assert [await tell(storage, BY + timedelta(days=n)) for n in (1, 2, 30)] == [2, 0, 0]
    assert told(storage) == {NADIA.id: [OVERDUE], MIREILLE.id: [OVERDUE]}


async def test_a_contract_that_was_signed_is_not_late(accepted: tuple[Storage, str]) -> None:
    storage, offer = accepted
    await storage.do(contracts.sign, NADIA.id, offer, now=at_local(BY, 12), policy=POLICY)
    assert await tell(storage, BY + timedelta(days=1)) == 0


#: A family that would enter at once, in a place of Technord's from Wednesday the 13th of January 2027 on.
AT_ONCE = replace(
    LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, entry=Month(2027, 1), earlier=0, later=0)
)


@pytest.mark.parametrize(
    ("answered", "first", "half_days"),
    [
        (date(2027, 1, 12), None, 26),  # at once: the 13th to the 29th, thirteen open days
        (date(2027, 1, 20), None, 16),  # the 20th to the 29th
        (date(2027, 1, 20), date(2027, 1, 25), 10),
    ],
)
async def test_a_firms_month_counts_from_the_contracts_first_day_on(
    storage: Storage, answered: date, first: date | None, half_days: int
) -> None:
    at = at_local(answered, 12)
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, AT_ONCE)
        records.sponsors.add(TECHNORD)
        records.sponsors.add_agreement(TECHNORD_AGREEMENT)
        place = Place(creche="marcinelle", start=date(2027, 1, 13), agreement_id=TECHNORD_AGREEMENT.id)
        offer = offers.propose(
            records, AT_ONCE, place, who=NADIA.id, decided=True, now=MORNING, policy=POLICY
        )
        assert taken_on(records, date(2027, 1, 13)) == 1  # kept from the day offered on
        offers.accept(records, ANA.id, offer.id, now=at, policy=POLICY)
        assert taken_on(records, date(2027, 1, 13)) == 1
        contracts.sign(records, NADIA.id, offer.id, first=first, now=at, policy=POLICY)
        stays = records.places.stays_of(AT_ONCE.id)
    (line,) = Books([TECHNORD_AGREEMENT], stays, [], POLICY).month(TECHNORD, Month(2027, 1)).creches
    assert line.contracted == half_days


def taken_on(records: Records, day: date) -> int:
    return len(taken(records, "marcinelle", Period(day, day)))


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_it_says_which_contract_and_what_to_do(texts: Texts, language: str) -> None:
    t = texts.speaker(language)
    notice = ContractsOverdue(to=NADIA.id, contracts=(OVERDUE,) * 21, at=MORNING)
    title, *lines, rest, blank, what_next = sentence(notice, t, today=BY, policy=POLICY).split("\n")
    assert title == t("notice.contracts_overdue", n=21)
    assert len(lines) == 20
    assert {grouped(OVERDUE.reference) in one and "Marcinelle" in one for one in lines} == {True}
    assert (rest, blank) == (t("notice.offers_answered.more", n=1), "")
    assert what_next == t("notice.contracts_overdue.next")
