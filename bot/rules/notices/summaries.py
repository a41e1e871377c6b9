"""A firm's month."""

from dataclasses import dataclass

from bot.rules.calendar import Month
from bot.rules.notices.base import IfUnknown, Notice


@dataclass(frozen=True, kw_only=True)
class SummaryPicture(Notice):
    """A firm's month: a picture with the summary as caption."""

    sponsor_id: str
    month: Month

    if_unknown = IfUnknown.LEAVE
    by_phone = False

    @property
    def key(self) -> str:
        return f"summary-picture:{self.sponsor_id}:{self.month}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class SummaryPage(Notice):
    """A firm's month: the one-page PDF."""

    sponsor_id: str
    month: Month

    if_unknown = IfUnknown.LEAVE
    by_phone = False

    @property
    def key(self) -> str:
        return f"summary-page:{self.sponsor_id}:{self.month}:{self.to}"
