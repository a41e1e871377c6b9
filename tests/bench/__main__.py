"""`python -m tests.bench [--json] [P1 P7 …]`: what it costs; 1 if a row does not hold.

Goals are ratios, or seconds of computing. Seconds were set on a machine where `import aiogram` costs 2.48: on
a slower one such a goal is as many times larger as the import costs more; both are printed, as "≤ 60 × 2.9".
"""

import sys
from importlib import import_module

from tests.bench.figures import Row, could_not
from tests.rows import parser, show

#: A row is a module with `run() -> Row`.
ROWS = {
    "P1": "taps",
    "P2": "announcing",
    "P3": "hurrying",
    "P4": "standing",
    "P5": "rounds",
    "P6": "summaries",
    "P7": "starts",
    "P8": "queueing",
    "P9": "year",
}


def run(row: str) -> Row:
    """Measure one row; one that breaks off is a row that does not hold, and the others go on."""
    try:
        found: Row = import_module(f"tests.bench.{ROWS[row]}").run()
    except Exception as error:  # noqa: BLE001 – whatever it was, it is told
        return Row(row, (could_not("the whole row", why=f"{type(error).__name__}: {error}"),))
    return found


def main() -> int:
    """Print each row as it is done."""
    asked = parser("python -m tests.bench", __doc__, ROWS).parse_args()
    return show(map(run, asked.rows), as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
