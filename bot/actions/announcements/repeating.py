"""A weekly announcement: the one that left knows the one to come, so that both are stopped or corrected."""

from dataclasses import replace
from datetime import datetime

from bot.actions.announcements.writing import owned
from bot.ports import Records
from bot.rules import announcements as rules
from bot.rules.announcements import Announcement, AnnouncementState, Content
from bot.rules.policy import Policy
from bot.rules.refusals import NotUnderWay


def again(records: Records, left: Announcement, *, now: datetime, policy: Policy) -> str:
    """It leaves again in a week, to whoever its audience means then: under which id; empty if not."""
    plan = rules.next_time(left.plan)
    if plan is None or plan.at is None:
        return ""
    at = rules.awake(plan.at, left.kind, policy)
    coming = replace(left, id=records.new_id(), created_at=now, plan=plan, leaves_at=at, screen=None)
    records.announcements.add(coming)
    return coming.id


def end(records: Records, left: Announcement) -> None:
    """What was to come never does."""
    coming = _to_come(records, left)
    if coming is not None:
        records.announcements.save(replace(coming, state=AnnouncementState.STOPPED))


def stop_series(records: Records, person_id: str, announcement_id: str, *, now: datetime) -> None:
    """It left, and does not come again. Refused NotFound; NotUnderWay where nothing is to come."""
    left = owned(records, person_id, announcement_id)
    if _to_come(records, left) is None:
        raise NotUnderWay
    end(records, left)
    records.trace.note(who=person_id, what="announcement ends", subject=left.id, at=now)


def reword(records: Records, left: Announcement, content: Content) -> None:
    """What is to come says that instead."""
    coming = _to_come(records, left)
    if coming is not None:
        records.announcements.save(replace(coming, content=content))


def _to_come(records: Records, left: Announcement) -> Announcement | None:
    found = left
    while found.plan.next:
        found = records.announcements.get(found.plan.next)
    return found if found is not left and found.state is AnnouncementState.LEAVING else None
