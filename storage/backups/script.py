"""What pg_dump writes as text, a line a row: read through, and written anew without what is gone."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from storage.backups.gone import TABLES, Gone, Held, Of, rules_of
from storage.problems import Kind, StorageProblem

_HEADER = re.compile(rb'COPY (?:\S+\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
_OVER, _NOTHING = b"\\.\n", b"\\N"
_LAST = b"-- PostgreSQL database dump complete"
UNENDED = "it ends in the middle"
Whose = dict[Of, set[bytes]]


@dataclass
class Told:
    """What a dump says of itself."""

    version: str | None = None
    word: bytes | None = None
    whole: bool = False


class _Table(NamedTuple):
    name: str
    columns: list[str]


class _Takes(NamedTuple):
    """A rule, for the lines of a table as they stand."""

    at: int
    ids: set[bytes]
    columns: set[int]


def told(script: Iterable[bytes]) -> Told:
    found = Told()
    for line, table, values in _rows(script, {"alembic_version", "vault"}):
        if table is None:
            found.whole = found.whole or line.startswith(_LAST)
        elif table.name == "vault":
            found.word = bytes.fromhex(values[table.columns.index("word")].decode().removeprefix("\\\\x"))
        else:
            found.version = values[0].decode()
    return found


def look(copy: Path, gone: Gone) -> Held:
    of, keys, lost = _whose(copy, gone)
    with copy.open("rb") as script:
        return Held(keys, lost, any(line != left for line, left in _without(script, of)))


def write_without(copy: Path, gone: Gone, part: Path) -> None:
    of, _, _ = _whose(copy, gone)
    with copy.open("rb") as script, part.open("wb") as new:
        new.writelines(left for _, left in _without(script, of))
    with part.open("rb") as script:
        if not told(script).whole:
            raise StorageProblem(Kind.DAMAGED, str(copy), UNENDED)


def _whose(copy: Path, gone: Gone) -> tuple[Whose, int, int]:
    """Of whom something goes; how many keys there are, and how many of them go."""
    lost = {one.encode() for one in gone.subjects}
    before, chats, keys = set[bytes](), dict[bytes, bytes](), set[bytes]()
    with copy.open("rb") as script:
        for _, table, values in _rows(script, {"erased", "person", "subject_key"}):
            if table is None:
                continue
            if table.name == "erased":
                before.add(values[table.columns.index("person_id")])
            elif table.name == "person":
                chats[values[table.columns.index("id")]] = values[table.columns.index("chat_index")]
            elif values[table.columns.index("wrapped")] != _NOTHING:
                keys.add(values[table.columns.index("subject")])
    silent = lost | ({one.encode() for one in gone.forgotten} - before)
    found = {chats[one] for one in silent if one in chats} - {_NOTHING}
    return {Of.LOST: lost, Of.SILENT: silent, Of.CHATS: found}, len(keys), len(keys & lost)


def _without(script: Iterable[bytes], of: Whose) -> Iterator[tuple[bytes, bytes]]:
    """Each line, and what is left of it."""
    now, takes = None, list[_Takes]()
    for line, table, values in _rows(script, TABLES):
        if table is None:
            yield line, line
            continue
        if table is not now:
            now, takes = table, _takes(table, of)
        yield line, _left(line, values, takes)


def _takes(table: _Table, of: Whose) -> list[_Takes]:
    at = {name: number for number, name in enumerate(table.columns)}
    return [
        _Takes(at[rule.whose], of[rule.of], {at[name] for name in rule.columns})
        for rule in rules_of(table.name, at)
    ]


def _left(line: bytes, values: list[bytes], takes: list[_Takes]) -> bytes:
    left = values
    for at, ids, columns in takes:
        if values[at] in ids:
            if not columns:
                return b""
            left = [_NOTHING if number in columns else value for number, value in enumerate(left)]
    return line if left == values else b"\t".join(left) + b"\n"


def _rows(
    script: Iterable[bytes], read: Container[str]
) -> Iterator[tuple[bytes, _Table | None, list[bytes]]]:
    """Each line; of the tables that are read also which one it is of, and its values."""
    table: _Table | None = None
    for line in script:
        if table is None:
            begins = _HEADER.match(line)
            table = None if begins is None else _table(begins)
            yield line, None, []
        elif line == _OVER:
            table = None
            yield line, None, []
        elif table.name not in read:
            yield line, None, []
        else:
            values = line[:-1].split(b"\t")
            if len(values) != len(table.columns):
                raise ValueError(f"a line of {table.name} is not whole")
            yield line, table, values


def _table(begins: re.Match[bytes]) -> _Table:
    return _Table(begins[1].decode(), [name.strip('" ') for name in begins[2].decode().split(",")])
