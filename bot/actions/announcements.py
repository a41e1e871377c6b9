"""Announcements: write one, choose to whom, see who is left out and why, send it once."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules import announcements as rules
from bot.rules.announcements import Announcement, AnnouncementState, Audience, Progress, Reached
from bot.rules.people import Role
from bot.rules.refusals import AlreadySent, AudienceEmpty, NotAllowed, NotFound, TooLong

#: Telegram takes 4096 characters; the rest is for the line that says how to stop announcements.
LONGEST = 3500


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An announcement and whom it would reach right now."""

    announcement: Announcement
    reached: Reached


def draft_of(records: Records, person_id: str) -> Announcement | None:
    """The announcement this person is writing."""
    return records.announcements.draft_of(person_id)


def begin(records: Records, person_id: str, *, focus: str, now: datetime) -> Prepared:
    """Start writing, or go on with the one begun before; the next typed words are the announcement's."""
    _check_author(records, person_id)
    remember(records, person_id, focus)
    begun = records.announcements.draft_of(person_id)
    if begun is not None:
        return _prepare(records, begun)
    fresh = Announcement(
        id=records.new_id(),
        author_id=person_id,
        text="",
        audience=Audience(),
        state=AnnouncementState.DRAFT,
        created_at=now,
    )
    records.announcements.add(fresh)
    return _prepare(records, fresh)


def write(records: Records, person_id: str, text: str) -> Prepared:
    """Set the words of the announcement being written. Refused TooLong."""
    if len(text) > LONGEST:
        raise TooLong(most=LONGEST)
    draft = _own_draft(records, person_id)
    remember(records, person_id, "")
    return _save(records, replace(draft, text=text))


def aim(records: Records, person_id: str, announcement_id: str, audience: Audience) -> Prepared:
    """Set to whom it goes."""
    return _save(records, replace(_own(records, person_id, announcement_id), audience=audience))


def prepared(records: Records, person_id: str, announcement_id: str) -> Prepared:
    """As it stands: the words, the audience, the count."""
    return _prepare(records, _own(records, person_id, announcement_id))


def discard(records: Records, person_id: str, announcement_id: str) -> None:
    """Throw a draft away."""
    draft = _own(records, person_id, announcement_id)
    remember(records, person_id, "")
    records.announcements.save(replace(draft, state=AnnouncementState.DISCARDED))


def send(
    records: Records, person_id: str, announcement_id: str, *, screen: int | None, now: datetime
) -> Progress:
    """Freeze the readers and queue a copy for each; `screen` is the message that will show the progress.

    Refused: AlreadySent, AudienceEmpty, and NotFound for somebody else's.
    """
    draft = _own(records, person_id, announcement_id)
    reached = rules.reach(records.people.readers(), draft.audience)
    if not reached.receivers:
        raise AudienceEmpty
    records.announcements.save(replace(draft, state=AnnouncementState.SENDING, sent_at=now, screen=screen))
    records.announcements.keep_left_out(draft.id, reached.left_out)
    records.notices.queue_copies(draft.id, reached.receivers, at=now)
    records.trace.note(
        who=person_id,
        what="announcement sent",
        subject=draft.id,
        why=f"{len(reached.receivers)} readers",
        at=now,
    )
    return records.announcements.progress(draft.id)


def _check_author(records: Records, person_id: str) -> None:
    if not records.people.get(person_id).is_(Role.COORDINATOR):
        raise NotAllowed


def _own(records: Records, person_id: str, announcement_id: str) -> Announcement:
    _check_author(records, person_id)
    found = records.announcements.get(announcement_id)
    if found.author_id != person_id:
        raise NotFound
    if found.state is not AnnouncementState.DRAFT:
        raise AlreadySent
    return found


def _own_draft(records: Records, person_id: str) -> Announcement:
    _check_author(records, person_id)
    draft = records.announcements.draft_of(person_id)
    if draft is None:
        raise NotFound
    return draft


def _save(records: Records, announcement: Announcement) -> Prepared:
    records.announcements.save(announcement)
    return _prepare(records, announcement)


def _prepare(records: Records, announcement: Announcement) -> Prepared:
    return Prepared(
        announcement=announcement, reached=rules.reach(records.people.readers(), announcement.audience)
    )
