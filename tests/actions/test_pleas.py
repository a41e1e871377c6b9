"""What nobody answers in time is recalled to coordinators, and to who asked: once each."""

from datetime import datetime, timedelta

import pytest

from bot.actions import pleas
from bot.rules.calendar import local_day
from bot.rules.pleas import ANSWER_DAYS, Kind, Plea
from storage import Storage
from tests.actions.test_rounds import queued
from tests.cast import ANA, MORNING, NADIA, POLICY
from tests.storage import seeds

DAY = timedelta(days=1)
NEARLY = MORNING + (ANSWER_DAYS - POLICY.plea_reminder_days) * DAY
LAST = MORNING + ANSWER_DAYS * DAY


@pytest.fixture
async def plea(storage: Storage) -> Plea:
    """Ana asks for a correction; Nadia coordinates."""
    with storage.transaction() as records:
        seeds.cast(records)
    return await storage.do(pleas.make, ANA.id, Kind.CORRECTION, "Lambrecht", now=MORNING)


async def told(storage: Storage, now: datetime) -> list[tuple[str, str]]:
    """What that moment's work queues."""
    before = len(queued(storage))
    await storage.do(pleas.remind, now=now, policy=POLICY)
    return queued(storage)[before:]


async def test_plea_that_waits_is_recalled_to_coordinators_once(storage: Storage, plea: Plea) -> None:
    assert plea.by - local_day(NEARLY) == POLICY.plea_reminder_days * DAY
    assert await told(storage, NEARLY - DAY) == []
    assert await told(storage, NEARLY) == [("PleaDue", NADIA.id)]
    assert await told(storage, NEARLY + DAY) == []


async def test_who_asked_is_told_on_the_last_day_once(storage: Storage, plea: Plea) -> None:
    await told(storage, NEARLY)
    assert await told(storage, LAST - DAY) == []
    assert local_day(LAST) == plea.by
    assert await told(storage, LAST) == [("PleaLate", ANA.id)]
    assert await told(storage, LAST + DAY) == []


async def test_plea_that_was_answered_is_left_alone(storage: Storage, plea: Plea) -> None:
    await storage.do(pleas.answer, NADIA.id, plea.id, "C’est corrigé", now=MORNING)
    assert await told(storage, LAST) == []
