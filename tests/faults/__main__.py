"""`python -m tests.faults [--json] [--small] [--seed N] [R1 R7 …]`: the figures; 1 if a row is broken."""

import argparse
import asyncio
import json
import sys
from importlib import import_module

from tests.faults.figures import Row

#: A row is a module with `async def run(size, seed) -> Row`; size is "full" or "small".
ROWS = {
    "R1": "kills_sending",
    "R7": "kills_receiving",
    "R8": "stops",
    "R9": "poison",
    "R11": "accepts",
    "R12": "last_place",
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("rows", nargs="*", default=list(ROWS), choices=[[], *ROWS], metavar="ROW")
    parser.add_argument("--json", action="store_true", help="one JSON object a row, nothing else")
    parser.add_argument("--small", action="store_true", help="the sizes of the test command")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def run(row: str, size: str, seed: int) -> Row:
    """Measure one row."""
    module = import_module(f"tests.faults.{ROWS[row]}")
    found: Row = asyncio.run(module.run(size, seed))
    return found


def main() -> int:
    """Print each row as it is done."""
    asked = _arguments()
    holds = True
    for name in asked.rows or list(ROWS):
        row = run(name, "small" if asked.small else "full", asked.seed)
        holds = holds and row.holds
        sys.stdout.write((json.dumps(row.as_json()) if asked.json else row.as_text()) + "\n")
        sys.stdout.flush()
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
