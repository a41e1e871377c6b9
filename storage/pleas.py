"""What people ask about their data, sealed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.rules.pleas import Kind, Plea
from bot.rules.refusals import NotFound
from storage.safe import Safe
from storage.statements import Line, Locking, Statement, Wire
from storage.tables import pleas, table

_PLEA = table(pleas.Plea)
_COLUMNS = tuple(_PLEA.c)
_ADD = Statement(_PLEA.insert())
_SAVE = Statement(
    _PLEA.update()
    .where(_PLEA.c.id == bindparam("by_id"))
    .values(answer=bindparam("answer"), answered_at=bindparam("answered_at"))
)
_GET = Locking(select(*_COLUMNS).where(_PLEA.c.id == bindparam("by_id")))
_ORDER = (_PLEA.c.asked_at, _PLEA.c.id)
_WAITING = Statement(select(*_COLUMNS).where(_PLEA.c.answered_at.is_(None)).order_by(*_ORDER))
_OF = Statement(select(*_COLUMNS).where(_PLEA.c.person_id == bindparam("by_person")).order_by(*_ORDER))
_BEFORE = _PLEA.c.answered_at < bindparam("before", type_=_PLEA.c.asked_at.type)
_ANSWERED = Statement(select(func.count()).select_from(_PLEA).where(_BEFORE))
_FORGET = Statement(_PLEA.delete().where(_BEFORE))


@dataclass(frozen=True)
class Pleas:
    """Words and answers."""

    wire: Wire
    safe: Safe

    def add(self, plea: Plea) -> None:
        self.wire.run(
            _ADD,
            id=plea.id,
            person_id=plea.person_id,
            kind=plea.kind.value,
            words=self.safe.seal(plea.words, "plea.words", plea.person_id),
            asked_at=plea.asked_at,
            **self._answer(plea),
        )

    def save(self, plea: Plea) -> None:
        self.wire.run(_SAVE, by_id=plea.id, **self._answer(plea))

    def get(self, plea_id: str) -> Plea:
        line = self.wire.locked(_GET, by_id=plea_id)
        if line is None:
            raise NotFound
        return self._value(line)

    def waiting(self) -> tuple[Plea, ...]:
        return tuple(map(self._value, self.wire.all(_WAITING)))

    def of(self, person_id: str) -> tuple[Plea, ...]:
        return tuple(map(self._value, self.wire.all(_OF, by_person=person_id)))

    def answered_before(self, moment: datetime) -> int:
        line = self.wire.one(_ANSWERED, before=moment)
        return 0 if line is None else int(line[0])

    def forget_answered_before(self, moment: datetime) -> int:
        return self.wire.run(_FORGET, before=moment)

    def _answer(self, plea: Plea) -> dict[str, object]:
        return {
            "answer": self.safe.seal_text(plea.answer, "plea.answer", plea.person_id),
            "answered_at": plea.answered_at,
        }

    def _value(self, line: Line) -> Plea:
        plea_id, person_id, kind, words, asked_at, answer, answered_at = line
        return Plea(
            id=plea_id,
            person_id=person_id,
            kind=Kind(kind),
            words=self.safe.open_text(words, "plea.words", person_id),
            asked_at=asked_at,
            answer=self.safe.open_text(answer, "plea.answer", person_id),
            answered_at=answered_at,
        )
