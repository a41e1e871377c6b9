"""Everything that the bot has to tell somebody who did not just speak, as data.

A notice names its sentence by its class (`notice.meeting_recorded`, …) and carries the facts, never prose
(an announcement's own words excepted). `key` makes it unique: the same notice is queued once.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from bot.rules.calendar import Month


class Lane(IntEnum):
    """Lower goes first."""

    REPLY = 0  # somebody waits for it now
    NOTICE = 1  # steps, deadlines, summaries
    ANNOUNCEMENT = 2


class IfUnknown(StrEnum):
    """What to do when Telegram did not answer and nobody can know whether it arrived."""

    RESEND_ONCE = "resend once"
    RESEND_ONCE_SILENTLY = "resend once, silently"
    LEAVE = "leave"  # shown to a coordinator as "perhaps delivered"


@dataclass(frozen=True)
class Choice:
    """An answer that the reader may give with a tap: its label (locales) and the word the bot understands."""

    key: str
    word: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """To whom (person id) and, in each class below, what."""

    to: str

    lane = Lane.NOTICE
    if_unknown = IfUnknown.RESEND_ONCE

    @property
    def key(self) -> str:
        """Unique per thing told: kind, subject and, where several are told the same, the reader."""
        raise NotImplementedError

    @property
    def choices(self) -> tuple[Choice, ...]:
        return ()


@dataclass(frozen=True, kw_only=True)
class MeetingRecorded(Notice):
    """The crèche has noted the meeting; the parents may confirm from `confirm_from` on."""

    request_id: str
    reference: str
    met_on: date
    confirm_from: date

    @property
    def key(self) -> str:
        return f"meeting:{self.request_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class ConfirmationOpens(Notice):
    """The first day on which the law lets the parents confirm has come."""

    request_id: str
    reference: str

    @property
    def key(self) -> str:
        return f"confirmation-opens:{self.request_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("confirm.button", f"rq:confirm:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class DraftWaits(Notice):
    """An unfinished form, nudged once."""

    draft_id: str
    deleted_on: date

    @property
    def key(self) -> str:
        return f"draft-waits:{self.draft_id}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("menu.continue", "signup.continue"),)


@dataclass(frozen=True, kw_only=True)
class SummaryPicture(Notice):
    """A firm's month: a picture with the summary as caption."""

    sponsor_id: str
    month: Month

    if_unknown = IfUnknown.LEAVE

    @property
    def key(self) -> str:
        return f"summary-picture:{self.sponsor_id}:{self.month}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class SummaryPage(Notice):
    """A firm's month: the one-page PDF."""

    sponsor_id: str
    month: Month

    if_unknown = IfUnknown.LEAVE

    @property
    def key(self) -> str:
        return f"summary-page:{self.sponsor_id}:{self.month}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementCopy(Notice):
    """One reader's copy of an announcement; the words are read from the announcement when it is sent."""

    announcement_id: str

    lane = Lane.ANNOUNCEMENT
    if_unknown = IfUnknown.RESEND_ONCE_SILENTLY

    @property
    def key(self) -> str:
        return f"announcement:{self.announcement_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class AnnouncementReport(Notice):
    """How an announcement ended, for its author: who did not get it. Read when it is sent."""

    announcement_id: str

    @property
    def key(self) -> str:
        return f"announcement-report:{self.announcement_id}"


def after_unknown(rule: IfUnknown, times: int) -> bool:
    """Whether a notice whose delivery went unanswered `times` times is sent again."""
    return rule is not IfUnknown.LEAVE and times < 2
