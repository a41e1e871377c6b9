"""Core statements made ready once for each kind of database, then run by the driver alone.

SQLAlchemy builds the SQL and knows how each type is written and read; running the finished text with the
driver's own cursor costs 3 µs where `Connection.execute` costs 18, and a tap of the form runs half a dozen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    BindParameter,
    Dialect,
    Executable,
    LargeBinary,
    Select,
    SelectBase,
    TypeDecorator,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from storage.walls import EVERY_CRECHE, LEFT_BY_READING

T = TypeVar("T")
Convert = Callable[[Any], Any]
Line = Sequence[Any]
_MOST_KNOWN = 10_000


#: What an insert does where its key is there already.
UNLESS_THERE = "ON CONFLICT DO NOTHING"


class Plan:
    """A statement's finished SQL, with what its values and its columns need on their way."""

    def __init__(self, statement: Executable, conflict: str, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]  # every statement compiles
        self.sql = f"{compiled} {conflict}"
        binds: Mapping[str, BindParameter[Any]] = compiled.binds
        converts = {name: _writer(bind.type, dialect) for name, bind in binds.items()}
        self.writers = tuple((name, convert) for name, convert in converts.items() if convert)
        self.constants = {name: bind.value for name, bind in binds.items() if not bind.required}
        self.readers = _readers(statement, dialect)
        self.writes = str(statement.table) if isinstance(statement, UpdateBase) else ""

    def values(self, given: dict[str, Any]) -> dict[str, Any]:
        """The values as the driver takes them."""
        values = {**self.constants, **given}
        for name, convert in self.writers:
            values[name] = convert(values[name])
        return values

    def line(self, line: Line) -> Line:
        """A line as the types read it."""
        if not self.readers:
            return line
        found = list(line)
        for column, read in self.readers:
            found[column] = read(found[column])
        return found


class Statement:
    """A Core statement with named values; columns of a result come in the order of the statement.

    `conflict` ends an insert ("ON CONFLICT …"): both databases read the same words, while SQLAlchemy would
    load the one's dialect to write them for the other.
    """

    def __init__(self, statement: Executable, conflict: str = "") -> None:
        self._statement = statement
        self._conflict = conflict
        self._plans: dict[str, Plan] = {}
        self.known: dict[Line, Any] = {}  # values of lines that are often read again

    def plan(self, dialect: Dialect) -> Plan:
        found = self._plans.get(dialect.name)
        if found is None:
            found = self._plans[dialect.name] = Plan(self._statement, self._conflict, dialect)
        return found


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


class Cursor(Protocol):
    """What both drivers' cursors have."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, query: Any, params: Any = ..., /) -> Any: ...
    def executemany(self, query: Any, params_seq: Any, /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Wire:
    """One connection, inside a transaction that its owner begins and ends."""

    def __init__(self, cursor: Cursor, dialect: Dialect, *, writes: bool) -> None:
        self._cursor = cursor
        self._dialect = dialect
        self.writes = writes
        self.news: set[str] = set()  # what other programs are told once it is committed
        self.alone = not writes or dialect.name == "sqlite"  # nobody else changes what it has read
        self.learnt: dict[str, Any] = {}  # what holds as long as the transaction, or its savepoint
        self.held: set[str] = set()  # whose keys nobody can destroy meanwhile
        self._sees = EVERY_CRECHE

    def begin(self, sql: str) -> None:
        """Begin a transaction; it sees every crèche."""
        self._sees = EVERY_CRECHE
        self.command(sql)

    def see(self, creches: str) -> None:
        """From here on in this transaction, see these crèches alone, or all again (`storage.walls`)."""
        if creches == self._sees:
            return
        self._sees = creches
        self.learnt.clear()
        if self._dialect.name == "postgresql":
            self.one(_SEE, creches=creches)

    def command(self, sql: str) -> None:
        """Run a bare word of SQL: BEGIN, COMMIT, SAVEPOINT."""
        self.learnt.clear()
        self.held.clear()
        self._cursor.execute(sql)

    def tables(self) -> set[str]:
        """The names of all that are there."""
        self._cursor.execute(_TABLES[self._dialect.name])
        return {name for (name,) in self._cursor.fetchall()}

    def note_erasure(self) -> None:
        """Have a file written anew by the next sweep: what was on a page that SQLite moved stays behind it.

        `user_version` counts the erasures since; a server keeps no such number and needs none.
        """
        if self._dialect.name == "sqlite":
            self._cursor.execute("PRAGMA user_version")
            (count,) = self._cursor.fetchone() or (0,)
            self._cursor.execute(f"PRAGMA user_version = {count + 1}")

    def run(self, statement: Statement, **values: Any) -> int:
        """Run it; how many lines it touched."""
        plan = self._plan(statement)
        self._cursor.execute(plan.sql, plan.values(values))
        return self._cursor.rowcount

    def run_all(self, statement: Statement, values: Iterable[dict[str, Any]]) -> int:
        """Run it once for each set of values; how many lines were touched in all."""
        plan = self._plan(statement)
        self._cursor.executemany(plan.sql, map(plan.values, values))
        return max(0, self._cursor.rowcount)

    def one(self, statement: Statement, **values: Any) -> Line | None:
        """The first line, or None."""
        plan = self._plan(statement)
        self._cursor.execute(plan.sql, plan.values(values))
        line = self._cursor.fetchone()
        return None if line is None else plan.line(line)

    def all(self, statement: Statement, **values: Any) -> list[Line]:
        """Every line."""
        plan = self._plan(statement)
        self._cursor.execute(plan.sql, plan.values(values))
        lines = self._cursor.fetchall()
        return [plan.line(line) for line in lines] if plan.readers else lines

    def values(self, statement: Statement, read: Callable[[Line], T], **values: Any) -> list[T]:
        """Every line as `read` makes a value of it; a line that was read before is that value."""
        plan, known = self._plan(statement), statement.known
        if len(known) > _MOST_KNOWN:
            known.clear()
        self._cursor.execute(plan.sql, plan.values(values))
        lines = self._cursor.fetchall()
        found: list[Any] = list(map(known.get, lines))
        for at, value in enumerate(found):
            if value is None:
                found[at] = known[lines[at]] = read(plan.line(lines[at]))
        return found

    def each(self, statement: Statement, **values: Any) -> Iterator[Line]:
        """Every line, one after the other, where they are many; nothing else is asked before the last."""
        plan = self._plan(statement)
        self._cursor.execute(plan.sql, plan.values(values))
        return map(plan.line, self._cursor) if plan.readers else iter(self._cursor)

    def locked(self, statement: "Locking", **values: Any) -> Line | None:
        """The first line, locked until the end where the transaction writes."""
        return self.one(statement.locking if self.writes else statement.plain, **values)

    def all_locked(self, statement: "Locking", **values: Any) -> list[Line]:
        """Every line, likewise."""
        return self.all(statement.locking if self.writes else statement.plain, **values)

    def _plan(self, statement: Statement) -> Plan:
        """Who was shown some crèches only would write from half of what there is."""
        plan = statement.plan(self._dialect)
        if plan.writes and self._sees != EVERY_CRECHE and plan.writes not in LEFT_BY_READING:
            raise RuntimeError(f"an action that only reads wrote into {plan.writes}")
        return plan


_SEE = Statement(select(func.set_config("cigogne.sees", bindparam("creches"), true())))


class Locking:
    """A select that locks what it finds when its transaction writes (SQLite's one writer needs no lock)."""

    def __init__(self, statement: Select[Any]) -> None:
        self.plain = Statement(statement)
        self.locking = Statement(statement.with_for_update())


def word(value: str) -> ColumnElement[str]:
    """A fixed word, written into the SQL itself: only so do indexes on some rows serve, and plans foresee."""
    return literal_column(f"'{value}'")


def one_of(column: ColumnElement[Any], *values: str) -> ColumnElement[bool]:
    """Whether a column holds one of some fixed words."""
    return column.in_([word(value) for value in values])


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return None if _is_bytes(kind) else kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return None if _is_bytes(kind) else kind.dialect_impl(dialect).result_processor(dialect, None)


def _readers(statement: Executable, dialect: Dialect) -> tuple[tuple[int, Convert], ...]:
    """The columns of a result that are not read as they come."""
    if not isinstance(statement, SelectBase | UpdateBase):
        return ()
    readers = (_reader(column.type, dialect) for column in statement.exported_columns)
    return tuple((column, read) for column, read in enumerate(readers) if read)


def _is_bytes(kind: TypeEngine[Any]) -> bool:
    """Both drivers take and give plain bytes."""
    return isinstance(kind.impl if isinstance(kind, TypeDecorator) else kind, LargeBinary)
