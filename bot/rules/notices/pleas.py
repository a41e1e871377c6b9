"""What people ask about their data, and the answer."""

from dataclasses import dataclass
from datetime import date

from bot.rules.notices.base import Choice, Notice
from bot.rules.people import Role


@dataclass(frozen=True, kw_only=True)
class PleaMade(Notice):
    """Somebody asks for a correction, or objects: a coordinator has to answer by then."""

    plea_id: str
    by: date

    by_phone = False
    roles = frozenset({Role.COORDINATOR})

    @property
    def key(self) -> str:
        return f"plea:{self.plea_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("plea.read", f"pv:{self.plea_id}"),)


@dataclass(frozen=True, kw_only=True)
class PleaAnswered(Notice):
    """A person's answer, in their words."""

    plea_id: str
    answer: str

    @property
    def key(self) -> str:
        return f"plea-answered:{self.plea_id}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("menu.mydata", "mydata"),)


@dataclass(frozen=True, kw_only=True)
class PleaDue(PleaMade):
    """Nobody has answered it yet, and the time that the law gives is nearly over."""

    @property
    def key(self) -> str:
        return f"plea-due:{self.plea_id}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class PleaLate(Notice):
    """To who asked: nobody has answered yet, whom to write to, and who hears a complaint (article 12 §4)."""

    plea_id: str
    asked: date
    contact: str

    @property
    def key(self) -> str:
        return f"plea-late:{self.plea_id}"
