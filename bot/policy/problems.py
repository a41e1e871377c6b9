"""What is wrong with a policy file, where, and what to write instead."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

_WANTED = {  # pydantic's kind of error, in words
    "int_type": "write a whole number, without quotes",
    "int_parsing": "write a whole number, without quotes",
    "bool_type": "write true or false, without quotes",
    "string_type": 'write words in quotes, "like this"',
    "list_type": 'write a list, ["like", "this"]',
    "date_type": "write a day without quotes, 2027-07-21",
    "float_type": "write a number with a point, 50.41",
}


class PolicyProblem(Exception):  # noqa: N818 – the name says it
    """A policy file that cannot be used; each line names the file, the place, the fault and the remedy."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{path}, {problem}" for problem in problems))
        self.path, self.problems = path, tuple(problems)


def explained(errors: Sequence[Any], text: str, known: Sequence[str]) -> Iterator[str]:
    """Pydantic's errors, one sentence each with the line in the file."""
    for error in errors:
        where, key = error["loc"], _name(error["loc"])
        yield f"{_place(text, where)}{key} {_fault(error, known)}"


def _name(where: tuple[int | str, ...]) -> str:
    """The key as it stands in the file: offer_days, creches[2].places (counted from 1)."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return "".join(parts).lstrip(".") or "the policy"


def _fault(error: Any, known: Sequence[str]) -> str:
    kind, given = error["type"], error["input"]
    if kind == "extra_forbidden":
        close = get_close_matches(str(error["loc"][-1]), known, n=1)
        return f"is no key of a policy: {f'write {close[0]}' if close else 'take it out'}"
    if kind == "missing":
        return "is missing: write it"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return f"cannot be {given!r}: {_WANTED.get(kind, error['msg'])}"


def _place(text: str, where: tuple[int | str, ...]) -> str:
    """The line on which a key stands, or that of its table; nothing if it stands nowhere."""
    lines = text.splitlines()
    tables = [number for number, line in enumerate(lines) if line.strip() == "[[creches]]"]
    first, last = 0, tables[0] if tables else len(lines)
    if len(where) > 1 and isinstance(where[1], int):
        first, last = [*tables, len(lines)][where[1] : where[1] + 2]
        where = where[2:]
    key = re.compile(rf"\s*{re.escape(str(where[0]))}\s*=") if where else re.compile(r"(?!)")
    found = next((number for number in range(first, last) if key.match(lines[number])), first)
    return f"line {found + 1}: " if found else ""
