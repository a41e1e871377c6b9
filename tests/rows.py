"""Rows of measured figures, each a program: how they are asked for, and how people and programs read them."""

import argparse
import json
import sys
from collections.abc import Collection, Iterable
from typing import Any, Protocol


class Part(Protocol):
    """One figure of a row, held against a goal."""

    @property
    def holds(self) -> bool: ...
    def as_json(self) -> dict[str, Any]: ...
    def as_text(self) -> str: ...


class Row:
    """What was measured, part by part; `about` is what it was measured on."""

    row: str
    parts: tuple[Part, ...]

    def about(self) -> dict[str, Any]:
        return {}

    @property
    def holds(self) -> bool:
        return all(part.holds for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        parts = [part.as_json() for part in self.parts]
        return {"row": self.row, "holds": self.holds, **self.about(), "parts": parts}

    def as_text(self) -> str:
        about = ", ".join(f"{name} {value}" for name, value in self.about().items())
        first = f"{self.row}  {'holds' if self.holds else 'BROKEN'}" + (f"  ({about})" if about else "")
        return "\n".join(
            (first, *(f"    {'ok' if part.holds else '!!'}  {part.as_text()}" for part in self.parts))
        )


def parser(program: str, about: str | None, rows: Collection[str]) -> argparse.ArgumentParser:
    """What every such program understands: the rows wanted (all of them if none is named), and --json."""

    def known(name: str) -> str:
        if name not in rows:
            raise argparse.ArgumentTypeError(f"there is no row {name}; there are {', '.join(rows)}")
        return name

    made = argparse.ArgumentParser(prog=program, description=about)
    made.add_argument("rows", nargs="*", default=list(rows), type=known, metavar="ROW")
    made.add_argument("--json", action="store_true", help="one JSON object a row, nothing else")
    return made


def show(rows: Iterable[Row], *, as_json: bool) -> int:
    """Print each row as it is done; 1 if one does not hold."""
    code = 0
    for row in rows:
        sys.stdout.write((json.dumps(row.as_json()) if as_json else row.as_text()) + "\n")
        sys.stdout.flush()
        code |= not row.holds
    return int(code)
