"""This machine against the one where goals were set in seconds: what a known import costs on each.

A goal in seconds or milliseconds of computing stands as it is on a machine at least as fast as that one. On a
slower one it is so many times larger as the import costs more there, and the row says how many. The import is
measured before the row and after it, and the cheaper of the two counts: the stricter goal.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.figures import Part, beside
from tests.bench.programs import cpu_of

_IMPORT = ("-c", "import aiogram")
#: What it cost where the goals were set.
_SECONDS_THERE = 2.48


class Machine:
    """Good once its row was measured."""

    def __init__(self, *imports: float) -> None:
        self.imports = list(imports)

    @property
    def slower(self) -> float:
        """By how many times a goal is larger here."""
        return max(1.0, min(self.imports) / _SECONDS_THERE)

    @property
    def part(self) -> Part:
        what = "this machine against the one where goals were set (aiogram's bare import)"
        return beside(what, "s CPU", [min(self.imports)], [_SECONDS_THERE])


@contextmanager
def machine() -> Iterator[Machine]:
    """How fast it is while a row is measured."""
    here = Machine(cpu_of(*_IMPORT))
    yield here
    here.imports.append(cpu_of(*_IMPORT))
