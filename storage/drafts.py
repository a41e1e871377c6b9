"""Unfinished forms: one a person, its answers sealed whole."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.rules.signup import Answers, Draft
from storage import codec
from storage.safe import Safe
from storage.statements import Line, Locking, Statement, Wire
from storage.tables import drafts, table

_DRAFT = table(drafts.Draft)
_COLUMNS = tuple(_DRAFT.c)
_CHANGING = ("place", "answers", "correcting", "screen", "touched_at", "nudged")

_OF = Locking(select(*_COLUMNS).where(_DRAFT.c.person_id == bindparam("by_person")))
_ADD = Statement(_DRAFT.insert())
_SAVE = Statement(
    _DRAFT.update()
    .where(_DRAFT.c.id == bindparam("by_id"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_REMOVE = Statement(_DRAFT.delete().where(_DRAFT.c.id == bindparam("by_id")))
_IDLE = Statement(
    select(*_COLUMNS)
    .where(_DRAFT.c.touched_at <= bindparam("moment", type_=_DRAFT.c.touched_at.type))
    .order_by(_DRAFT.c.touched_at, _DRAFT.c.id)
)


@dataclass(frozen=True)
class Drafts:
    """Unfinished forms, sealed; at most one open per person."""

    wire: Wire
    safe: Safe

    def of(self, person_id: str) -> Draft | None:
        line = self.wire.locked(_OF, by_person=person_id)
        return None if line is None else self._value(line)

    def add(self, draft: Draft) -> None:
        self.wire.run(
            _ADD,
            id=draft.id,
            person_id=draft.person_id,
            started_at=draft.started_at,
            **self._changing(draft),
        )

    def save(self, draft: Draft) -> None:
        self.wire.run(_SAVE, by_id=draft.id, **self._changing(draft))

    def remove(self, draft_id: str) -> None:
        self.wire.run(_REMOVE, by_id=draft_id)

    def idle_since(self, moment: datetime) -> tuple[Draft, ...]:
        return tuple(self._value(line) for line in self.wire.all(_IDLE, moment=moment))

    def _changing(self, draft: Draft) -> dict[str, object]:
        return {
            "place": draft.place,
            "answers": self.safe.seal(codec.dump(draft.answers), "draft.answers", draft.person_id),
            "correcting": draft.correcting,
            "screen": draft.screen,
            "touched_at": draft.touched_at,
            "nudged": draft.nudged,
        }

    def _value(self, line: Line) -> Draft:
        draft_id, person_id, place, answers, correcting, screen, started_at, touched_at, nudged = line
        return Draft(
            id=draft_id,
            person_id=person_id,
            place=place,
            answers=codec.load(Answers, self.safe.open(answers, "draft.answers", person_id)),
            correcting=correcting,
            screen=screen,
            started_at=started_at,
            touched_at=touched_at,
            nudged=nudged,
        )
