"""The life of a request: what a family asks for, and which steps it may take, when (section 1)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.rules.calendar import Month, Week
from bot.rules.people import Child


class State(StrEnum):
    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ENROLLED = "enrolled"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    LEFT = "left"


class ClaimCode(StrEnum):
    """The closed list of legal priorities (order, 52); 52-1 in its seven kinds (order, 88, 5°)."""

    SIBLINGS = "52-1a"
    ADOPTION = "52-1b"
    DISABILITY = "52-1c"
    EMERGENCY = "52-1d"
    VULNERABILITY = "52-1e"
    EXTENDED_HOURS = "52-1f"
    OTHER_NEED = "52-1g"
    CLOSURE = "52-2"
    COMMUNE = "52-3"
    EMPLOYER = "52-4"
    BUSINESS_PARK = "52-5"
    COMMUTER = "52-6"
    PARENTAL = "52-7"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A legal priority asked for; it counts only from the day its proof was seen."""

    code: ClaimCode
    seen_on: date | None = None
    seen_by: str | None = None  # a role, never a name
    sponsor_id: str | None = None  # for 52-4 and 52-5


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """An entry month that may come so many months earlier or later, half-days, crèches in order of wish."""

    entry: Month
    earlier: int
    later: int
    week: Week
    creches: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a family asks for one child, or for several who enter together."""

    id: str
    reference: str
    family_id: str
    children: tuple[Child, ...]
    wishes: Wishes
    claims: tuple[Claim, ...]
    state: State
    registered_at: datetime
    met_on: date | None = None
    confirmed_at: datetime | None = None
    state_before: State | None = None  # where a pause or a withdrawal came from
    changed_at: datetime | None = None  # the last change of state
    predemand: str = ""
    linked: str | None = None  # one word for the requests of children who may enter separately
    example: bool = False

    @property
    def has_priority(self) -> bool:
        """A claim whose proof was seen (section 2: all codes rank alike)."""
        return any(claim.seen_on is not None for claim in self.claims)
