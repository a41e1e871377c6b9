"""Where somebody last saw their request stand: ranks and counts, nothing about anybody else."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from bot.rules.movements import LastLooks
from storage import codec, tables
from storage.statements import Locking, Statement, Wire

_LOOK = tables.table(tables.requests.Look)
_OF = Locking(
    select(_LOOK.c.body).where(
        _LOOK.c.person_id == bindparam("by_person"), _LOOK.c.request_id == bindparam("by_request")
    )
)
_KEEP = Statement(_LOOK.insert(), "ON CONFLICT (person_id, request_id) DO UPDATE SET body = excluded.body")


@dataclass(frozen=True)
class Looks:
    """One line for each guardian and request."""

    wire: Wire

    def of(self, person_id: str, request_id: str) -> LastLooks | None:
        line = self.wire.locked(_OF, by_person=person_id, by_request=request_id)
        return None if line is None else codec.load(LastLooks, line[0])

    def keep(self, person_id: str, request_id: str, looks: LastLooks) -> None:
        self.wire.run(_KEEP, person_id=person_id, request_id=request_id, body=codec.dump(looks))
