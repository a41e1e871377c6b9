"""A year from an empty file to its summary."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.rules.policy import Policy
from bot.year import summary
from bot.year.checks import Violation
from bot.year.year import Wanted, Year
from storage import migrate, open_storage

_KEY = bytes(32)  # nothing in a simulated year is secret


@dataclass(frozen=True, kw_only=True)
class Lived:
    """The summary, line by line, and what did not hold."""

    lines: tuple[str, ...]
    violations: tuple[Violation, ...]


def live(path: Path, policy: Policy, wanted: Wanted, *, tell: Callable[[str], object]) -> Lived:
    """Live the year in that file, which is not there yet; `tell` hears how far it is."""
    url = f"sqlite:///{path}"
    migrate(url)
    chance = Random(f"{wanted.seed}/storage")  # noqa: S311 – the same seed has to give the same ids
    violations: list[Violation] = []
    with open_storage(url, key=_KEY, chance=chance.randbytes) as storage:
        year = Year(storage, path, policy, wanted)
        almanac = summary.Almanac(year.look)
        gc.freeze()  # what was loaded stays, and is never looked through for garbage, as where the bot lives
        for day, found in year.evenings():
            violations += found
            almanac.evening(day)
            tell(f"{day}: {len(violations)} violations")
        told = tuple(summary.lines(year, almanac, violations))
    tell("\n")
    return Lived(lines=told, violations=tuple(violations))
