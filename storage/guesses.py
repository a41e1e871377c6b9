"""How often somebody tried a link or a code that does not exist: a number and a moment, and never which."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.rules.guesses import Word, Wrong
from storage.statements import Statement, Wire
from storage.tables import invitations, table

_GUESS = table(invitations.Guess)
_WRONG = Statement(
    select(_GUESS.c.times, _GUESS.c.last_at).where(
        _GUESS.c.person_id == bindparam("by_person"), _GUESS.c.word == bindparam("by_word")
    )
)
_KEEP = Statement(
    _GUESS.insert(),
    "ON CONFLICT (person_id, word) DO UPDATE SET times = excluded.times, last_at = excluded.last_at",
)
_FORGET = Statement(
    _GUESS.delete().where(_GUESS.c.last_at <= bindparam("before", type_=_GUESS.c.last_at.type))
)


@dataclass(frozen=True)
class Guesses:
    """By person, and by what was tried."""

    wire: Wire

    def wrong(self, person_id: str, word: Word) -> Wrong | None:
        line = self.wire.one(_WRONG, by_person=person_id, by_word=word.value)
        return None if line is None else Wrong(times=line[0], last_at=line[1])

    def keep(self, person_id: str, word: Word, wrong: Wrong) -> None:
        self.wire.run(_KEEP, person_id=person_id, word=word.value, times=wrong.times, last_at=wrong.last_at)

    def forget_before(self, moment: datetime) -> int:
        return self.wire.run(_FORGET, before=moment)
