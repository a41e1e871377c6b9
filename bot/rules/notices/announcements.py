"""What coordinators tell, and how it went."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.announcements import Content, Filling
from bot.rules.notices.base import STAFF, Choice, IfUnknown, Lane, Notice


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
    roles = STAFF

    @property
    def key(self) -> str:
        return f"announcement-report:{self.announcement_id}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementTest(Notice):
    """A copy of a draft for its author, as a reader gets it."""

    announcement_id: str
    at: datetime

    lane = Lane.REPLY
    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"announcement-test:{self.announcement_id}:{self.at.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementToApprove(Notice):
    """A second coordinator is to agree to an announcement with so many readers; `by`: who wrote it."""

    announcement_id: str
    by: str
    n: int
    at: datetime

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"announcement-to-approve:{self.announcement_id}:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("announcement.look", f"an:look:{self.announcement_id}"),)


@dataclass(frozen=True, kw_only=True)
class AnnouncementApproved(Notice):
    """The second person agreed: when it leaves."""

    announcement_id: str
    by: str
    leaves_at: datetime

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"announcement-approved:{self.announcement_id}:{self.leaves_at.isoformat()}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("announcement.undo", f"an:undo:{self.announcement_id}"),)


@dataclass(frozen=True, kw_only=True)
class AnnouncementReturned(Notice):
    """The second person did not agree: it can be changed and sent again."""

    announcement_id: str
    by: str
    at: datetime

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"announcement-returned:{self.announcement_id}:{self.at.isoformat()}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("announcement.change", f"an:see:{self.announcement_id}"),)


@dataclass(frozen=True, kw_only=True)
class AnnouncementStopped(Notice):
    """It did not leave: who wrote it, or agreed to it, has no right to announce any more."""

    announcement_id: str
    by: str

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"announcement-stopped:{self.announcement_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementByPhone(Notice):
    """What a guardian whom no message reaches is told on the phone; `urgent`: the same day."""

    announcement_id: str
    content: Content
    filling: Filling
    urgent: bool

    lane = Lane.ANNOUNCEMENT

    @property
    def key(self) -> str:
        return f"announcement-by-phone:{self.announcement_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementEdit(Notice):
    """A copy that arrived says other words now; they are read from the announcement when it is changed."""

    announcement_id: str
    parts: tuple[tuple[int, ...], ...]
    at: datetime

    lane = Lane.ANNOUNCEMENT
    by_phone = False

    @property
    def key(self) -> str:
        return f"announcement-edit:{self.announcement_id}:{self.at.isoformat()}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementRecall(Notice):
    """A copy that arrived is taken away."""

    announcement_id: str
    messages: tuple[int, ...]

    lane = Lane.NOTICE
    by_phone = False

    @property
    def key(self) -> str:
        return f"announcement-recall:{self.announcement_id}:{self.to}"
