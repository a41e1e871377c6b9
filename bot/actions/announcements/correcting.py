"""After an announcement: what it says is corrected, or taken away again, with every reader."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.announcements import repeating
from bot.actions.announcements.writing import owned
from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules import announcements as rules
from bot.rules.announcements import Announcement, AnnouncementState
from bot.rules.notices import AnnouncementEdit, AnnouncementRecall
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound, NotUnderWay

_OVER = (AnnouncementState.SENT, AnnouncementState.STOPPED)


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """How many copies are taken away, and how many are too old for it."""

    taken: int
    late: int


def sent(records: Records, person_id: str, announcement_id: str) -> Announcement:
    """Their own announcement, once it is over. Refused NotFound, NotUnderWay."""
    found = owned(records, person_id, announcement_id)
    if found.state not in _OVER:
        raise NotUnderWay
    return found


def ask_correction(records: Records, person_id: str, announcement_id: str, *, focus: str) -> Announcement:
    """The next typed words take the place of what it says."""
    found = sent(records, person_id, announcement_id)
    remember(records, person_id, focus, found.id)
    return found


def ask_recall(records: Records, person_id: str, announcement_id: str) -> Announcement:
    """It may be taken away: typed words correct nothing meanwhile."""
    found = sent(records, person_id, announcement_id)
    remember(records, person_id, "")
    return found


def correct(
    records: Records, person_id: str, announcement_id: str, words: str, *, language: str, now: datetime
) -> int:
    """Say that in a language that it says, in every copy that arrived so and next week's; how many.

    Refused NotFound for a language that it does not say.
    """
    found = sent(records, person_id, announcement_id)
    if not found.content.says(language):
        raise NotFound
    remember(records, person_id, "")
    content = found.content.with_words(language, words)
    records.announcements.save(replace(found, content=content))
    repeating.reword(records, found, content)
    edits = [
        AnnouncementEdit(to=copy.person_id, announcement_id=found.id, parts=copy.parts, at=now)
        for copy in records.announcements.copies(found.id)
        if copy.whole and content.version(copy.language).language == language
    ]
    records.trace.note(
        who=person_id, what="announcement corrected", subject=found.id, why=f"{len(edits)} readers", at=now
    )
    return records.notices.queue_all(edits, at=now)


def recall(
    records: Records, person_id: str, announcement_id: str, *, now: datetime, policy: Policy
) -> Recalled:
    """Take away every copy that is not too old; none comes next week. Refused NotUnderWay once it is done."""
    found = sent(records, person_id, announcement_id)
    copies = records.announcements.copies(found.id)
    young = rules.recallable(copies, policy, now=now)
    records.announcements.save(replace(found, state=AnnouncementState.RECALLED))
    repeating.end(records, found)
    records.notices.queue_all(
        (
            AnnouncementRecall(
                to=copy.person_id, announcement_id=found.id, messages=tuple(sum(copy.parts, ()))
            )
            for copy in young
        ),
        at=now,
    )
    why = f"{len(young)} readers"
    records.trace.note(who=person_id, what="announcement recalled", subject=found.id, why=why, at=now)
    return Recalled(taken=len(young), late=len(copies) - len(young))
