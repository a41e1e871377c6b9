"""What coordinators tell, and how it went."""

from dataclasses import dataclass

from bot.rules.notices.base import IfUnknown, Lane, Notice


@dataclass(frozen=True, kw_only=True)
class AnnouncementCopy(Notice):
    """One reader's copy of an announcement; the words are read from the announcement when it is sent."""

    announcement_id: str

    lane = Lane.ANNOUNCEMENT
    by_phone = False
    if_unknown = IfUnknown.RESEND_ONCE_SILENTLY

    @property
    def key(self) -> str:
        return f"announcement:{self.announcement_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class NewsCopy(AnnouncementCopy):
    """A copy that its reader may refuse until it leaves (/stop)."""


@dataclass(frozen=True, kw_only=True)
class AnnouncementReport(Notice):
    """How an announcement ended, for its author: who did not get it. Read when it is sent."""

    announcement_id: str

    by_phone = False

    @property
    def key(self) -> str:
        return f"announcement-report:{self.announcement_id}"
