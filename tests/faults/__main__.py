"""`python -m tests.faults [--json] [--small] [--seed N] [R1 R7 …]`: the figures; 1 if a row is broken."""

import asyncio
import sys
from importlib import import_module

from tests.faults.figures import Row
from tests.rows import parser, show

#: A row is a module with `async def run(size, seed) -> Row`; size is "full" or "small".
ROWS = {
    "R1": "kills_sending",
    "R2": "answers",
    "R3": "full_disk",
    "R4": "locked",
    "R5": "storm",
    "R6": "replies",
    "R7": "kills_receiving",
    "R8": "stops",
    "R9": "poison",
    "R10": "repeated",
    "R11": "accepts",
    "R12": "last_place",
    "R13": "histories",
    "R14": "months_due",
    "R15": "months_troubled",
    "R16": "months_twice",
    "R17": "kills_writing",
    "R18": "restores",
    "R19": "taps",
    "R20": "rolling",
    "S1": "forged",
    "S2": "who_may",
    "S3": "buttons",
    "S4": "fuzzed",
    "S5": "guessed",
    "S6": "revoked",
    "S7": "logged",
    "S8": "hostile",
    "S9": "flood",
    "G1": "erasures",
    "G2": "stolen",
    "G3": "kept_long",
    "G4": "tampering",
    "G5": "counts_hidden",
    "G6": "consents",
}


def run(row: str, size: str, seed: int) -> Row:
    """Measure one row."""
    module = import_module(f"tests.faults.{ROWS[row]}")
    found: Row = asyncio.run(module.run(size, seed))
    return found


def main() -> int:
    """Print each row as it is done."""
    arguments = parser("python -m tests.faults", __doc__, ROWS)
    arguments.add_argument("--small", action="store_true", help="the sizes of the test command")
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    size = "small" if asked.small else "full"
    return show((run(name, size, asked.seed) for name in asked.rows), as_json=asked.json)


if __name__ == "__main__":
    sys.exit(main())
