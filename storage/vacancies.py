"""Vacant sponsored places, as their firms were told of them."""

from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, select

from bot.rules.refusals import NotFound
from bot.rules.vacancies import Vacancy
from storage.statements import Line, Statement, Wire
from storage.tables import sponsors, table

_VACANCY = table(sponsors.Vacancy)
_AGREEMENT = table(sponsors.Agreement)

_ADD = Statement(_VACANCY.insert())
_SAVE = Statement(
    _VACANCY.update()
    .where(_VACANCY.c.id == bindparam("by_id"))
    .values(left=bindparam("left"), released_at=bindparam("released_at"))
)
_GET = Statement(select(*_VACANCY.c).where(_VACANCY.c.id == bindparam("by_id")))
_TOLD = Statement(
    select(*_VACANCY.c)
    .join(_AGREEMENT, _AGREEMENT.c.id == _VACANCY.c.agreement_id)
    .where(_AGREEMENT.c.creche == bindparam("by_creche"))
    .order_by(_VACANCY.c.told_on, _VACANCY.c.id)
)


@dataclass(frozen=True)
class Vacancies:
    """Nothing here names anybody."""

    wire: Wire

    def vacancies(self, creche: str) -> tuple[Vacancy, ...]:
        return tuple(map(_vacancy, self.wire.all(_TOLD, by_creche=creche)))

    def vacancy(self, vacancy_id: str) -> Vacancy:
        line = self.wire.one(_GET, by_id=vacancy_id)
        if line is None:
            raise NotFound
        return _vacancy(line)

    def add_vacancy(self, vacancy: Vacancy) -> None:
        self.wire.run(_ADD, **asdict(vacancy))

    def save_vacancy(self, vacancy: Vacancy) -> None:
        self.wire.run(_SAVE, by_id=vacancy.id, left=vacancy.left, released_at=vacancy.released_at)


def _vacancy(line: Line) -> Vacancy:
    vacancy_id, agreement_id, places, left, since, told_on, decide_by, released_at = line
    return Vacancy(
        id=vacancy_id,
        agreement_id=agreement_id,
        places=places,
        left=left,
        since=since,
        told_on=told_on,
        decide_by=decide_by,
        released_at=released_at,
    )
