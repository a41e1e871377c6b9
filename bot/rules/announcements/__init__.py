"""What coordinators tell, to whom and when; who is left out, and why."""

from bot.rules.announcements.announcement import (
    Announcement,
    AnnouncementState,
    Content,
    File,
    FileKind,
    Filling,
    Progress,
    Version,
    added,
    example,
    filling,
)
from bot.rules.announcements.audience import Audience, Kind, Reached, Reader, Reason, reach

__all__ = [
    "Announcement",
    "AnnouncementState",
    "Audience",
    "Content",
    "File",
    "FileKind",
    "Filling",
    "Kind",
    "Progress",
    "Reached",
    "Reader",
    "Reason",
    "Version",
    "added",
    "example",
    "filling",
    "reach",
]
