"""What did not reach everybody is sent once more, to the others only."""

from dataclasses import replace
from datetime import datetime

from bot.actions.announcements.correcting import sent
from bot.actions.announcements.writing import Prepared, on_screen, reached
from bot.ports import Records
from bot.rules.announcements import Announcement, AnnouncementState, Audience


def resend(
    records: Records, person_id: str, announcement_id: str, *, unseen: bool, now: datetime
) -> Prepared | None:
    """A draft with the same content for those who did not get it, or begun before; `unseen`: nor saw it.

    It is about the same crèches: copies name those alone, and whoever refuses them refuses it. Whoever gets
    one is in no later one. None where nobody is left who can be written to.
    Refused NotFound, NotUnderWay.
    """
    found = sent(records, person_id, announcement_id)
    first = records.announcements.get(found.audience.missed) if found.audience.missed else found
    audience = Audience(creches=first.audience.creches, missed=first.id, unseen=unseen)
    draft = _begun(records, first, audience) or Announcement(
        id=records.new_id(),
        author_id=person_id,
        content=found.content,
        audience=audience,
        kind=found.kind,
        created_at=now,
    )
    meant = reached(records, draft)
    if not meant.receivers:
        return None
    if draft.id not in first.plan.resent:
        records.announcements.add(draft)
        plan = replace(first.plan, resent=(*first.plan.resent, draft.id))
        records.announcements.save(replace(first, plan=plan))
    on_screen(records, draft)
    return Prepared(announcement=draft, reached=meant)


def _begun(records: Records, first: Announcement, audience: Audience) -> Announcement | None:
    known = (records.announcements.get(one) for one in first.plan.resent)
    return next(
        (one for one in known if one.state is AnnouncementState.DRAFT and one.audience == audience), None
    )
