"""P9: a simulated year of 2,000 families, 60 firms and six crèches, every check made each evening."""

import time

from tests.bench.figures import Part, Row, at_most, beside
from tests.bench.machine import machine
from tests.bench.programs import cpu_of

_YEAR = ("simulate", "--families", "2000", "--sponsors", "60", "--months", "12", "--seed", "1")
_MOST_SECONDS = 60


def run() -> Row:
    """Once: it is minutes long. A year with a violation is no figure."""
    with machine() as here:
        before = time.monotonic()
        computing = cpu_of("-m", "bot", *_YEAR)
        passed = time.monotonic() - before
    return Row(
        "P9",
        (
            at_most("a year of 2,000 families", "s CPU", [computing], _MOST_SECONDS, slower=here.slower),
            Part(what="the same by the clock on the wall", unit="s", ours=round(passed, 1)),
            beside("the same, against aiogram's bare import", "s CPU", [computing], here.imports),
            here.part,
        ),
    )
