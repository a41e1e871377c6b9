"""A row of the table in figures, as people and as programs read it."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """One figure of a row, and the goal it is held against."""

    what: str
    figure: float
    goal: str
    holds: bool


@dataclass(frozen=True)
class Row:
    """What was measured, at which size, with which seed."""

    row: str
    size: str
    seed: int
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        return all(part.holds for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        parts = [asdict(part) for part in self.parts]
        return {"row": self.row, "holds": self.holds, "size": self.size, "seed": self.seed, "parts": parts}

    def as_text(self) -> str:
        lines = [f"{self.row}  {'holds' if self.holds else 'BROKEN'}  ({self.size}, seed {self.seed})"]
        lines += [
            f"    {'ok' if part.holds else '!!'}  {part.what}: {part.figure:g} (goal {part.goal})"
            for part in self.parts
        ]
        return "\n".join(lines)


def none(what: str, count: int) -> Part:
    """Something of which there may be none."""
    return Part(what, count, "0", count == 0)


def at_most(what: str, figure: float, most: float) -> Part:
    return Part(what, round(figure, 3), f"≤ {most:g}", figure <= most)


def every(what: str, count: int, of: int) -> Part:
    """A share that has to be whole, in per cent."""
    return Part(what, 100.0 * count / of, "100 %", count == of)
