"""Replacing a key: everything is sealed anew with the first one; then the others open nothing any more."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, bindparam, select

from storage.inbox import chat_of
from storage.records import Memory
from storage.statements import Statement
from storage.tables import Sealed, people, post, table
from storage.tables.partial import COMPLETE
from storage.trace import rechain
from storage.vault import Vault

_PERSON = table(people.Person)
_INBOX = table(post.Inbox)


def reseal(memory: Memory) -> int:
    """Seal everything anew in one transaction; how many values. ValueError if the trace was tampered with."""
    broken = memory.trace.broken()
    if broken:
        raise ValueError(f"the trace does not follow at line {broken[0]}: look into it before changing keys")
    count = sum(_reseal(memory, column) for column in sealed_columns())
    _reindex(memory, _PERSON.c.chat, _PERSON.c.chat_index, int)
    _reindex(memory, _INBOX.c.body, _INBOX.c.chat_index, chat_of)
    _reindex(memory, _PERSON.c.phone, _PERSON.c.phone_index, bytes.decode, found_as="person.phone")
    rechain(memory.wire, memory.vault)
    return count


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column that the vault seals; the place it binds to is always "table.column"."""
    for kept in COMPLETE.sorted_tables:
        yield from (column for column in kept.columns if isinstance(column.type, Sealed))


def _reseal(memory: Memory, column: Column[Any]) -> int:
    place, vault = f"{column.table.name}.{column.name}", memory.vault
    return _rewrite(memory, column, column, lambda sealed: vault.seal(vault.open(sealed, place), place))


def _reindex(
    memory: Memory,
    column: Column[Any],
    index: Column[Any],
    read: Callable[[bytes], int | str | None],
    *,
    found_as: str = "person.chat",
) -> None:
    place, vault = f"{column.table.name}.{column.name}", memory.vault
    memory.wire.run(Statement(column.table.update().values({index.name: None})))
    _rewrite(memory, column, index, lambda sealed: _index(vault, read(vault.open(sealed, place)), found_as))


def _index(vault: Vault, value: int | str | None, found_as: str) -> bytes | None:
    return None if value is None else vault.index(value, found_as)


def _rewrite(
    memory: Memory, source: Column[Any], target: Column[Any], change: Callable[[bytes], bytes | None]
) -> int:
    """Set one column of each row from another that is there."""
    keys = list(source.table.primary_key.columns)
    lines = memory.wire.all(Statement(select(source, *keys).where(source.is_not(None))))
    update = Statement(
        source.table.update()
        .where(*(key == bindparam(f"by_{key.name}") for key in keys))
        .values({target.name: bindparam("changed")})
    )
    names = [f"by_{key.name}" for key in keys]
    return memory.wire.run_all(
        update, [{"changed": change(value), **dict(zip(names, key, strict=True))} for value, *key in lines]
    )
