"""What changes at a crèche for those who go there."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar import Slot
from bot.rules.notices.base import Choice, Notice


@dataclass(frozen=True, kw_only=True)
class CrecheCloses(Notice):
    """A crèche is closed from a day to a day, both included, besides its usual closures."""

    closure_id: str
    creche_name: str
    first: date
    last: date

    @property
    def key(self) -> str:
        return f"creche-closes:{self.closure_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class CrecheOpens(Notice):
    """Days that were to be closed are open after all."""

    closure_id: str
    creche_name: str
    first: date
    last: date

    @property
    def key(self) -> str:
        return f"creche-opens:{self.closure_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class StayChanged(Notice):
    """From that day on a child comes on other half-days."""

    request_id: str
    reference: str
    creche_name: str
    week: frozenset[Slot]
    since: date
    at: datetime

    @property
    def key(self) -> str:
        return f"stay-changed:{self.request_id}:{self.at.isoformat()}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class StayEnds(Notice):
    """The last day at the crèche is another one now."""

    request_id: str
    reference: str
    creche_name: str
    last: date
    at: datetime

    @property
    def key(self) -> str:
        return f"stay-ends:{self.request_id}:{self.at.isoformat()}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class CrecheOverfull(Notice):
    """To staff: a birth later than expected lengthens what was signed or offered, where there is no room."""

    creche: str
    creche_name: str
    reference: str
    first: date
    last: date
    week: frozenset[Slot]
    at: datetime

    by_phone = False

    @property
    def key(self) -> str:
        return f"creche-overfull:{self.reference}:{self.creche}:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("capacity.again", f"cp:year:{self.creche}"),)
