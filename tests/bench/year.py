"""P9: a simulated year of 2,000 families, 60 firms and six crèches, every check made each evening."""

import time

from tests.bench.figures import Row, at_most, beside
from tests.bench.programs import cpu_of

_YEAR = ("simulate", "--families", "2000", "--sponsors", "60", "--months", "12", "--seed", "1")
_MOST_SECONDS = 60


def run() -> Row:
    """Once: it is minutes long. A year with a violation is no figure.

    Beside it what a known import costs on this machine: 2.48 s where the goal was set, 24 of them a minute.
    """
    imports = [cpu_of("-c", "import aiogram")]
    before = time.monotonic()
    computing = cpu_of("-m", "bot", *_YEAR)
    passed = time.monotonic() - before
    imports.append(cpu_of("-c", "import aiogram"))
    return Row(
        "P9",
        (
            at_most("a year of 2,000 families", "s", [passed], _MOST_SECONDS),
            beside("of which computing, against aiogram's bare import", "s CPU", [computing], imports),
        ),
    )
