"""Who speaks for a firm: gives a vacant place back, thinks again now and then, or lets time decide."""

from dataclasses import dataclass
from functools import partial

from bot.actions import vacancies
from bot.rules.notices import Notice, PlaceVacant
from bot.year.world import World


@dataclass
class Contact:
    """A person of a firm's; they read what comes and decide within a month, or do not."""

    world: World
    person: str
    blocks: bool = False

    def __post_init__(self) -> None:
        self.world.readers[self.person] = self

    def hears(self, notice: Notice, by: str = "") -> None:  # noqa: ARG002 – as everybody hears
        chance = self.world.chance
        if isinstance(notice, PlaceVacant) and chance.random() < 0.4:
            self.world.agenda.after(40 * chance.random(), partial(self._gives_back, notice.vacancy_id))

    def _gives_back(self, vacancy: str) -> None:
        bot, chance = self.world.bot, self.world.chance
        bot.do(vacancies.release, self.person, vacancy, now=bot.now, policy=bot.standing)
        if bot.done and chance.random() < 0.3:
            self.world.agenda.after(1.5 * chance.random(), partial(self._thinks_again, vacancy))

    def _thinks_again(self, vacancy: str) -> None:
        bot = self.world.bot
        bot.do(vacancies.take_back, self.person, vacancy, now=bot.now, policy=bot.standing)
