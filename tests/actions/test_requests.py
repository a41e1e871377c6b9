"""From the meeting to the confirmation: who is told what, once."""

from dataclasses import replace
from datetime import date

import pytest

from bot.actions import looking, requests
from bot.rules.calendar import at_local, local_day
from bot.rules.people import Child
from bot.rules.requests import earliest_confirmation
from storage import Storage
from tests.cast import ANA, LAMBERT, MORNING, NADIA, POLICY
from tests.storage import seeds

#: A child so far off that the law lets nobody confirm at the meeting.
EXPECTED = replace(LAMBERT, children=(Child(born=False, day=date(2027, 9, 20)),))


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, EXPECTED)
        requests.record_meeting(
            records, NADIA.id, EXPECTED.id, on=local_day(MORNING), now=MORNING, policy=POLICY
        )
    return storage


def queue(storage: Storage) -> list[tuple[str, str]]:
    with storage.transaction() as records:
        records.wire._cursor.execute("SELECT kind, state FROM notice ORDER BY id")
        return [tuple(line) for line in records.wire._cursor.fetchall()]


async def test_whoever_may_confirm_hears_no_more_from_when_on(kept: Storage) -> None:
    """A family that nobody has phoned yet is read one sentence, that of today."""
    opens = at_local(earliest_confirmation(EXPECTED, POLICY), 10)
    assert queue(kept) == [("MeetingRecorded", "pending")]
    assert await kept.do(requests.remind_confirmable, now=opens, policy=POLICY) == 1
    assert queue(kept) == [("MeetingRecorded", "never"), ("ConfirmationOpens", "pending")]


async def test_whoever_pauses_is_not_told_to_confirm(kept: Storage) -> None:
    await kept.do(looking.pause, ANA.id, EXPECTED.id, now=MORNING, policy=POLICY)
    assert queue(kept) == [("MeetingRecorded", "never")]
