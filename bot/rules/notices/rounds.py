"""What a month's decision tells: no place yet, and to staff that a place became free."""

from dataclasses import dataclass

from bot.rules.calendar import Month
from bot.rules.notices.base import Choice, Notice


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
class PlaceFreed(Notice):
    """An offer ended without a contract: the next on the reserve list may be proposed the place."""

    offer_id: str
    creche: str
    name: str

    by_phone = False

    @property
    def key(self) -> str:
        return f"place-freed:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("rounds.see_next", f"rn:{self.creche}"),)
