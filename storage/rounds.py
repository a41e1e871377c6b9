"""The months' decisions: sealed whole, for they carry ranks, references and people's own reasons."""

from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import bindparam, select

from bot.rules.calendar import Month
from bot.rules.rounds import Done, MonthRound
from storage import codec
from storage.statements import Locking, Statement, Wire
from storage.tables import rounds, table
from storage.vault import Vault

_ROUND = table(rounds.MonthRound)
_OF = Locking(select(_ROUND.c.body, _ROUND.c.done).where(_ROUND.c.month == bindparam("by_month")))
_LATEST = Locking(
    select(_ROUND.c.body, _ROUND.c.done)
    .where(_ROUND.c.approved_at.is_not(None))
    .order_by(_ROUND.c.month.desc())
    .limit(1)
)
_DECIDED = Statement(
    select(_ROUND.c.month).where(_ROUND.c.month == bindparam("by_month"), _ROUND.c.approved_at.is_not(None))
)
_KEEP = Statement(
    _ROUND.insert(),
    "ON CONFLICT (month) DO UPDATE SET"
    " approved_at = excluded.approved_at, body = excluded.body, done = excluded.done",
)
_KEEP_DONE = Statement(
    _ROUND.update().where(_ROUND.c.month == bindparam("by_month")).values(done=bindparam("done"))
)
_BODY, _DONE = "month_round.body", "month_round.done"


@dataclass(frozen=True)
class _CarriedOut:
    """What of a round is written anew while it is carried out; the rest stays as it was approved."""

    lines: tuple[Done, ...]


@dataclass(frozen=True)
class Rounds:
    """One a month."""

    wire: Wire
    vault: Vault

    def of(self, month: Month) -> MonthRound | None:
        return self._found(_OF, by_month=str(month))

    def latest(self) -> MonthRound | None:
        return self._found(_LATEST)

    def decided(self, month: Month) -> bool:
        return self.wire.one(_DECIDED, by_month=str(month)) is not None

    def keep(self, kept: MonthRound) -> None:
        body = self.vault.seal(codec.dump(replace(kept, done=())), _BODY)
        done = self._done(kept.done) if kept.done else None
        self.wire.run(_KEEP, month=str(kept.month), approved_at=kept.approved_at, body=body, done=done)

    def keep_done(self, month: Month, done: tuple[Done, ...]) -> None:
        self.wire.run(_KEEP_DONE, by_month=str(month), done=self._done(done))

    def _done(self, done: tuple[Done, ...]) -> bytes:
        return self.vault.seal(codec.dump(_CarriedOut(done)), _DONE)

    def _found(self, statement: Locking, **values: str) -> MonthRound | None:
        line = self.wire.locked(statement, **values)
        if line is None:
            return None
        body, done = line
        kept = _read(self.vault.open(body, _BODY))
        if done is None:
            return kept
        return replace(kept, done=_read_done(self.vault.open(done, _DONE)).lines)


@lru_cache(maxsize=2)
def _read(body: bytes) -> MonthRound:
    """The clock asks every few seconds whether anything is left to do: the same bytes are the same round."""
    return codec.load(MonthRound, body)


@lru_cache(maxsize=2)
def _read_done(done: bytes) -> _CarriedOut:
    return codec.load(_CarriedOut, done)
