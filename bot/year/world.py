"""What everybody in the year shares, and who can be written to."""

from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from bot.rules.notices import Notice
from bot.year.bot import Bot
from bot.year.checks import Known
from bot.year.clock import Agenda, Clock


class Reader(Protocol):
    """Somebody who hears what the bot says, unless they blocked it; on the phone, from a member of staff."""

    blocks: bool

    def hears(self, notice: Notice, by: str = "") -> None: ...


@dataclass
class World:
    """The bot, the time, chance, and whoever can be written to."""

    seed: int
    bot: Bot
    agenda: Agenda
    chance: Random
    known: Known = field(default_factory=Known)
    readers: dict[str, Reader] = field(default_factory=dict)  # by person
    codes: list[str] = field(default_factory=list)  # the firms', not yet given to a colleague

    @property
    def clock(self) -> Clock:
        return self.agenda.clock
