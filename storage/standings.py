"""What a standing is made of beside its rank, and where somebody last saw it: nothing but counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from bot.rules.estimate import History
from bot.rules.movements import Cause, LastLooks
from bot.rules.waitlist import Crowd, Entry
from storage import codec, lists, moves
from storage.statements import Locking, Statement, Wire
from storage.tables import requests, table

_LOOK = table(requests.Look)
_OF = Locking(
    select(_LOOK.c.body).where(
        _LOOK.c.person_id == bindparam("by_person"), _LOOK.c.request_id == bindparam("by_request")
    )
)
_KEEP = Statement(_LOOK.insert(), "ON CONFLICT (person_id, request_id) DO UPDATE SET body = excluded.body")


@dataclass(frozen=True)
class Standings:
    """Counts around a request, and a line for each guardian who looked at it."""

    wire: Wire

    def own(self, request_id: str) -> Mapping[str, Entry]:
        return lists.own(self.wire, request_id)

    def crowds(self, own: Entry, creche: str) -> tuple[Crowd, Crowd]:
        return lists.crowds(self.wire, own, creche)

    def moved(self, own: Entry, creche: str) -> Mapping[Cause, Crowd]:
        return moves.ahead(self.wire, own, creche)

    def decided(self) -> History:
        return lists.decided(self.wire)

    def last_looks(self, person_id: str, request_id: str) -> LastLooks | None:
        line = self.wire.locked(_OF, by_person=person_id, by_request=request_id)
        return None if line is None else codec.load(LastLooks, line[0])

    def keep_looks(self, person_id: str, request_id: str, looks: LastLooks) -> None:
        self.wire.run(_KEEP, person_id=person_id, request_id=request_id, body=codec.dump(looks))
