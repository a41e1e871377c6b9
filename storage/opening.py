"""Is it there, of the right version, and does the key open it? A StorageProblem says what is wrong."""

from collections.abc import Collection

from sqlalchemy import bindparam, column, func, select, text

from storage.migrations import HEAD, VERSIONS
from storage.problems import Kind, StorageProblem
from storage.records import Memory
from storage.statements import Statement
from storage.tables import books, table
from storage.vault import WrongKey

#: Where Alembic writes the version; alone and empty once everything was taken back.
VERSIONED = "alembic_version"
VERSION = Statement(select(column("version_num")).select_from(text(VERSIONED)))
_VAULT = table(books.Vault)
_WORD = Statement(select(_VAULT.c.word).where(_VAULT.c.name == bindparam("by_name")))
_KEEP_WORD = Statement(_VAULT.insert())
_SAY_AGAIN = Statement(
    _VAULT.update().where(_VAULT.c.name == bindparam("by_name")).values(word=bindparam("word"))
)
_ROLES = select(column("rolsuper") | column("rolbypassrls")).select_from(text("pg_roles"))
_PASSES = Statement(_ROLES.where(column("rolname") == func.current_user()))
_NAME = "word"
_SAID = "cigogne"


def check_version(memory: Memory, where: str) -> None:
    """StorageProblem unless the schema is the one that this program knows."""
    there = memory.wire.tables()
    if is_foreign(there):
        raise StorageProblem(Kind.FOREIGN, where)
    (found,) = (memory.wire.one(VERSION) if VERSIONED in there else None) or (None,)
    if found is not None and found not in VERSIONS:
        raise StorageProblem(Kind.NEWER, where, f"version {found}, this program knows {HEAD}")
    if found != HEAD:
        raise StorageProblem(Kind.NOT_MIGRATED, where, f"version {found or 'none'}, wanted {HEAD}")


def is_foreign(tables: Collection[str]) -> bool:
    """Whether these are another program's: some, and not that in which ours are known by their word."""
    return bool(set(tables) - {VERSIONED}) and _VAULT.name not in tables


def check_key(memory: Memory, where: str) -> None:
    """StorageProblem unless our keys open what is kept. The first key ever used is remembered by a word."""
    line = memory.wire.one(_WORD, by_name=_NAME)
    if line is None:
        memory.wire.run(_KEEP_WORD, name=_NAME, word=memory.vault.seal(_SAID, "vault.word"))
        return
    try:
        memory.vault.open(line[0], "vault.word")
    except WrongKey:
        raise StorageProblem(Kind.WRONG_KEY, where) from None


def passes_walls(memory: Memory) -> bool:
    """Whether PostgreSQL shows our role everything, whatever its policies say (`storage.walls`)."""
    line = memory.wire.one(_PASSES)
    return line is not None and bool(line[0])


def renew_word(memory: Memory) -> None:
    """Once all the rest is: from then on the first key alone opens everything."""
    memory.wire.run(_SAY_AGAIN, by_name=_NAME, word=memory.vault.seal(_SAID, "vault.word"))
