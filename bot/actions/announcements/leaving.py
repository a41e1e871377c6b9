"""An announcement leaves: readers frozen, a second person agreed where they are many, rights seen again."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.announcements import repeating
from bot.actions.announcements.writing import Prepared, on_screen, own, owned, reached
from bot.ports import Records
from bot.rules import announcements as rules
from bot.rules.announcements import PHONED, Announcement, AnnouncementState, Audience, Kind, Progress, Reached
from bot.rules.calendar import local_day
from bot.rules.notices import (
    AnnouncementApproved,
    AnnouncementByPhone,
    AnnouncementCopy,
    AnnouncementReport,
    AnnouncementReturned,
    AnnouncementStopped,
    AnnouncementTest,
    AnnouncementToApprove,
    NewsCopy,
)
from bot.rules.people import Role
from bot.rules.policy import Policy
from bot.rules.refusals import AudienceEmpty, NobodyToApprove, NotFound, NotUnderWay, NoWords, TooLateToUndo


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an announcement stands that was sent."""

    announcement: Announcement
    progress: Progress


def test(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> None:
    """Send its author a copy as a reader gets it."""
    draft = own(records, person_id, announcement_id)
    if not draft.content.versions:
        raise NoWords
    records.notices.queue(AnnouncementTest(to=person_id, announcement_id=draft.id, at=now), at=now)


def send(
    records: Records,
    person_id: str,
    announcement_id: str,
    *,
    screen: int | None,
    now: datetime,
    policy: Policy,
) -> Standing:
    """Freeze its readers and let it leave in a while, or ask a second person; `screen` shows how it goes.

    Refused: AlreadySent, NoWords, AudienceEmpty, NobodyToApprove, and NotFound for somebody else's.
    """
    draft = own(records, person_id, announcement_id)
    if not draft.content.versions:
        raise NoWords
    meant = reached(records, draft)
    if not meant.receivers:
        raise AudienceEmpty
    draft = replace(draft, screen=screen)
    on_screen(records, draft)
    if rules.needs_approval(draft.plan, len(meant.receivers), policy):
        return _standing(records, _ask(records, draft, len(meant.receivers), now=now, policy=policy))
    return _standing(records, _freeze(records, draft, meant, who=person_id, now=now, policy=policy))


def look_through(records: Records, person_id: str, announcement_id: str) -> Prepared:
    """What another coordinator is asked to agree to. Refused as rules.check_approval."""
    asked = records.announcements.get(announcement_id)
    rules.check_approval(asked, records.people.get(person_id))
    return Prepared(announcement=asked, reached=reached(records, asked))


def approve(
    records: Records, person_id: str, announcement_id: str, *, now: datetime, policy: Policy
) -> Announcement:
    """Agree to it: its readers are frozen now. Refused as rules.check_approval, AudienceEmpty."""
    asked, meant = (found := look_through(records, person_id, announcement_id)).announcement, found.reached
    if not meant.receivers:
        raise AudienceEmpty
    agreed = replace(asked, plan=replace(asked.plan, approved_by=person_id))
    leaving = _freeze(records, agreed, meant, who=person_id, now=now, policy=policy)
    told = AnnouncementApproved(
        to=asked.author_id,
        announcement_id=asked.id,
        by=records.people.get(person_id).name,
        leaves_at=leaving.leaves_at or now,
    )
    records.notices.queue(told, at=now)
    return leaving


def give_back(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> None:
    """Do not agree: its author goes on writing. Refused as rules.check_approval."""
    asked = look_through(records, person_id, announcement_id).announcement
    records.announcements.save(replace(asked, state=AnnouncementState.DRAFT, created_at=now))
    told = AnnouncementReturned(
        to=asked.author_id, announcement_id=asked.id, by=records.people.get(person_id).name, at=now
    )
    records.notices.queue(told, at=now)


def take_back(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> Prepared:
    """Write on, as if it had not been sent. Refused TooLateToUndo once a copy has left, TakenBack."""
    found = _own_leaving(records, person_id, announcement_id)
    if not records.notices.forget(found.id):
        raise TooLateToUndo
    records.announcements.keep_left_out(found.id, ())
    again = replace(
        found,
        state=AnnouncementState.DRAFT,
        created_at=now,
        leaves_at=None,
        plan=replace(found.plan, approved_by=""),
    )
    records.announcements.save(again)
    return Prepared(announcement=again, reached=reached(records, again))


def hurry(
    records: Records, person_id: str, announcement_id: str, *, now: datetime, policy: Policy
) -> Standing:
    """Let it leave without waiting any longer, at night in the morning. Refused TooLateToUndo."""
    found = _own_leaving(records, person_id, announcement_id)
    if found.state is AnnouncementState.APPROVAL:
        raise NotFound
    at = rules.awake(now, found.kind, policy)
    sooner = replace(found, leaves_at=at)
    records.announcements.save(sooner)
    return _standing(records, _depart(records, sooner, now=now, policy=policy) if at <= now else sooner)


def depart(records: Records, *, now: datetime, policy: Policy) -> int:
    """Let go the announcements whose time has come; how many."""
    due = [
        one
        for one in records.announcements.in_state(AnnouncementState.LEAVING)
        if one.leaves_at is not None and one.leaves_at <= now
    ]
    for one in due:
        _depart(records, one, now=now, policy=policy)
    return len(due)


def pause(records: Records, person_id: str, announcement_id: str) -> Standing:
    """Hold what has not left yet, until somebody lets it go on. Refused NotUnderWay."""
    under_way = (AnnouncementState.SENDING, AnnouncementState.PAUSED)
    found = _own_under_way(records, person_id, announcement_id, *under_way)
    records.notices.hold(found.id)
    return _now(records, replace(found, leaves_at=None), AnnouncementState.PAUSED)


def resume(
    records: Records, person_id: str, announcement_id: str, *, now: datetime, policy: Policy
) -> Standing:
    """Go on, at night in the morning. Refused NotUnderWay."""
    found = _own_under_way(records, person_id, announcement_id, AnnouncementState.PAUSED)
    morning = rules.awake(now, found.kind, policy)
    if morning > now:
        return _now(records, replace(found, leaves_at=morning), AnnouncementState.PAUSED)
    records.notices.let_go(found.id, at=now)
    return _now(records, found, AnnouncementState.SENDING)


def stop(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> Standing:
    """What has not left yet never does, nor next week's; its author reads who got it. Refused NotUnderWay."""
    under_way = (AnnouncementState.SENDING, AnnouncementState.PAUSED)
    found = _own_under_way(records, person_id, announcement_id, *under_way)
    n = records.notices.drop(found.id, why="stopped")
    repeating.end(records, found)
    records.notices.queue(AnnouncementReport(to=found.author_id, announcement_id=found.id), at=now)
    _note(records, person_id, "announcement stopped", found, f"{n} readers", now=now)
    return _now(records, found, AnnouncementState.STOPPED)


def _now(records: Records, found: Announcement, state: AnnouncementState) -> Standing:
    changed = replace(found, state=state)
    records.announcements.save(changed)
    return _standing(records, changed)


def _standing(records: Records, announcement: Announcement) -> Standing:
    return Standing(announcement=announcement, progress=records.announcements.progress(announcement.id))


def _ask(records: Records, draft: Announcement, n: int, *, now: datetime, policy: Policy) -> Announcement:
    others = [one for one in records.people.holders(Role.COORDINATOR) if one.id != draft.author_id]
    if not others:
        raise NobodyToApprove(most=policy.approve_above)
    waiting = replace(draft, state=AnnouncementState.APPROVAL)
    records.announcements.save(waiting)
    name = records.people.get(draft.author_id).name
    records.notices.queue_all(
        (AnnouncementToApprove(to=one.id, announcement_id=draft.id, by=name, n=n, at=now) for one in others),
        at=now,
    )
    return waiting


def _freeze(
    records: Records, draft: Announcement, meant: Reached, *, who: str, now: datetime, policy: Policy
) -> Announcement:
    """From now on its readers are these; the copies are held until it leaves."""
    at = rules.departure(draft.kind, draft.plan, now=now, policy=policy)
    leaving = replace(draft, state=AnnouncementState.LEAVING, leaves_at=at)
    records.announcements.save(leaving)
    _queue(records, leaving, meant, now=now)
    _note(records, who, "announcement sent", leaving, f"{len(meant.receivers)} readers", now=now)
    return leaving


def _queue(records: Records, leaving: Announcement, meant: Reached, *, now: datetime) -> None:
    records.announcements.keep_left_out(leaving.id, meant.left_out)
    kind = NewsCopy if leaving.kind is Kind.NEWS else AnnouncementCopy
    records.notices.queue_copies(leaving.id, meant.receivers, at=now, kind=kind)


def _depart(records: Records, leaving: Announcement, *, now: datetime, policy: Policy) -> Announcement:
    """Rights are looked at once more: its author's, the second person's, and what its readers refuse."""
    allowed = (leaving.author_id, *filter(None, (leaving.plan.approved_by,)))
    if not all(records.people.get(one).is_(Role.COORDINATOR) for one in allowed):
        return _stop(records, leaving, now=now)
    held = frozenset(records.notices.held(leaving.id))
    if held:
        willing = rules.reach(
            records.people.readers(), Audience(creches=leaving.audience.creches), leaving.kind
        )
        lost = {one: why for one, why in willing.left_out if why in PHONED}  # since they were counted
        for one in held.difference(willing.receivers):
            records.notices.drop(leaving.id, why=lost.get(one, "refused"), readers=[one])
    else:
        _queue(records, leaving, reached(records, leaving), now=now)
    records.notices.let_go(leaving.id, at=now)
    if leaving.kind is not Kind.NEWS:
        _by_phone(records, leaving, now=now, policy=policy)
    plan = replace(leaving.plan, next=repeating.again(records, leaving, now=now, policy=policy))
    sending = replace(leaving, state=AnnouncementState.SENDING, sent_at=now, plan=plan)
    records.announcements.save(sending)
    return sending


def _by_phone(records: Records, leaving: Announcement, *, now: datetime, policy: Policy) -> None:
    """Guardians whom no message reaches are told by a person."""
    for person, why in records.announcements.unreached(leaving.id):
        if person.family_id is None or why not in PHONED:
            continue
        facts = rules.filling(
            leaving, records.requests.of_family(person.family_id), policy, day=local_day(now)
        )
        told = AnnouncementByPhone(
            to=person.id,
            announcement_id=leaving.id,
            content=replace(leaving.content, files=()),
            filling=facts,
            urgent=leaving.kind is Kind.URGENT,
        )
        records.notices.queue(told, at=now)


def _stop(records: Records, leaving: Announcement, *, now: datetime) -> Announcement:
    """Nobody with the right to announce stands behind it any more: the other coordinators are told."""
    records.notices.drop(leaving.id, why="stopped")
    stopped = replace(leaving, state=AnnouncementState.STOPPED)
    records.announcements.save(stopped)
    for one in records.people.holders(Role.COORDINATOR):
        told = AnnouncementStopped(
            to=one.id, announcement_id=leaving.id, by=records.people.get(leaving.author_id).name
        )
        records.notices.queue(told, at=now)
    _note(records, leaving.author_id, "announcement stopped", leaving, "no right to announce", now=now)
    return stopped


def _own_leaving(records: Records, person_id: str, announcement_id: str) -> Announcement:
    found = owned(records, person_id, announcement_id)
    rules.check_undo(found)
    on_screen(records, found)
    return found


def _own_under_way(
    records: Records, person_id: str, announcement_id: str, *states: AnnouncementState
) -> Announcement:
    found = owned(records, person_id, announcement_id)
    if found.state not in states:
        raise NotUnderWay
    on_screen(records, found)
    return found


def _note(records: Records, who: str, what: str, about: Announcement, why: str, *, now: datetime) -> None:
    records.trace.note(who=who, what=what, subject=about.id, why=why, at=now)
