"""A row of the table of costs: ours, the other side's, their ratio, and the goal."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import Any

from tests import rows


@dataclass(frozen=True, kw_only=True)
class Part:
    """One comparison. `goal` None: printed only. `why` says why a part could not run."""

    what: str
    unit: str
    ours: float | None = None
    peer: float | None = None
    ratio: float | None = None
    goal: str | None = None
    holds: bool = True
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        if not self.why:
            del found["why"]
        return found

    def as_text(self) -> str:
        if self.why:
            return f"{self.what}: could not run: {self.why}"
        beside = "" if self.peer is None else f", beside {self.peer:g}"
        beside += "" if self.ratio is None else f": {self.ratio:g} ×"
        return f"{self.what}: {self.ours:g} {self.unit}{beside} (goal {self.goal or 'none'})"


@dataclass(frozen=True)
class Row(rows.Row):
    """What was measured."""

    row: str
    parts: tuple[Part, ...]


def beside(
    what: str, unit: str, ours: Sequence[float], peer: Sequence[float], *, most: float | None = None
) -> Part:
    """The medians of runs that took turns; with `most`, their ratio has to be that or less."""
    our, other = median(ours), median(peer)
    ratio = our / other if other else None
    return Part(
        what=what,
        unit=unit,
        ours=_short(our),
        peer=_short(other),
        ratio=None if ratio is None else _short(ratio),
        goal=None if most is None else f"≤ {most:g} ×",
        holds=most is None or (ratio is not None and ratio <= most),
    )


def at_most(what: str, unit: str, ours: Sequence[float], most: float, *, slower: float = 1.0) -> Part:
    """A median that has a goal of its own; on a machine that is `slower`, so many times larger."""
    figure = median(ours)
    goal = f"≤ {most:g}" if slower == 1 else f"≤ {most:g} × {slower:.3g}"
    return Part(what=what, unit=unit, ours=_short(figure), goal=goal, holds=figure <= most * slower)


def at_least(what: str, unit: str, ours: float, peer: float, least: float) -> Part:
    """A share of what there is to have."""
    found = beside(what, unit, [ours], [peer])
    return replace(found, goal=f"≥ {least:g} ×", holds=ours / peer >= least)


def could_not(what: str, why: str, unit: str = "") -> Part:
    """A part that could not run does not hold."""
    return Part(what=what, unit=unit, holds=False, why=why)


def _short(figure: float) -> float:
    """Four digits say all that a run can know."""
    return float(f"{figure:.4g}")
