"""The ledger: what was done once for a subject and a period is not done again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.statements import UNLESS_THERE, Statement, Wire
from storage.tables import books, table

_LEDGER = table(books.Ledger)
_THIS = (
    _LEDGER.c.kind == bindparam("by_kind"),
    _LEDGER.c.subject == bindparam("by_subject"),
    _LEDGER.c.period == bindparam("by_period"),
)
_MARK = Statement(_LEDGER.insert(), UNLESS_THERE)
_RENEW = Statement(
    _LEDGER.insert(), "ON CONFLICT (kind, subject, period) DO UPDATE SET marked_at = excluded.marked_at"
)
_STRIKE = Statement(_LEDGER.delete().where(*_THIS))
_WHEN = Statement(select(_LEDGER.c.marked_at).where(*_THIS))
_SUBJECTS = Statement(
    select(_LEDGER.c.subject).where(
        _LEDGER.c.kind == bindparam("by_kind"), _LEDGER.c.period == bindparam("by_period")
    )
)


@dataclass(frozen=True)
class Ledger:
    """Marks, unique by kind, subject and period."""

    wire: Wire

    def mark(self, kind: str, subject: str, period: str, *, at: datetime) -> bool:
        return bool(self.wire.run(_MARK, kind=kind, subject=subject, period=period, marked_at=at))

    def has(self, kind: str, subject: str, period: str) -> bool:
        return self.when(kind, subject, period) is not None

    def when(self, kind: str, subject: str, period: str) -> datetime | None:
        line = self.wire.one(_WHEN, by_kind=kind, by_subject=subject, by_period=period)
        return None if line is None else line[0]

    def subjects(self, kind: str, period: str) -> frozenset[str]:
        return frozenset(subject for (subject,) in self.wire.all(_SUBJECTS, by_kind=kind, by_period=period))

    def renew(self, kind: str, subject: str, period: str, *, at: datetime) -> None:
        self.wire.run(_RENEW, kind=kind, subject=subject, period=period, marked_at=at)

    def strike(self, kind: str, subject: str, period: str) -> bool:
        return bool(self.wire.run(_STRIKE, by_kind=kind, by_subject=subject, by_period=period))
