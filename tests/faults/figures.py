"""A row of the table in figures, as people and as programs read it."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests import rows


@dataclass(frozen=True)
class Part:
    """One figure of a row, and the goal it is held against."""

    what: str
    figure: float
    goal: str
    holds: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        return f"{self.what}: {self.figure:g} (goal {self.goal})"


@dataclass(frozen=True)
class Row(rows.Row):
    """What was measured, at which size, with which seed."""

    row: str
    size: str
    seed: int
    parts: tuple[Part, ...]

    def about(self) -> dict[str, Any]:
        return {"size": self.size, "seed": self.seed}


def none(what: str, count: int) -> Part:
    """Something of which there may be none."""
    return Part(what, count, "0", count == 0)


def at_most(what: str, figure: float, most: float) -> Part:
    return Part(what, round(figure, 3), f"≤ {most:g}", figure <= most)


def at_least(what: str, figure: float, least: float) -> Part:
    return Part(what, figure, f"≥ {least:g}", figure >= least)


def told(what: str, figure: float) -> Part:
    """Said beside the others, and held against nothing."""
    return Part(what, round(figure, 3), "none", holds=True)


def share(figures: Sequence[float], part: float) -> float:
    """What so large a part of them is not above; infinite where there are none."""
    return sorted(figures)[math.ceil(part * len(figures)) - 1] if figures else math.inf


def allowed(seconds: float, size: str) -> float:
    """A goal in time; the test command shares its machine, and there it is held to ten times as much."""
    return seconds if size == "full" else 10 * seconds


def every(what: str, count: int, of: int) -> Part:
    """A share that has to be whole, in per cent."""
    return Part(what, 100.0 * count / of, "100 %", count == of)
