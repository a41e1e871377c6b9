"""What there is: stays in crèches, the sponsors' agreements, and what is taken on a day."""

from dataclasses import dataclass
from datetime import date

from bot.rules.calendar import Period, Week


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A signed contract: a child's half-days at a crèche, from the first day to the presumed last."""

    id: str
    creche: str
    week: Week
    period: Period
    agreement_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sponsor:
    """A firm. `number` is its enterprise number; `member_of_po`: part of the ASBL that runs the crèche."""

    id: str
    name: str
    number: str = ""
    member_of_po: bool = True
    example: bool = False


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A firm's convention: priority on `places` full-time places at a crèche, from a day to a day."""

    id: str
    sponsor_id: str
    creche: str
    places: int
    period: Period
    price_cents: int | None = None  # a place and a year
    invoice_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferedPlace:
    """Half-days in a live offer under an agreement, as the month's figures need them (section 5)."""

    agreement_id: str
    week: Week
    sent_on: date
    ended_on: date | None = None  # None while it lives
