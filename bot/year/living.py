"""A year from an empty file to its summary."""

import contextlib
import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.rules.policy import Policy
from bot.year import summary
from bot.year.checks import Violation
from bot.year.year import Wanted, Year


@dataclass(frozen=True, kw_only=True)
class Lived:
    """The summary, line by line, and what did not hold."""

    lines: tuple[str, ...]
    violations: tuple[Violation, ...]


def live(path: Path, policy: Policy, wanted: Wanted, *, tell: Callable[[str], object]) -> Lived:
    """Live the year in that file, which is not there yet; `tell` hears how far it is."""
    violations: list[Violation] = []
    with contextlib.closing(Year(path, policy, wanted)) as year:
        almanac = summary.Almanac(year.look)
        gc.freeze()  # what was loaded stays, and is never looked through for garbage, as where the bot lives
        for day, found in year.evenings():
            violations += found
            almanac.evening(day)
            tell(f"{day}: {len(violations)} violations")
        told = tuple(summary.lines(year, almanac, violations))
    tell("\n")
    return Lived(lines=told, violations=tuple(violations))
