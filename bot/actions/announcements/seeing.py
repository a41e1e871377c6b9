"""Readers say that they have seen an announcement; its author reads who did."""

from datetime import datetime

from bot.actions.announcements.correcting import sent
from bot.ports import Records
from bot.rules.announcements import AnnouncementState, Tap
from bot.rules.people import Person
from bot.rules.refusals import NotFound

#: Whom it reached, and when they said that they saw it.
Readers = tuple[tuple[Person, datetime | None], ...]


def seen(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> Tap:
    """Write it down once, however often they tap. Refused NotFound for whoever has no copy."""
    noted = records.announcements.see(announcement_id, person_id, at=now)
    found = records.announcements.get(announcement_id)
    if found.state is AnnouncementState.RECALLED and noted:
        return Tap.RECALLED
    if not noted and found.author_id != person_id:
        raise NotFound
    return Tap.NOTED if noted else Tap.TRIAL


def readers(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> Readers:
    """Those whom it reached: names are read, and that is kept. Refused NotFound, NotUnderWay."""
    found = sent(records, person_id, announcement_id)
    records.trace.note(who=person_id, what="announcement readers read", subject=found.id, at=now)
    return records.announcements.delivered(found.id)
