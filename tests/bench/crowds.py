"""A great many lines at once, as one of theirs already is: made by the database itself."""

from collections.abc import Mapping

from psutil import Process
from sqlalchemy import Table, func, select

from storage.records import Memory
from storage.statements import Statement

_PROCESS = Statement(select(func.pg_backend_pid()))


def copies(table: Table, key: str, own: str, other: Mapping[str, str], size: int) -> str:
    """The SQL that adds so many lines like that key's; what differs is said in SQL, by `i` from 0."""
    names = [column.name for column in table.c]
    values = [other.get(name, f"own.{name}") for name in names]
    return (
        f"INSERT INTO {table.name} ({', '.join(names)})"
        " WITH RECURSIVE n(i) AS"
        f" (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {size - 1})"
        f" SELECT {', '.join(values)} FROM {table.name} AS own, n WHERE own.{key} = '{own}'"
    )


def server_of(memory: Memory, url: str) -> Process | None:
    """The server's process that works for us; none for a file."""
    if url.startswith("sqlite"):
        return None
    line = memory.wire.one(_PROCESS)
    assert line
    return Process(line[0])


def computed_by(server: Process | None) -> float:
    """Seconds of computing that a server has spent on us."""
    return 0.0 if server is None else sum(server.cpu_times()[:2])
