"""Notices that wait to be told on the phone: those whose guardian no message reaches."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from bot.rules.calls import Untold
from storage import people
from storage.notices import NOTICE, kinds, notice_of
from storage.people import PERSON, person_of
from storage.safe import Safe
from storage.statements import Line, Statement, Wire, word
from storage.tables import requests, table

_REQUEST = table(requests.Request)
_CRECHE = table(requests.RequestCreche)

#: Requests that name a crèche.
_THERE = select(_CRECHE.c.request_id).where(_CRECHE.c.creche == bindparam("by_creche"))
_THEIRS = select(_REQUEST.c.id).where(_REQUEST.c.family_id == PERSON.c.family_id)
_TO_FIRM = or_(*(NOTICE.c.kind == word(name) for name, kind in kinds().items() if kind.to_firm))
_WAITS = (NOTICE.c.state == word("call"), or_(_THEIRS.exists(), _TO_FIRM))
_WAITS_THERE = or_(
    NOTICE.c.about.in_(_THERE),
    and_(
        NOTICE.c.about.is_(None),
        ~_TO_FIRM,
        _THEIRS.where(_REQUEST.c.id.in_(_THERE)).exists(),
    ),
)
_COLUMNS = (
    NOTICE.c.id,
    NOTICE.c.kind,
    NOTICE.c.body,
    NOTICE.c.due_at,
    NOTICE.c.missed,
    *people.COLUMNS,
)
_ALL = select(*_COLUMNS).join(PERSON, PERSON.c.id == NOTICE.c.person_id).where(*_WAITS).order_by(NOTICE.c.id)
_WHO = select(NOTICE.c.person_id).distinct().join(PERSON, PERSON.c.id == NOTICE.c.person_id).where(*_WAITS)
_WAITING, _WAITING_THERE = Statement(_ALL), Statement(_ALL.where(_WAITS_THERE))
_TO = NOTICE.c.person_id == bindparam("by_person")
_WAITING_TO, _WAITING_TO_THERE = Statement(_ALL.where(_TO)), Statement(_ALL.where(_TO, _WAITS_THERE))
_PEOPLE, _PEOPLE_THERE = Statement(_WHO), Statement(_WHO.where(_WAITS_THERE))

_STILL = (NOTICE.c.id == bindparam("by_id"), NOTICE.c.state == word("call"))
_TOLD = Statement(NOTICE.update().where(*_STILL).values(state="told", why="", body=None))
_MISSED = Statement(NOTICE.update().where(*_STILL).values(missed=NOTICE.c.missed + 1))
_SEND = Statement(
    NOTICE.update()
    .where(_TO, NOTICE.c.state == word("call"))
    .values(state="pending", why="", due_at=bindparam("due_at"), missed=0)
)


@dataclass(frozen=True)
class Calls:
    """Whom to phone, and what to tell."""

    wire: Wire
    safe: Safe

    def count(self, creches: Collection[str] | None) -> int:
        if creches is None:
            return len(self.wire.all(_PEOPLE))
        return len({who for one in creches for (who,) in self.wire.all(_PEOPLE_THERE, by_creche=one)})

    def waiting(self, creches: Collection[str] | None, *, to: str = "") -> tuple[Untold, ...]:
        person = {"by_person": to} if to else {}
        if creches is None:
            lines = self.wire.all(_WAITING_TO if to else _WAITING, **person)
        else:
            there = _WAITING_TO_THERE if to else _WAITING_THERE
            lines = [line for one in creches for line in self.wire.all(there, by_creche=one, **person)]
        return tuple(self._value(line) for line in {line[0]: line for line in lines}.values())

    def told(self, ids: Iterable[int]) -> int:
        return sum(self.wire.run(_TOLD, by_id=number) for number in ids)

    def missed(self, ids: Iterable[int]) -> int:
        return sum(self.wire.run(_MISSED, by_id=number) for number in ids)

    def send_after_all(self, person_id: str, *, at: datetime) -> int:
        return self.wire.run(_SEND, by_person=person_id, due_at=at)

    def _value(self, line: Line) -> Untold:
        number, kind, body, since, missed, *columns = line
        person = person_of(columns, frozenset(), self.safe)
        notice = notice_of(kind, person.id, None, body, self.safe)
        return Untold(id=number, person=person, notice=notice, since=since, missed=missed)
