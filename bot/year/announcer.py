"""What is told to many: a coordinator writes, another agrees where they are very many, some are stopped."""

from dataclasses import dataclass
from datetime import date

from bot.actions.announcements import leaving, writing
from bot.rules.announcements import AnnouncementState, Audience, Kind
from bot.year.world import World

_HOUR = 1 / 24  # a day


@dataclass
class Announcer:
    """A coordinator who announces something on one working day in twenty; `second` agrees, or lets it lie."""

    world: World
    person: str
    second: str

    def plans(self, day: date) -> None:
        """On a working day, perhaps."""
        if day == self.world.bot.policy.next_working_day(day) and self.world.chance.random() < 0.05:
            self.world.agenda.on(day, 13, self.announces)

    def announces(self) -> None:
        bot, chance = self.world.bot, self.world.chance
        begun = bot.do(writing.begin, self.person, focus="", now=bot.now)
        if begun is None:
            return
        name = begun.announcement.id
        some = chance.sample([one.id for one in bot.policy.creches], chance.choice((0, 1, 1, 2)))
        bot.do(writing.write, self.person, name, "La crèche ferme à 16 h.")
        bot.do(writing.aim, self.person, name, Audience(creches=frozenset(some)))
        bot.do(writing.classify, self.person, name, chance.choice(tuple(Kind)))
        sent = bot.do(leaving.send, self.person, name, screen=None, now=bot.now, policy=bot.standing)
        if sent is None:
            bot.do(writing.discard, self.person, name)
        elif sent.announcement.state is AnnouncementState.APPROVAL:
            self.world.agenda.after(3 * _HOUR, lambda: self._agrees(name))
        elif chance.random() < 0.2:
            self.world.agenda.after(2 * chance.random() * _HOUR, lambda: self._thinks_again(name))

    def _agrees(self, name: str) -> None:
        bot = self.world.bot
        if self.world.chance.random() < 0.9:
            bot.do(leaving.approve, self.second, name, now=bot.now, policy=bot.standing)
        else:
            bot.do(leaving.give_back, self.second, name, now=bot.now)

    def _thinks_again(self, name: str) -> None:
        """Back to the desk if it has not left, stopped on its way if it has."""
        bot = self.world.bot
        if bot.do(leaving.take_back, self.person, name, now=bot.now) is None:
            bot.do(leaving.stop, self.person, name, now=bot.now)
