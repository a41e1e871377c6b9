"""What coordinators tell, to whom and when; who is left out, and why."""

from bot.rules.announcements.announcement import (
    Announcement,
    AnnouncementState,
    Content,
    File,
    FileKind,
    Filling,
    Plan,
    Progress,
    Version,
    added,
    example,
    filling,
)
from bot.rules.announcements.audience import Audience, Kind, Reached, Reader, Reason, reach
from bot.rules.announcements.leaving import (
    awake,
    check_approval,
    departure,
    last_day,
    needs_approval,
    next_time,
    planned,
)

__all__ = [
    "Announcement",
    "AnnouncementState",
    "Audience",
    "Content",
    "File",
    "FileKind",
    "Filling",
    "Kind",
    "Plan",
    "Progress",
    "Reached",
    "Reader",
    "Reason",
    "Version",
    "added",
    "awake",
    "check_approval",
    "departure",
    "example",
    "filling",
    "last_day",
    "needs_approval",
    "next_time",
    "planned",
    "reach",
]
