"""SQLite: copied page by page from one snapshot; the bot writes on meanwhile."""

import contextlib
import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from storage.backups.found import check_found
from storage.backups.gone import TABLES, Gone, Held, Of, Rule, rules_of
from storage.owners import give
from storage.problems import Kind, StorageProblem, problem
from storage.vault import Vault

_PATIENCE_SECONDS = 60
_BEGINS = b"SQLite format 3\0"
#: What SQLite keeps beside a file in use.
_LOGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class SqliteBackups:
    """Of one file."""

    path: Path
    vault: Vault
    ending = "sqlite3"

    def write(self, part: Path) -> None:
        with _words(self.path), _opened(self.path, "ro") as source:
            absent = Kind.FOREIGN if _only(source, "SELECT 1 FROM sqlite_master") else Kind.NOT_MIGRATED
            check_found(_version(source), _word(source), self.vault, str(self.path), absent)
            _copy(source, part)

    def read(self, backup: Path, *, aside: Path) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.path.with_name(f"{self.path.name}.restoring")
        with _alone(part):
            give(part, like=self.path if self.path.exists() else self.path.parent)
            self._fill(part, backup)
            with held(self.path) as there:
                if there is not None:
                    aside.hardlink_to(self.path)
                else:
                    _forget_logs(self.path)
                part.replace(self.path)

    def _fill(self, part: Path, backup: Path) -> None:
        """The backup, looked through and brought to this version, beside what is there."""
        from storage import upkeep  # noqa: PLC0415 – Alembic is loaded by those who migrate

        with _words(backup, Kind.NO_BACKUP), _opened(backup, "ro") as source:
            check_found(_version(source), _word(source), self.vault, str(backup), Kind.NO_BACKUP)
            _copy(source, part)
        upkeep.migrate(f"sqlite:///{part}", keep=False)
        with _words(part), _opened(part, "rw") as restored:
            restored.execute("PRAGMA journal_mode = DELETE")


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """One step, one snapshot, row by row: without what was deleted before and stayed behind on a page."""
    try:
        source.execute("VACUUM INTO ?", [str(target)])
    except sqlite3.DatabaseError as error:
        found = problem(error, str(target.parent))
        full = isinstance(found, StorageProblem) and found.kind is Kind.FULL
        raise (found if full else error) from error  # it is the target's disk that is full
    with contextlib.closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA user_version = 0")
        _look_through(copy, target)


def _look_through(copy: sqlite3.Connection, target: Path) -> None:
    """From end to end."""
    (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StorageProblem(Kind.DAMAGED, str(target), found)


def gone_in(path: Path) -> Gone:
    """Whom a database in use has forgotten."""
    with _words(path), _opened(path, "ro") as source:
        return Gone(
            frozenset(_all(source, "SELECT subject FROM subject_key WHERE wrapped IS NULL")),
            frozenset(_all(source, "SELECT person_id FROM erased")),
        )


def is_ours(copy: Path) -> bool:
    """A file of SQLite's."""
    with copy.open("rb") as opened:
        return opened.read(len(_BEGINS)) == _BEGINS


def in_use(copy: Path) -> bool:
    """Opened as a database, as somebody may who wants to look into it."""
    return any(copy.with_name(f"{copy.name}{log}").exists() for log in _LOGS)


def look(copy: Path, gone: Gone) -> Held:
    """A copy is read as it lies: nobody writes into one."""
    with _words(copy), _opened(copy, "ro&immutable=1") as source:
        rules = _noted(source, gone)
        keys = set(_all(source, "SELECT subject FROM subject_key WHERE wrapped IS NOT NULL"))
        behind = _only(source, "PRAGMA user_version")  # erased, and maybe still on its pages
        some = (_ANY.format(rule.table, _theirs(rule)) for rule in rules)
        anything = bool(behind) or any(_only(source, one) for one in some)
    return Held(len(keys), len(keys & gone.subjects), anything)


def found_by_keys(copy: Path, gone: Gone) -> bool:
    """Whether somebody is in a copy, by their keys and chats alone: quick, however large it is."""
    with _words(copy), _opened(copy, "ro&immutable=1") as source:
        _noted(source, gone)
        return bool(_only(source, "PRAGMA user_version")) or any(_only(source, one) for one in _QUICK)


def write_without(copy: Path, gone: Gone, part: Path) -> None:
    """Written anew row by row once they are gone: a page moves its lines about, and keeps where they lay."""
    shutil.copyfile(copy, part)
    with _words(part), _opened(part, "rw") as cleared:
        for rule in _noted(cleared, gone):
            nothing = ", ".join(f"{column} = NULL" for column in rule.columns)
            cleared.execute((_SET if nothing else _DELETE).format(rule.table, _theirs(rule), nothing))
        cleared.commit()
        cleared.execute("VACUUM")
        cleared.execute("PRAGMA user_version = 0")
        _look_through(cleared, part)


def _noted(copy: sqlite3.Connection, gone: Gone) -> list[Rule]:
    """Of whom something goes, in tables beside the copy's own; and what goes."""
    for of in Of:
        copy.execute(f"CREATE TEMP TABLE {of.value} (id PRIMARY KEY)")
    before = set(_all(copy, "SELECT person_id FROM erased"))
    silent = gone.subjects | (gone.forgotten - before)
    for of, ids in ((Of.LOST, gone.subjects), (Of.SILENT, silent)):
        copy.executemany(_NOTE.format(of.value), [(one,) for one in ids])
    copy.execute(_CHATS)
    return [rule for name in TABLES for rule in rules_of(name, _columns(copy, name))]


_ANY = "SELECT EXISTS (SELECT 1 FROM {} WHERE {})"
_SET, _DELETE = "UPDATE {0} SET {2} WHERE {1}", "DELETE FROM {0} WHERE {1}"
_THEIRS = "{} IN (SELECT id FROM temp.{}) AND ({})"
_NOTE = "INSERT INTO temp.{} VALUES (?)"
_QUICK = (
    """SELECT EXISTS (SELECT 1 FROM temp.lost CROSS JOIN main.subject_key ON subject = lost.id
       WHERE wrapped IS NOT NULL)""",
    """SELECT EXISTS (SELECT 1 FROM temp.silent CROSS JOIN main.person ON person.id = silent.id
       WHERE chat_index IS NOT NULL)""",
)
_CHATS = """INSERT INTO temp.chats SELECT chat_index FROM person
            WHERE chat_index IS NOT NULL AND id IN (SELECT id FROM temp.silent)"""


def _columns(copy: sqlite3.Connection, table: str) -> set[str]:
    return {column for _, column, *_ in copy.execute(f"PRAGMA main.table_info({table})")}


def _theirs(rule: Rule) -> str:
    """What finds the lines of a rule that still hold something."""
    some = " OR ".join(f"{column} IS NOT NULL" for column in rule.columns) or "TRUE"
    return _THEIRS.format(rule.whose, rule.of.value, some)


def _forget_logs(path: Path) -> None:
    """Those of a file that is gone: SQLite would play them into the one that takes its place."""
    for log in _LOGS:
        path.with_name(f"{path.name}{log}").unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise StorageProblem(Kind.NOT_MIGRATED, str(path), "there is no such file")
    address = f"file:{quote(str(path))}?mode={mode}"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
        yield connection


@contextlib.contextmanager
def _alone(part: Path) -> Iterator[None]:
    """One restore at a time; what an interrupted one left is written over."""
    with part.open("ab") as mine:
        part.chmod(0o600)
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageProblem(Kind.LOCKED, str(part), "another restore is under way") from None
        part.write_bytes(b"")
        try:
            yield
        except BaseException:
            part.unlink()
            raise


@contextlib.contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection | None]:
    """What of ours is there, if anything; nobody opens it meanwhile. LOCKED while a program has it open."""
    if not path.exists() or path.stat().st_size == 0:
        yield None
        return
    with _words(path, Kind.FOREIGN), _opened(path, "rw") as there:
        if _version(there) is None:
            raise StorageProblem(Kind.FOREIGN, str(path))
        there.execute("PRAGMA busy_timeout = 0")
        there.execute("PRAGMA journal_mode = DELETE")  # refused while anybody else has it open
        there.execute("BEGIN EXCLUSIVE")
        yield there


@contextlib.contextmanager
def _words(path: Path, not_a_database: Kind = Kind.DAMAGED) -> Iterator[None]:
    """SQLite's complaints as problems; a file that is no database at all as the given one."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise StorageProblem(not_a_database, str(path), str(error)) from error
        raise problem(error, str(path)) from error


def _version(source: sqlite3.Connection) -> str | None:
    """None where nothing is ours."""
    found: str | None = _only(source, "SELECT version_num FROM alembic_version")
    ours = _only(source, "SELECT 1 FROM sqlite_master WHERE name = 'vault'")
    return found if ours else None


def _word(source: sqlite3.Connection) -> bytes | None:
    found: bytes | None = _only(source, "SELECT word FROM vault WHERE name = 'word'")
    return found


def _only(source: sqlite3.Connection, question: str) -> Any:
    return next(iter(_all(source, question)), None)


def _all(source: sqlite3.Connection, question: str) -> list[Any]:
    """The first column; nothing where an older version had no such table."""
    try:
        return [value for value, *_ in source.execute(question)]
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
