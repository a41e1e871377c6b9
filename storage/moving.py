"""From a SQLite file into PostgreSQL: every row in one transaction, then each read again and compared."""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import String, Table, select
from sqlalchemy.engine import make_url

from storage import postgres, sqlite, upkeep
from storage.backups.file import held
from storage.backups.found import check_found
from storage.backups.server import OURS
from storage.migrations import HEAD
from storage.opening import VERSION
from storage.problems import Kind, StorageProblem, problem, where
from storage.statements import Statement, Wire
from storage.tables import books, table
from storage.tables.partial import COMPLETE
from storage.vault import Vault

_AT_ONCE = 1_000
_VAULT = table(books.Vault)
_WORD = Statement(select(_VAULT.c.word))
_LATEST = "SELECT setval(pg_get_serial_sequence('{0}', '{1}'), max({1})) FROM {0} HAVING max({1}) IS NOT NULL"


def move(file: Path, url: str, *, key: bytes | Sequence[bytes]) -> dict[str, int]:
    """Bring all that is in the file into the database; how many rows of each table, all compared.

    StorageProblem, and nothing is written: if a program has the file open, if it is of another version or
    sealed with another key, if the database is no PostgreSQL, another program's, or holds something already.
    """
    if make_url(url).get_backend_name() != "postgresql":
        raise StorageProblem(Kind.UNREACHABLE, where(url), "a PostgreSQL is needed")
    with _source(file, Vault(key)) as source:
        _prepare(url)
        with _target(url, Vault(key)) as connection:
            target = Wire(connection.cursor(), postgres.DIALECT, writes=True)
            counts = {kept.name: _copy(kept, source, target) for kept in COMPLETE.sorted_tables}
            _number_on(target)
            for kept in COMPLETE.sorted_tables:
                _compare(kept, source, connection, where(url))
    return counts


@contextlib.contextmanager
def _source(file: Path, vault: Vault) -> Iterator[Wire]:
    """The file, opened by nobody else; it stays as it is."""
    with held(file) as there:
        if there is None:
            raise StorageProblem(Kind.NOT_MIGRATED, str(file), "there is no such file")
        wire = Wire(there.cursor(), sqlite.DIALECT, writes=False)
        _check(wire, vault, str(file))
        yield wire


def _prepare(url: str) -> None:
    """Tables of this version, unless another program's are there."""
    with _words(url), psycopg.connect(postgres.libpq(url)) as connection:
        (tables,) = connection.execute(_HOW_MANY).fetchone() or (0,)
        (ours,) = connection.execute(OURS).fetchone() or (False,)
    if tables and not ours:
        raise StorageProblem(Kind.FOREIGN, where(url))
    upkeep.migrate(url)


_HOW_MANY = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"


@contextlib.contextmanager
def _target(url: str, vault: Vault) -> Iterator[Any]:
    """A transaction in an empty database; whoever else moves something there waits, and is refused."""
    with _words(url), psycopg.connect(postgres.libpq(url)) as connection:
        connection.execute(f"SELECT pg_advisory_xact_lock({upkeep.LOCK})")
        wire = Wire(connection.cursor(), postgres.DIALECT, writes=True)
        for kept in COMPLETE.sorted_tables:
            if kept is not _VAULT and wire.one(Statement(select(*kept.columns).limit(1))) is not None:
                raise StorageProblem(Kind.OCCUPIED, where(url), f"rows in {kept.name}")
        _check(wire, vault, where(url))
        wire.run(Statement(_VAULT.delete()))
        yield connection


def _check(wire: Wire, vault: Vault, place: str) -> None:
    (version,) = wire.one(VERSION) or (None,)
    (word,) = wire.one(_WORD) or (None,)
    check_found(version, word, vault, place, Kind.NOT_MIGRATED)
    if version != HEAD:
        detail = f"version {version}, wanted {HEAD}; let CIGOGNE_DATABASE_URL name it meanwhile"
        raise StorageProblem(Kind.NOT_MIGRATED, place, detail)


def _copy(kept: Table, source: Wire, target: Wire) -> int:
    names = [column.name for column in kept.columns]
    lines, insert, count = source.each(Statement(select(*kept.columns))), Statement(kept.insert()), 0
    while some := [dict(zip(names, line, strict=True)) for line in itertools.islice(lines, _AT_ONCE)]:
        target.run_all(insert, some)
        count += len(some)
    return count


def _number_on(target: Wire) -> None:
    """New rows are numbered from the last one on."""
    for kept in COMPLETE.sorted_tables:
        column = kept.autoincrement_column
        if column is not None:
            target.command(_LATEST.format(kept.name, column.name))


def _compare(kept: Table, source: Wire, connection: Any, place: str) -> None:
    """Line by line, in the same order; DAMAGED where they differ."""
    there = source.each(_in_order(kept))
    with connection.cursor(name="compare") as cursor:  # on the server: a table may be large
        here = Wire(cursor, postgres.DIALECT, writes=False).each(_in_order(kept, collation="C"))
        for number, (one, other) in enumerate(itertools.zip_longest(there, here), start=1):
            if one is None or other is None or tuple(one) != tuple(other):
                raise StorageProblem(Kind.DAMAGED, place, f"{kept.name}: row {number} is not what it was")


def _in_order(kept: Table, collation: str = "BINARY") -> Statement:
    """By their keys, texts by their bytes as both databases can."""
    keys = (
        key.collate(collation) if isinstance(key.type, String) else key for key in kept.primary_key.columns
    )
    return Statement(select(*kept.columns).order_by(*keys))


@contextlib.contextmanager
def _words(url: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise problem(error, where(url)) from error
