"""Staff are told what families answered: those whose crèche it is, together, by day, once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.actions import offers
from bot.actions.answers import tell_answers
from bot.ports import Records
from bot.rules.calendar import at_local
from bot.rules.notices import Answered, OffersAnswered
from bot.rules.offers import OfferState, Place
from bot.rules.people import Mandate, Role
from bot.rules.requests import Request
from storage import Storage
from storage.notices import notice_of
from tests.cast import (
    ANA,
    CHLOE,
    DAVID,
    LAMBERT_CONFIRMED,
    MIREILLE,
    MORNING,
    NADIA,
    PEETERS_CONFIRMED,
    POLICY,
    SCHMITZ_CONFIRMED,
)
from tests.storage import seeds

PAUL = replace(MIREILLE, id="paul", chat_id=2010, mandates=frozenset())
START = date(2027, 10, 4)
LATER = MORNING + timedelta(hours=1)
BY = date(2027, 1, 26)


def propose(records: Records, request: Request, creche: str) -> str:
    place = Place(creche=creche, start=START)
    offer = offers.propose(records, request, place, who=NADIA.id, decided=True, now=MORNING, policy=POLICY)
    return offer.id


@pytest.fixture
def sent(storage: Storage) -> tuple[Storage, dict[str, str]]:
    """Three families each have an offer; the crèche at Lodelinsart has a director too."""
    with storage.transaction() as records:
        seeds.cast(records)
        records.people.add(PAUL)
        records.people.grant(PAUL.id, Mandate(role=Role.DIRECTOR, of="lodelinsart"), at=MORNING)
        seeds.requests(records, LAMBERT_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)
        ids = {
            ANA.id: propose(records, LAMBERT_CONFIRMED, "marcinelle"),
            CHLOE.id: propose(records, PEETERS_CONFIRMED, "marcinelle"),
            DAVID.id: propose(records, SCHMITZ_CONFIRMED, "lodelinsart"),
        }
    return storage, ids


def told(storage: Storage) -> dict[str, list[Answered]]:
    """What each was told, in order."""
    found: dict[str, list[Answered]] = {}
    with storage.transaction() as records:
        cursor = records.wire._cursor
        cursor.execute("SELECT person_id, body FROM notice WHERE kind = 'OffersAnswered' ORDER BY id")
        for person, body in cursor.fetchall():
            notice = notice_of("OffersAnswered", person, None, body, records.safe)
            assert isinstance(notice, OffersAnswered)
            found.setdefault(person, []).extend(notice.answers)
    return found


def answer(request: Request, creche: str, state: OfferState, by: date | None = None) -> Answered:
    return Answered(reference=request.reference, creche=creche, state=state, contract_by=by)


ACCEPTED = answer(LAMBERT_CONFIRMED, "marcinelle", OfferState.ACCEPTED, BY)
DECLINED = answer(SCHMITZ_CONFIRMED, "lodelinsart", OfferState.DECLINED)


async def tell(storage: Storage, now: datetime) -> int:
    return await storage.do(tell_answers, now=now, policy=POLICY)


async def test_each_is_told_of_their_creche_and_coordinators_of_all_in_one(
    sent: tuple[Storage, dict[str, str]],
) -> None:
    storage, ids = sent
    await storage.do(offers.accept, ANA.id, ids[ANA.id], now=LATER, policy=POLICY)
    await storage.do(offers.decline, DAVID.id, ids[DAVID.id], now=LATER, policy=POLICY)

    assert await tell(storage, LATER) == 3
    assert told(storage) == {
        NADIA.id: [ACCEPTED, DECLINED],
        MIREILLE.id: [ACCEPTED],
        PAUL.id: [DECLINED],
    }


async def test_an_answer_is_told_once_and_silence_never(sent: tuple[Storage, dict[str, str]]) -> None:
    storage, ids = sent
    assert await tell(storage, LATER) == 0
    await storage.do(offers.accept, ANA.id, ids[ANA.id], now=LATER, policy=POLICY)
    assert [await tell(storage, LATER + timedelta(hours=n)) for n in (0, 1, 2)] == [2, 0, 0]


async def test_what_lapses_at_night_is_told_in_the_morning(sent: tuple[Storage, dict[str, str]]) -> None:
    storage, ids = sent
    await storage.do(offers.accept, ANA.id, ids[ANA.id], now=LATER, policy=POLICY)
    await storage.do(offers.decline, DAVID.id, ids[DAVID.id], now=LATER, policy=POLICY)
    await tell(storage, LATER)
    night = at_local(date(2027, 1, 23), 1)
    assert await storage.do(offers.lapse_offers, now=night, policy=POLICY) == 1

    assert await tell(storage, night) == 0
    assert await tell(storage, at_local(date(2027, 1, 23), 9)) == 2
    lapsed = answer(PEETERS_CONFIRMED, "marcinelle", OfferState.LAPSED)
    assert told(storage) == {
        NADIA.id: [ACCEPTED, DECLINED, lapsed],
        MIREILLE.id: [ACCEPTED, lapsed],
        PAUL.id: [DECLINED],
    }
