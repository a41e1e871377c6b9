"""P9: a simulated year of 2,000 families, 60 firms and six crèches, every check made each evening."""

import time

from tests.bench.figures import Part, Row, at_most
from tests.bench.programs import cpu_of

_YEAR = ("simulate", "--families", "2000", "--sponsors", "60", "--months", "12", "--seed", "1")
_MOST_SECONDS = 60


def run() -> Row:
    """Once: it is a minute long. A year with a violation is no figure."""
    before = time.monotonic()
    computing = cpu_of("-m", "bot", *_YEAR)
    passed = time.monotonic() - before
    return Row(
        "P9",
        (
            at_most("a year of 2,000 families", "s", [passed], _MOST_SECONDS),
            Part(what="of which computing", unit="s", ours=round(computing, 1)),
        ),
    )
