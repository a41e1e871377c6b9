"""What became of an announcement leaves the bot as a list, for a reason that is kept."""

from datetime import datetime

from bot.actions.announcements.correcting import sent
from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules.announcements import Told
from bot.rules.refusals import Unclear

#: Longer reasons are cut.
LONGEST_REASON = 200


def ask_export(records: Records, person_id: str, announcement_id: str, *, focus: str) -> None:
    """The next typed words say why. Refused NotFound, NotUnderWay."""
    remember(records, person_id, focus, sent(records, person_id, announcement_id).id)


def export(
    records: Records, person_id: str, announcement_id: str, *, why: str, now: datetime
) -> tuple[Told, ...]:
    """Every reader, those first whom it did not surely reach. Refused Unclear, NotFound, NotUnderWay."""
    found = sent(records, person_id, announcement_id)
    reason = " ".join(why.split())[:LONGEST_REASON]
    if not reason:
        raise Unclear(what="purpose")
    remember(records, person_id, "")
    records.trace.note(who=person_id, what="announcement exported", subject=found.id, why=reason, at=now)
    missed = (Told(person=person, why=one) for person, one in records.announcements.unreached(found.id))
    reached = (Told(person=person, seen_at=at) for person, at in records.announcements.delivered(found.id))
    return (*missed, *reached)
