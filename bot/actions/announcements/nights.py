"""A sending that is not over by the evening rests, and goes on in the morning by itself."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Records
from bot.rules import announcements as rules
from bot.rules.announcements import AnnouncementState
from bot.rules.policy import Policy


def rest_at_night(records: Records, *, now: datetime, policy: Policy) -> int:
    """Hold what is not urgent in the quiet hours, let go what rested; how many sendings that were."""
    return _rest(records, now=now, policy=policy) + _go_on(records, now=now)


def _rest(records: Records, *, now: datetime, policy: Policy) -> int:
    n = 0
    for one in records.announcements.in_state(AnnouncementState.SENDING):
        morning = rules.awake(now, one.kind, policy)
        if morning > now and records.notices.hold(one.id):
            records.announcements.save(replace(one, state=AnnouncementState.PAUSED, leaves_at=morning))
            n += 1
    return n


def _go_on(records: Records, *, now: datetime) -> int:
    """What a person paused has no time at which it goes on."""
    rested = [
        one
        for one in records.announcements.in_state(AnnouncementState.PAUSED)
        if one.leaves_at is not None and one.leaves_at <= now
    ]
    for one in rested:
        records.notices.let_go(one.id, at=now)
        records.announcements.save(replace(one, state=AnnouncementState.SENDING))
    return len(rested)
