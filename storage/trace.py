"""What staff did, line by line, each chained to the one before by a keyed digest.

Whoever changes, removes or inserts a line without the key breaks the chain at that line. A cut at the end is
told by the number and digest of the last line, which `last` gives for keeping elsewhere.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.rules.samples import Line as LineOfTrace
from storage.statements import Line, Statement, Wire
from storage.tables import post, table, trace
from storage.vault import Vault, WrongKey

_TRACE = table(trace.Trace)
_COLUMNS = tuple(_TRACE.c)
_LEASE = table(post.Lease)
#: Lines are written one after the other: PostgreSQL's writers queue here.
_QUEUE_UP = Statement(_LEASE.insert(), "ON CONFLICT (name) DO UPDATE SET until = excluded.until")
_LAST = Statement(select(_TRACE.c.id, _TRACE.c.digest).order_by(_TRACE.c.id.desc()).limit(1))
_ADD = Statement(_TRACE.insert().inline())
_OF = Statement(select(*_COLUMNS).where(_TRACE.c.subject == bindparam("by_subject")).order_by(_TRACE.c.id))
_BETWEEN = Statement(
    select(*_COLUMNS)
    .where(
        _TRACE.c.at >= bindparam("since", type_=_TRACE.c.at.type),
        _TRACE.c.at < bindparam("until", type_=_TRACE.c.at.type),
    )
    .order_by(_TRACE.c.id)
)
_RECHAIN = Statement(
    _TRACE.update().where(_TRACE.c.id == bindparam("by_id")).values(digest=bindparam("digest"))
)
_ALL = Statement(select(*_COLUMNS).order_by(_TRACE.c.id))


@dataclass(frozen=True)
class Trace:
    """Append-only. The reason, which may name somebody, is sealed."""

    wire: Wire
    vault: Vault

    def note(self, *, who: str, what: str, subject: str, why: str = "", at: datetime) -> None:
        self.wire.run(_QUEUE_UP, name="trace", owner="", until=at)
        number, before = self.last()
        digest = self.vault.chain(before, _line(number + 1, at, who, what, subject, why))
        self.wire.run(
            _ADD,
            id=number + 1,
            at=at,
            who=who,
            what=what,
            subject=subject,
            why=self.vault.seal_text(why, "trace.why"),
            digest=digest,
        )

    def of(self, subject: str) -> tuple[dict[str, Any], ...]:
        """Oldest first: at, who, what, subject, why."""
        return tuple(self._value(line) for line in self.wire.all(_OF, by_subject=subject))

    def between(self, since: datetime, until: datetime, what: Collection[str]) -> tuple[LineOfTrace, ...]:
        """Oldest first, with what binds each to the line before."""
        lines = self.wire.all(_BETWEEN, since=since, until=until)
        return tuple(
            LineOfTrace(
                number=number,
                at=at,
                who=who,
                what=kind,
                subject=subject,
                why=self.vault.open_text(why, "trace.why"),
                digest=digest,
            )
            for number, at, who, kind, subject, why, digest in lines
            if kind in what
        )

    def last(self) -> tuple[int, bytes]:
        """The last line's number and digest; 0 and nothing for an empty trace."""
        line = self.wire.one(_LAST)
        return (0, b"") if line is None else (line[0], line[1])

    def broken(self) -> tuple[int, ...]:
        """The numbers of lines that do not follow from the line before: changed, inserted, or after a gap."""
        return tuple(self._broken())

    def _broken(self) -> Iterator[int]:
        expected, before = 1, b""
        for line in self.wire.all(_ALL):
            number, *_, digest = line
            if number != expected or not self._follows(line, before):
                yield number
            expected, before = number + 1, digest

    def _follows(self, line: Line, before: bytes) -> bool:
        number, at, who, what, subject, why, digest = line
        try:
            reason = self.vault.open_text(why, "trace.why")
        except WrongKey:
            return False
        return self.vault.chained(digest, before, _line(number, at, who, what, subject, reason))

    def _value(self, line: Line) -> dict[str, Any]:
        _, at, who, what, subject, why, _ = line
        return {
            "at": at,
            "who": who,
            "what": what,
            "subject": subject,
            "why": self.vault.open_text(why, "trace.why"),
        }


def rechain(wire: Wire, vault: Vault) -> None:
    """Chain every line anew under the first key, once the trace is known to be whole."""
    before = b""
    for number, at, who, what, subject, why, _ in wire.all(_ALL):
        reason = vault.open_text(why, "trace.why")
        before = vault.chain(before, _line(number, at, who, what, subject, reason))
        wire.run(_RECHAIN, by_id=number, digest=before)


def _line(number: int, at: datetime, *words: str) -> bytes:
    return "\0".join([str(number), at.astimezone(UTC).isoformat(timespec="microseconds"), *words]).encode()
