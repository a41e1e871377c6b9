"""What coordinators tell, and to whom; who is left out, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.people import Role


class Reason(StrEnum):
    """Why somebody does not receive an announcement."""

    NO_TELEGRAM = "no telegram"
    BLOCKED = "blocked"
    NO_NEWS = "no news"  # they sent /stop


@dataclass(frozen=True, kw_only=True)
class Audience:
    """To whom: empty sets mean "any". Families belong to the crèches that their live requests name."""

    creches: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody who might receive an announcement, without a name."""

    person_id: str
    roles: frozenset[Role]
    creches: frozenset[str]
    language: str
    has_chat: bool
    reachable: bool
    wants_news: bool


@dataclass(frozen=True, kw_only=True)
class Reached:
    """An audience worked out: who receives it, and who would but cannot, with the reason."""

    receivers: tuple[str, ...]
    left_out: tuple[tuple[str, Reason], ...]


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A text in its author's words, for an audience."""

    id: str
    author_id: str
    text: str
    audience: Audience
    state: AnnouncementState
    created_at: datetime
    screen: int | None = None  # the author's live progress message
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an announcement is, in readers."""

    total: int
    delivered: int
    failed: int  # never: blocked, gone, refused by Telegram
    unknown: int  # no answer from Telegram: perhaps delivered
    left_out: int  # known before sending

    @property
    def waiting(self) -> int:
        return self.total - self.delivered - self.failed - self.unknown
