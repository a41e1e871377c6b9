"""Bringing the schema up to date: `cigogne migrate`; replacing the key."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from storage import going
from storage.backups.whole import anew
from storage.migrations import HEAD, VERSIONS
from storage.opening import is_foreign
from storage.owners import give
from storage.problems import Kind, StorageProblem, file_of, problem, refused, where
from storage.rekeying import reseal
from storage.store import open_storage
from storage.walls import opened

#: Before the first version.
BASE = "base"
_ORDER = (BASE, *VERSIONS)
_PATIENCE_MS = 60_000
#: Two programs that start together migrate one after the other.
LOCK = 0x6369676F676E65


def migrate(url: str, *, to: str = HEAD, keep: bool = True) -> str | None:
    """Bring the schema to a version; where an older file with data was copied before, or None.

    StorageProblem, and nothing is touched, if the database cannot be reached or written, or is another's.
    """
    with connected(url) as connection:
        found = _version_in(connection, url)
        older = keep and found not in {None, to}
        with _copied(url, found if older else None) as kept:
            ahead = _ORDER.index(found or BASE) <= _ORDER.index(to)
            (command.upgrade if ahead else command.downgrade)(alembic_config(connection), to)
            _check_references(connection, url)
    _log_ahead(url)
    return kept


def go_back(url: str, *, to: str) -> str | None:
    """Bring the schema to an older version, for a program of that version; where a copy was kept, or None.

    StorageProblem, and nothing is touched, if that would lose anything that was written since.
    """
    path = file_of(url)
    if path is not None and not path.exists():
        raise StorageProblem(Kind.NOT_MIGRATED, str(path), "there is no such file")
    with connected(url) as connection:
        found = _version_in(connection, url)
        if found is None:
            raise StorageProblem(Kind.NOT_MIGRATED, where(url))
        if to not in VERSIONS[: VERSIONS.index(found)]:
            raise StorageProblem(Kind.NOT_OLDER, where(url), f"{to} is not before {found}")
        config = alembic_config(connection)
        with _copied(url, found) as kept:
            lost = going.lost(connection, lambda: command.downgrade(config, to))
            if lost:
                raise StorageProblem(Kind.LOSES, where(url), f"version {to} has no {', '.join(lost)}")
            command.downgrade(config, to)
            _check_references(connection, url)
    return kept


async def rekey(url: str, *, new: bytes, old: bytes | Sequence[bytes]) -> int:
    """Replace the key, while the bot works with both: everything sealed anew; how many rows."""
    former = [old] if isinstance(old, bytes) else old
    storage = open_storage(url, key=[new, *former])
    try:
        return await reseal(storage.do)
    finally:
        await storage.close()


def _check_references(connection: Connection, url: str) -> None:
    if connection.dialect.name == "sqlite":
        astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if astray:
            raise StorageProblem(Kind.DAMAGED, where(url), f"{len(astray)} rows refer to rows that are gone")


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings, for a connection in a transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextlib.contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection in a transaction, fit for changing tables: foreign keys are checked at the end."""
    _make_file(url)
    engine = create_engine(opened(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _ready_file)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            yield connection
    except DBAPIError as error:
        raise problem(error.orig or error, where(url)) from error
    finally:
        engine.dispose()


def _ready_file(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_PATIENCE_MS}",
        "foreign_keys = OFF",  # rebuilding a parent table would delete its children
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _log_ahead(url: str) -> None:
    """Have a file that is ours written by way of a log: who first works with it finds it so."""
    path = file_of(url)
    if path is None:
        return
    ours = sqlite3.connect(path, timeout=_PATIENCE_MS / 1000)
    with contextlib.closing(ours), contextlib.suppress(sqlite3.OperationalError):  # who works with it does it
        ours.execute("PRAGMA journal_mode = WAL")


def _make_file(url: str) -> None:
    path = file_of(url)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
            give(path, like=path.parent)
    except OSError as error:
        raise refused(error, str(path)) from error


@contextlib.contextmanager
def _copied(url: str, version: str | None) -> Iterator[str | None]:
    """A copy of a file whose schema is about to change, by SQLite itself; kept if the change succeeds.

    Whoever calls may write alone, so that it is of the version by which it is named.
    """
    path = file_of(url)
    if path is None or version is None:
        yield None
        return
    copy = path.with_name(f"{path.name}.{version}")
    try:
        with anew(copy) as part:
            with (
                contextlib.closing(sqlite3.connect(path, timeout=_PATIENCE_MS / 1000)) as source,
                contextlib.closing(sqlite3.connect(part)) as target,
            ):
                source.backup(target)
            yield str(copy)
    except OSError as error:
        raise refused(error, str(path.parent)) from error
    except sqlite3.DatabaseError as error:
        raise problem(error, str(path)) from error


def _version_in(connection: Connection, url: str) -> str | None:
    """What is there; None for nothing yet. StorageProblem if it is another program's, or a newer one's."""
    if is_foreign(inspect(connection).get_table_names()):
        raise StorageProblem(Kind.FOREIGN, where(url))
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in VERSIONS:
        raise StorageProblem(Kind.NEWER, where(url), f"version {found}, this program knows {HEAD}")
    return found
