"""Replacing a key while the bot works with both: few rows at a time are sealed anew with the first one.

Stopped at any moment, it may be begun again: what is sealed as it should be is left alone. The known word is
sealed last: until then the old key is asked for.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Select, Table, bindparam, select, tuple_

from storage import trace
from storage.inbox import chat_of
from storage.opening import renew_word
from storage.records import Memory
from storage.safe import KEY, whose
from storage.statements import Line, Locking, Statement
from storage.tables import Sealed, books, people, post, table
from storage.tables.partial import COMPLETE

#: So many rows at a time: a tap between two of them does not wait.
SOME = 100
Do = Callable[..., Awaitable[Any]]
Read = Callable[[bytes], int | str | None]

_PERSON, _INBOX, _VAULT = table(people.Person).c, table(post.Inbox).c, table(books.Vault)
#: What is found by a keyed digest: what each is made from, how that is read, and as what it is found.
_FOUND: dict[Column[Any], tuple[Column[Any], Read, str]] = {
    _PERSON.chat_index: (_PERSON.chat, int, "person.chat"),
    _PERSON.phone_index: (_PERSON.phone, bytes.decode, "person.phone"),
    _INBOX.chat_index: (_INBOX.body, chat_of, "person.chat"),
}


async def reseal(do: Do) -> int:
    """Seal everything anew; how many rows. ValueError if the trace was tampered with."""
    await do(_check_trace)
    count: int = 0
    while moved := sum([await _whole(do, one) for one in _tables()]):  # until nothing old is found
        count += moved
    await do(_end)
    return count


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column that the vault seals; the place it binds to is always "table.column"."""
    for kept in COMPLETE.sorted_tables:
        yield from (column for column in kept.columns if isinstance(column.type, Sealed))


def _check_trace(memory: Memory) -> None:
    broken = memory.trace.broken()
    if broken:
        raise ValueError(f"the trace does not follow at line {broken[0]}: look into it before changing keys")


def _end(memory: Memory) -> None:
    _check_trace(memory)
    trace.rechain(memory.wire, memory.vault)
    renew_word(memory)


async def _whole(do: Do, one: "_Table") -> int:
    """From its first row to its last; how many were sealed anew."""
    after, count = await do(one.some, None)
    while after is not None:
        after, moved = await do(one.some, after)
        count += moved
    return int(count)


def _tables() -> list["_Table"]:
    found = dict.fromkeys(column.table for column in sealed_columns() if column.table is not _VAULT)
    return [_Table(KEY, (KEY.c.wrapped,)), *(_Table(one, _columns_of(one)) for one in found)]


def _columns_of(kept: Table) -> tuple[Column[Any], ...]:
    return tuple(column for column in sealed_columns() if column.table is kept)


@dataclass(frozen=True)
class _Table:
    """One table's rows, in the order of its key."""

    kept: Table
    sealed: tuple[Column[Any], ...]

    def some(self, memory: Memory, after: Line | None) -> tuple[Line | None, int]:
        """The next few; the last one's key, or None where there are no more, and how many were changed."""
        if after is None:
            lines = memory.wire.all_locked(self._first)
        else:
            lines = memory.wire.all_locked(self._next, **self._named("after", after))
        changed = [new for line in lines if (new := self._changed(memory, line))]
        memory.wire.run_all(self._save, changed)
        more = len(lines) == SOME
        return (lines[-1][: len(self._keys)] if more else None), len(changed)

    def _changed(self, memory: Memory, line: Line) -> dict[str, Any] | None:
        """The row's columns as they should be; nothing if they are."""
        row = dict(zip(self._names, line, strict=True))
        new = {column.name: _renewed(memory, column, row) for column in self.sealed}
        for index, (source, read, found_as) in self._indexes.items():
            new[index.name] = _index(memory, source, row, read, found_as)
        if all(row[name] == value for name, value in new.items()):
            return None
        keys = self._named("by", line[: len(self._keys)])
        return keys | {f"new_{name}": value for name, value in new.items()}

    def _named(self, word: str, key: Line) -> dict[str, Any]:
        return {f"{word}_{column.name}": value for column, value in zip(self._keys, key, strict=True)}

    @cached_property
    def _keys(self) -> list[Column[Any]]:
        return list(self.kept.primary_key.columns)

    @cached_property
    def _indexes(self) -> dict[Column[Any], tuple[Column[Any], Read, str]]:
        return {index: made for index, made in _FOUND.items() if index.table is self.kept}

    @cached_property
    def _columns(self) -> list[Column[Any]]:
        subject = whose(self.kept)
        return list(dict.fromkeys([*self._keys, *([] if subject is None else [subject]), *self._changing]))

    @cached_property
    def _changing(self) -> list[Column[Any]]:
        return [*self.sealed, *self._indexes]

    @cached_property
    def _names(self) -> list[str]:
        return [column.name for column in self._columns]

    @cached_property
    def _select(self) -> Select[Any]:
        return select(*self._columns).order_by(*self._keys).limit(SOME)

    @cached_property
    def _first(self) -> Locking:
        return Locking(self._select)

    @cached_property
    def _next(self) -> Locking:
        after = tuple_(*(bindparam(f"after_{column.name}", type_=column.type) for column in self._keys))
        return Locking(self._select.where(tuple_(*self._keys) > after))

    @cached_property
    def _save(self) -> Statement:
        this = (column == bindparam(f"by_{column.name}") for column in self._keys)
        new: dict[str, Any] = {one.name: bindparam(f"new_{one.name}") for one in self._changing}
        return Statement(self.kept.update().where(*this).values(new))


def _renewed(memory: Memory, column: Column[Any], row: dict[str, Any]) -> bytes | None:
    """The same value, sealed as it should be."""
    sealed, vault, place = row[column.name], memory.vault, f"{column.table.name}.{column.name}"
    if sealed is None:
        return None
    if column is KEY.c.wrapped:
        return vault.rewrapped(sealed, row["subject"])
    subject = whose(column.table)
    if subject is None:
        return vault.renewed(sealed, place)
    return memory.safe.renewed(sealed, place, row[subject.name])


def _index(
    memory: Memory, source: Column[Any], row: dict[str, Any], read: Read, found_as: str
) -> bytes | None:
    sealed, subject, place = row[source.name], whose(source.table), f"{source.table.name}.{source.name}"
    if sealed is None:
        return None
    plain = memory.safe.open(sealed, place, "" if subject is None else row[subject.name])
    value = read(plain)
    return None if value is None else memory.vault.index(value, found_as)
