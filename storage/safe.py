"""Everybody's own key: once it is destroyed, nothing that it sealed opens, wherever a copy of it lies.

A subject is a person, or a request: the child's file, which two guardians may share. Its key is drawn when
something of it is first sealed, and lies in a table of its own, sealed by the house's key, which is kept
outside. A subject whose key was destroyed gets no other: what is still written about it tells nothing, and is
sealed by the house's.

A key is looked up in the transaction that needs it and forgotten with it: so one that another program
destroyed, or that was undone with what it had sealed, is used by nobody. Where several programs write at a
time, whoever seals with a key holds it until the end: who destroys it finds what it sealed, and deletes that.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, null, select

from storage.statements import UNLESS_THERE, Statement, Wire
from storage.tables import books, table
from storage.vault import OWN, Own, Vault

KEY = table(books.SubjectKey)
_THIS = KEY.c.subject == bindparam("by_subject")
_FIND = Statement(select(KEY.c.wrapped).where(_THIS))
_HOLD = Statement(select(KEY.c.wrapped).where(_THIS).with_for_update(read=True))
_ADD = Statement(KEY.insert(), UNLESS_THERE)
#: Whoever never had one gets none any more: copies are told so by it.
_DESTROY = Statement(
    KEY.insert().values(subject=bindparam("by_subject"), wrapped=null()),
    "ON CONFLICT (subject) DO UPDATE SET wrapped = NULL",
)


#: Of which tables something is sealed for a subject, and by which column it is known.
_WHOSE = {
    "person": "id",
    "draft": "person_id",
    "plea": "person_id",
    "notice": "person_id",
    "request": "id",
    "child": "request_id",
    "claim": "request_id",
}


def whose(kept: Table) -> Column[Any] | None:
    """The column that says of whom a line is; None where what is sealed is of no subject."""
    return kept.c[_WHOSE[kept.name]] if kept.name in _WHOSE else None


def key_of(subject: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that brings the key along with a subject's line: see `Safe.take`."""
    return select(KEY.c.wrapped).where(KEY.c.subject == subject).scalar_subquery()


@dataclass(frozen=True)
class Safe:
    """Seals and opens what is of somebody; `where` is always "table.column"."""

    wire: Wire
    vault: Vault

    def seal(self, value: str | bytes, where: str, of: str) -> bytes:
        return self.vault.seal(value, where, self._held(of) or self._drawn(of))

    def open(self, sealed: bytes, where: str, of: str) -> bytes:
        """The plain bytes; WrongKey if they are not of that subject, or its key is gone."""
        return self.vault.open(sealed, where, self._found(of))

    def seal_text(self, value: str, where: str, of: str) -> bytes | None:
        """Sealed text; nothing for nothing."""
        return self.seal(value, where, of) if value else None

    def open_text(self, sealed: bytes | None, where: str, of: str) -> str:
        return "" if sealed is None else self.open(sealed, where, of).decode()

    def take(self, of: str, wrapped: bytes | None) -> None:
        """A key that came along with a line, so that it need not be looked up."""
        if wrapped is not None and of not in self.wire.learnt:
            self.wire.learnt[of] = self.vault.own(wrapped, of)

    def destroy(self, of: str) -> None:
        """Nothing that was sealed with it opens any more: whatever is kept of theirs is sealed anew."""
        self.wire.run(_DESTROY, by_subject=of)
        self.wire.learnt.clear()

    def renewed(self, sealed: bytes, where: str, of: str) -> bytes:
        """The same, sealed with their own key; as it is, if it is, or if nobody can open it any more."""
        own = self._held(of) or self._drawn(of)
        if own is None:
            return sealed if sealed[:1] == OWN else self.vault.renewed(sealed, where)
        if sealed[:1] == OWN:
            return sealed
        return self.vault.seal(self.vault.open(sealed, where), where, own)

    def _held(self, of: str) -> Own | None:
        """Theirs, which nobody destroys before this transaction ends."""
        if not self.wire.alone and of not in self.wire.held:
            self.wire.learnt.pop(of, None)  # it came along with a line, and may be gone since
        return self._found(of)

    def _found(self, of: str) -> Own | None:
        """Theirs; None where there is none, or none any more."""
        if of not in self.wire.learnt:
            line = self.wire.one(_FIND if self.wire.alone else _HOLD, by_subject=of)
            if line is not None:
                self.take(of, line[0])
                self.wire.held.add(of)
        return self.wire.learnt.get(of)

    def _drawn(self, of: str) -> Own | None:
        """A new one; None where theirs was destroyed. Another program may have drawn it a moment ago."""
        self.wire.run(_ADD, subject=of, wrapped=self.vault.draw(of))
        return self._held(of)
