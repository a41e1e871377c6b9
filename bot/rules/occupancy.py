"""A sponsor's month in figures (rules, section 5)."""

from dataclasses import dataclass
from fractions import Fraction

from bot.rules.calendar import Month, Period


@dataclass(frozen=True, kw_only=True)
class CrecheMonth:
    """One agreement's month at one crèche. Places are exact fractions; they are rounded on screen only."""

    creche: str
    agreement_id: str
    agreement: Period
    places: int
    open_half_days: int  # open half-days of the crèche within agreement and month
    reserved: int  # half-days: places × open_half_days
    contracted: int  # half-days of stays under the agreement
    offered: int  # half-days in live offers at the month's end
    entries: Fraction  # places that began in the month (slots ÷ 10)
    exits: Fraction
    exits_expected: tuple[tuple[Month, Fraction], ...]  # the six months that follow
    invoice_reference: str = ""
    price_cents: int | None = None

    @property
    def vacant(self) -> int:
        return self.reserved - self.contracted

    @property
    def occupancy(self) -> Fraction | None:
        """Contracted ÷ reserved (the method of article 108); None where nothing was reserved."""
        return Fraction(self.contracted, self.reserved) if self.reserved else None

    @property
    def taken(self) -> Fraction | None:
        """Places taken, on average over the month; None where the crèche never opened."""
        return Fraction(self.contracted, self.open_half_days) if self.open_half_days else None

    @property
    def offered_places(self) -> Fraction | None:
        return Fraction(self.offered, self.open_half_days) if self.open_half_days else None

    @property
    def free(self) -> Fraction | None:
        if self.taken is None or self.offered_places is None:
            return None
        return self.places - self.taken - self.offered_places


@dataclass(frozen=True, kw_only=True)
class Band:
    """A count of people as a band: `low` None means "fewer than `high`", zero included; else low to high."""

    low: int | None
    high: int


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """A firm's month: its crèches, twelve months of occupancy, people in bands (never per crèche)."""

    sponsor_id: str
    sponsor_name: str
    month: Month
    creches: tuple[CrecheMonth, ...]
    history: tuple[tuple[Month, Fraction | None], ...]  # twelve months, this one last
    waiting: Band  # colleagues on the list at the month's end
    served: Band
    refused: Band
    withdrawn: Band
    codes_used: Band
    mean_days_to_offer: int | None  # None below the band
    year_reserved: int = 0  # half-days, January to this month
    year_contracted: int = 0
    example: bool = False

    @property
    def places(self) -> int:
        return sum(line.places for line in self.creches)

    @property
    def reserved(self) -> int:
        return sum(line.reserved for line in self.creches)

    @property
    def contracted(self) -> int:
        return sum(line.contracted for line in self.creches)

    @property
    def vacant(self) -> int:
        return self.reserved - self.contracted

    @property
    def occupancy(self) -> Fraction | None:
        return Fraction(self.contracted, self.reserved) if self.reserved else None
