"""PostgreSQL: by its own pg_dump and psql, one snapshot out, one transaction in.

As text, a line a row: what is gone can be taken out of it later. Copies of before, in pg_dump's own format,
are put back by pg_restore.
"""

import contextlib
import errno
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from storage.backups.found import check_found
from storage.backups.gone import Gone
from storage.backups.script import UNENDED, told
from storage.backups.whole import whole_file
from storage.problems import Kind, StorageProblem, problem, where
from storage.vault import Vault
from storage.walls import opened

#: Debian keeps those of each version apart.
_INSTALLED = "/usr/lib/postgresql"
#: Behind the walls as every connection of ours; without the last word pg_dump would refuse.
_DUMP = ("--format=plain", "--no-owner", "--no-privileges", "--enable-row-security")
_OWN = b"PGDMP"
_TABLES = "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = current_schema()"
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND starts_with(proname, 'cigogne_')
"""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
OURS = "SELECT to_regclass('alembic_version') IS NOT NULL AND to_regclass('vault') IS NOT NULL"


@dataclass(frozen=True)
class PostgresBackups:
    """Of one database."""

    url: str
    vault: Vault
    ending = "sql"

    def write(self, part: Path) -> None:
        with _connected(self.url) as connection:
            if connection.execute(_TABLES).fetchone():
                self._check_ours(connection)
        self._dump(part)
        self._check(part, Kind.NOT_MIGRATED, of=where(self.url))

    def read(self, backup: Path, *, aside: Path) -> None:
        from storage import upkeep  # noqa: PLC0415 – Alembic is loaded by those who migrate

        self._check(backup, Kind.NO_BACKUP)
        with self._alone() as connection:
            tables = [name for (name,) in connection.execute(_TABLES)]
            if tables:
                self._check_ours(connection)
                with whole_file(aside) as (_, part):
                    self._dump(part)
            functions = [name for (name,) in connection.execute(_FUNCTIONS)]
            self._replace([*_drop("TABLE", tables), *_drop("FUNCTION", functions)], backup)
        upkeep.migrate(self.url)

    def _replace(self, drops: list[str], backup: Path) -> None:
        """Out with the old and in with the new, in one transaction."""
        quiet = ("--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction")
        self._run(
            *("psql", *quiet, f"--dbname={self._address}", *drops, "--file=-"),
            told=self._script(backup).read(),
        )

    def _dump(self, part: Path) -> None:
        try:
            self._run("pg_dump", *_DUMP, f"--file={part}", self._address)
        except StorageProblem as found:
            if os.strerror(errno.ENOSPC) not in str(found):
                raise
            raise StorageProblem(Kind.FULL, str(part.parent)) from None

    def _check(self, dump: Path, absent: Kind, *, of: str = "") -> None:
        try:
            with self._script(dump) as script:
                found = told(script)
        except (LookupError, ValueError) as error:
            raise StorageProblem(Kind.DAMAGED, str(dump), str(error)) from error
        check_found(found.version, found.word, self.vault, of or str(dump), absent)
        if not found.whole:
            raise StorageProblem(Kind.DAMAGED, str(dump), UNENDED)

    def _script(self, dump: Path) -> BinaryIO:
        if not own_format(dump):
            return dump.open("rb")
        whole = ("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dump))
        return io.BytesIO(self._run(*whole, of=str(dump)))

    def _check_ours(self, connection: Any) -> None:
        (ours,) = connection.execute(OURS).fetchone()
        if not ours:
            raise StorageProblem(Kind.FOREIGN, where(self.url))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[Any]:
        """A connection, while nobody else has one; LOCKED otherwise."""
        with _connected(self.url) as connection:
            (others,) = connection.execute(_OTHERS).fetchone() or (0,)
            if others:
                raise StorageProblem(Kind.LOCKED, where(self.url), f"{others} other connections")
            yield connection

    @property
    def _address(self) -> str:
        """As libpq reads it; the password goes another way, for a command line is seen by everybody."""
        to = self._parsed
        bare = URL.create("postgresql", to.username, None, to.host, to.port, to.database, to.query)
        return bare.render_as_string()

    @property
    def _parsed(self) -> URL:
        return make_url(opened(self.url))

    def _run(self, name: str, *words: str, told: bytes | None = None, of: str = "") -> bytes:
        """What it printed. UNREACHABLE, or NO_BACKUP `of` a file, with its own words."""
        password = {"PGPASSWORD": str(self._parsed.password)} if self._parsed.password else {}
        done = subprocess.run(  # noqa: S603 – PostgreSQL's own programs, no shell
            [program(name), *words], input=told, capture_output=True, check=False, env=os.environ | password
        )
        if done.returncode:
            kind = Kind.NO_BACKUP if of else Kind.UNREACHABLE
            raise StorageProblem(kind, of or where(self.url), done.stderr.decode().strip())
        return done.stdout


def _drop(kind: str, names: list[str]) -> list[str]:
    """What is said to psql, where there is something to drop."""
    return [f"--command=DROP {kind} {', '.join(names)} CASCADE"] if names else []


def own_format(dump: Path) -> bool:
    """As copies were written before: nothing can be taken out of one."""
    with dump.open("rb") as opened:
        return opened.read(len(_OWN)) == _OWN


def gone_at(url: str) -> Gone:
    """Whom a database in use has forgotten."""
    with _connected(url) as connection:
        (there,) = connection.execute("SELECT to_regclass('subject_key') IS NOT NULL").fetchone()
        if not there:
            return Gone()
        lost = connection.execute("SELECT subject FROM subject_key WHERE wrapped IS NULL")
        forgotten = connection.execute("SELECT person_id FROM erased")
        return Gone(*(frozenset(one for (one,) in found) for found in (lost, forgotten)))


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Any]:
    import psycopg  # noqa: PLC0415 – an extra

    from storage.postgres import libpq  # noqa: PLC0415 – likewise

    try:
        with psycopg.connect(libpq(url), autocommit=True) as connection:
            yield connection
    except psycopg.Error as error:
        raise problem(error, where(url)) from error


def program(name: str) -> str:
    """Where one of PostgreSQL's programs is; NO_TOOLS if nowhere."""
    found = shutil.which(name)
    installed = sorted(Path(_INSTALLED).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found is None and not installed:
        raise StorageProblem(Kind.NO_TOOLS, name)
    return found or str(installed[-1])
