"""A firm with two contacts, the timer as it really fires, and what was told: for the rows of the months."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import select

from bot.ports import Records
from bot.rules.calendar import Month, Period
from bot.rules.notices import PlaceVacant
from bot.timetable import JOBS
from storage import Storage
from storage.notices import NOTICE
from storage.records import Memory
from storage.statements import Statement
from tests.cast import FULL_STAY, LUC, TECHNORD, TECHNORD_AGREEMENT
from tests.kept import empty_storage
from tests.storage import seeds

MINUTE = timedelta(minutes=1)
(JOB,) = (job for job in JOBS if job.name == "summaries")
CONTACTS = (LUC, replace(LUC, id="laure", chat_id=2999, name="Laure"))
#: What each contact gets of a month.
KINDS = ("summary-picture", "summary-page")
#: A place that stands vacant is told with the month that names it, and is no month.
_KEYS = Statement(select(NOTICE.c.key).where(NOTICE.c.kind != PlaceVacant.__name__))


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def furnish(records: Records, first: Month) -> None:
    """Technord, from that month on and for ever, with a child there from the first day."""
    since = Period(first.first)
    records.sponsors.add(TECHNORD)
    records.sponsors.add_agreement(replace(TECHNORD_AGREEMENT, period=since))
    records.places.add_stay(replace(FULL_STAY, period=since))
    for contact in CONTACTS:
        seeds.person(records, contact)


@asynccontextmanager
async def furnished(first: Month) -> AsyncIterator[Storage]:
    """A database of its own with that firm."""
    with TemporaryDirectory(prefix="cigogne-faults-") as name:
        async with empty_storage(Path(name)) as storage:
            with storage.transaction() as records:
                furnish(records, first)
            yield storage


def wakes(start: datetime, times: int) -> list[datetime]:
    """When the timer wakes the job from that moment on."""
    trigger: Any = CronTrigger(**JOB.when, timezone=UTC)
    found: list[datetime] = []
    while len(found) < times:
        last = found[-1] if found else None
        found.append(trigger.get_next_fire_time(last, last or start))
    return found


def made_at(records: Records, month: Month) -> datetime | None:
    """When that month was made."""
    return records.ledger.when("summary", TECHNORD.id, str(month))


def told_once(records: Records, months: Sequence[Month]) -> int:
    """How many of these months every contact was told once, all of it; anything else told is a mistake."""
    assert isinstance(records, Memory)
    keys = Counter(str(key) for (key,) in records.wire.all(_KEYS))
    wanted = {
        month: [f"{kind}:{TECHNORD.id}:{month}:{contact.id}" for kind in KINDS for contact in CONTACTS]
        for month in months
    }
    strange = keys.keys() - {key for some in wanted.values() for key in some}
    if strange:
        raise AssertionError(f"told besides: {sorted(strange)[:3]}")
    return sum(all(keys[key] == 1 for key in some) for some in wanted.values())
