"""What a month's decision tells: no place yet, and to staff that places became free."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import Month
from bot.rules.notices.base import STAFF, Choice, Notice


@dataclass(frozen=True, kw_only=True)
class NoPlace(Notice):
    """Refused for want of a place, and kept on file (order, 53, 1°; in writing, 54)."""

    request_id: str
    reference: str
    month: Month

    legal = True

    @property
    def key(self) -> str:
        return f"no-place:{self.request_id}:{self.month}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class Freed:
    """So many places of a crèche became free; of those, firms left so many to the common list (`back`)."""

    creche: str
    name: str
    n: int
    back: int = 0


@dataclass(frozen=True, kw_only=True)
class PlacesFreed(Notice):
    """To staff, together: places that the next on each crèche's reserve list may be proposed."""

    freed: tuple[Freed, ...]
    at: datetime

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"places-freed:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice("rounds.next", f"rn:{one.creche}", one.name) for one in self.freed)
