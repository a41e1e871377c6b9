"""Staff whom nobody sees lose their rights; a word is enough to keep them."""

import contextlib
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.actions import idle
from bot.ports import Received
from bot.rules.idle import WARNED_DAYS
from bot.rules.people import Mandate, Role
from storage import Storage
from tests.cast import LUC, MIREILLE, MORNING, NADIA, POLICY
from tests.storage import seeds

COORDINATOR = Mandate(role=Role.COORDINATOR)
ENDS = MORNING + timedelta(days=POLICY.idle_days)
WARNED = ENDS - timedelta(days=WARNED_DAYS)


@pytest.fixture
def staff(storage: Storage) -> Storage:
    """Nadia and Noor coordinate, Mireille directs, Luc follows a firm's places."""
    with storage.transaction() as records:
        seeds.sponsor(records)
        for one in (NADIA, replace(NADIA, id="noor", chat_id=2009), MIREILLE, LUC):
            seeds.person(records, one)
    return storage


def pass_by(storage: Storage, *moments: datetime) -> None:
    for now in moments:
        with storage.transaction() as records:
            idle.end_idle_rights(records, now=now, policy=POLICY)


def holders(storage: Storage, role: Role) -> list[str]:
    with storage.transaction() as records:
        return [one.id for one in records.people.holders(role)]


async def test_who_speaks_keeps_a_right_and_who_does_not_loses_it(staff: Storage, sqlite_path: Path) -> None:
    pass_by(staff, WARNED)
    word = Received(update_id=1, chat_id=NADIA.chat_id, body=b"{}")
    await staff.inbox.put([word], at=WARNED + timedelta(days=1))
    pass_by(staff, WARNED + timedelta(days=1, hours=1), WARNED + timedelta(days=2))
    await staff.inbox.finish(1)
    await staff.inbox.purge(before=ENDS)

    pass_by(staff, ENDS, ENDS)

    assert (holders(staff, Role.COORDINATOR), holders(staff, Role.DIRECTOR)) == (["nadia"], [])
    assert holders(staff, Role.HR) == ["luc"]
    with staff.transaction() as records:
        lines = records.trace.of("director:marcinelle")
        assert [(line["who"], line["what"], line["why"]) for line in lines] == [
            ("", "idle rights ended", "mireille")
        ]
    with contextlib.closing(sqlite3.connect(sqlite_path)) as file:
        told = file.execute("SELECT person_id, kind FROM notice ORDER BY person_id, kind").fetchall()
    assert told == [
        ("mireille", "RightsEnd"),
        ("mireille", "RightsEnded"),
        ("nadia", "RightsEnd"),
        ("noor", "RightsEnd"),
        ("noor", "RightsEnded"),
    ]


def test_last_coordinator_keeps_the_right_and_doctor_says_so(staff: Storage) -> None:
    pass_by(staff, WARNED, ENDS, ENDS + timedelta(days=1))

    assert holders(staff, Role.COORDINATOR) == ["noor"]
    with staff.transaction() as records:
        assert idle.kept_all_the_same(records, now=WARNED, policy=POLICY) is None
        alone = idle.kept_all_the_same(records, now=ENDS, policy=POLICY)
        assert alone is not None
        assert alone.person_id == "noor"


def test_whoever_is_invited_again_starts_afresh(staff: Storage) -> None:
    pass_by(staff, WARNED, ENDS)
    with staff.transaction() as records:
        records.people.grant("nadia", COORDINATOR, at=ENDS)
    pass_by(staff, ENDS + timedelta(days=1))
    assert "nadia" in holders(staff, Role.COORDINATOR)
