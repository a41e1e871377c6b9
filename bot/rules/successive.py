"""A month at a crèche where one agreement follows another: the places are not paid for twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.rules.occupancy import CrecheMonth


@dataclass(frozen=True)
class AtCreche:
    """The lines of agreements of which each begins after the one before has ended; mostly one alone."""

    lines: Sequence["CrecheMonth"]

    @property
    def creche(self) -> str:
        return self.lines[-1].creche

    @property
    def end(self) -> date | None:
        return self.lines[-1].agreement.end

    @property
    def reserved(self) -> int:
        return sum(line.reserved for line in self.lines)

    @property
    def vacant(self) -> int:
        return sum(line.vacant for line in self.lines)

    @property
    def places(self) -> Fraction:
        """On average over the days of the agreements, where their number changes."""
        places = Fraction(self.lines[-1].places)
        return places if len(self.lines) == 1 else self._average(self.reserved) or places

    @property
    def taken(self) -> Fraction | None:
        return self._average(sum(line.contracted for line in self.lines))

    @property
    def offered_places(self) -> Fraction | None:
        return self._average(sum(line.offered for line in self.lines))

    @property
    def free(self) -> Fraction | None:
        if self.taken is None or self.offered_places is None:
            return None
        return max(Fraction(), self.places - self.taken - self.offered_places)

    def _average(self, half_days: int) -> Fraction | None:
        days = sum(line.open_half_days for line in self.lines)
        return Fraction(half_days, days) if days else None


def at_creches(lines: Iterable["CrecheMonth"]) -> tuple[AtCreche, ...]:
    """Agreements that follow each other as one, those that run side by side apart."""
    chains: list[list[CrecheMonth]] = []
    for line in lines:
        before = next((chain for chain in chains if _follows(line, chain[-1])), None)
        if before is None:
            chains.append([line])
        else:
            before.append(line)
    return tuple(map(AtCreche, chains))


def _follows(line: "CrecheMonth", other: "CrecheMonth") -> bool:
    end = other.agreement.end
    return line.creche == other.creche and end is not None and end < line.agreement.start
