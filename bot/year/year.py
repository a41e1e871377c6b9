"""A cooperative's year, day by day: the timetable's jobs, the post, the staff, the families, the checks."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from bot.actions import erasure
from bot.actions.offers import lapse_offers
from bot.actions.rounds import carry_out
from bot.ports import Records
from bot.rules.calendar import Month, at_local
from bot.rules.policy import Policy
from bot.rules.waitlist import ahead_of
from bot.timetable import JOBS, Job
from bot.year import founding
from bot.year.announcer import Announcer
from bot.year.bot import OFTEN, Bot
from bot.year.checks import Checker, Violation
from bot.year.clock import Agenda, Clock
from bot.year.family import Family
from bot.year.faults import Fault, Faults
from bot.year.guardians import leaves_for_good
from bot.year.post import Post
from bot.year.staff import Staff
from bot.year.world import World
from storage import back_up, clear_copies, migrate, open_storage, restore
from storage.records import Memory

FIRST = Month(2027, 1)
_CLOCK_STEPS, _RESTORES = 1 / 30, 1 / 180  # a day
_CACHE = 64_000  # kilobytes
_KEY = bytes(32)  # nothing in a simulated year is secret


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How large the cooperative's year is."""

    families: int
    sponsors: int
    months: int
    seed: int

    @property
    def days(self) -> list[date]:
        last = FIRST.plus(self.months - 1).last
        return [FIRST.first + timedelta(days=ahead) for ahead in range((last - FIRST.first).days + 1)]


class Year:
    """A year that is lived by asking for its evenings, in a database of its own; `close` at the end."""

    def __init__(self, path: Path, policy: Policy, wanted: Wanted) -> None:
        self.path, self.wanted = path, wanted
        self._families: list[Family] = []
        self._ids = Random(f"{wanted.seed}/storage")  # noqa: S311 – the same seed has to give the same ids
        migrate(self.url)
        self.policy = policy = replace(policy, idle_days=0)  # its staff send no updates to be seen by
        self.clock = Clock(at_local(FIRST.first, 0))
        self._open()
        with self.storage.transaction() as memory:
            self.world = self._world(memory)
            founding.house(self.world)
            founding.firms(self.world, wanted.sponsors)
            founding.children(self.world)
            self.staff = Staff(self.world, founding.staff(self.world))
            self.announcer = Announcer(self.world, self.staff.coordinator, founding.second(self.world))
        self.post = Post(self.world)
        self.checker = Checker(
            self.look,
            self._unsealed,
            lambda request, creche: rank_of(self.world.bot.memory, policy, request, creche),
            policy,
            chance=Random(f"{wanted.seed}/checks"),  # noqa: S311 – a simulation's chance
        )

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def close(self) -> None:
        """Let go of the database."""
        self._second.close()
        self.storage.shut()

    def evenings(self) -> Iterator[tuple[date, list[Violation]]]:
        """Live day after day; each evening with what does not hold."""
        self._expect_families()
        for day in self.wanted.days:
            self._day(day)
            with self.storage.transaction():
                found = self.checker.check(day, self.world.known)
            broken, self.world.bot.broken = self.world.bot.broken, []
            yield day, [*found, *(Violation(day, "nothing_breaks", words) for words in broken)]

    def look(self, sql: str) -> list[tuple[Any, ...]]:
        """What was committed, through a connection of its own."""
        return self._second.execute(sql).fetchall()

    def _unsealed(self, sealed: bytes, where: str, of: str) -> bytes:
        return self.world.bot.memory.safe.open(sealed, where, of)

    def _open(self) -> None:
        self.storage = open_storage(self.url, key=_KEY, chance=self._ids.randbytes)
        self._second = sqlite3.connect(f"file:{quote(str(self.path))}?mode=ro", uri=True)
        self._second.execute(f"PRAGMA cache_size = -{_CACHE}")  # each evening reads the whole file

    def _loses_its_disk(self) -> None:
        """The night's copy takes the place of what was there; who was erased since is erased again."""
        bot, copies = self.world.bot, self.path.parent / "copies"
        copy, _ = back_up(self.url, copies, key=_KEY, now=bot.now)
        with self.storage.transaction():
            leaves_for_good(self.world.chance.choice(self._families))
        with self.storage.transaction() as memory:
            gone = [person for person, _ in erasure.forgotten(memory)]
        self.close()
        restore(self.url, copy, key=_KEY, now=bot.now)
        self._open()
        with self.storage.transaction() as bot.memory:
            erasure.again(bot.memory, gone, now=bot.now)
        if clear_copies(self.url, copies, {}):
            bot.broken.append("who was erased is still in a copy")
        for one in copies.iterdir():
            one.unlink()
        self.world.known.sought.clear()  # what had gone could be back

    def _world(self, memory: Memory) -> World:
        seed = self.wanted.seed
        faults = Faults(Random(f"{seed}/faults"))  # noqa: S311 – likewise
        bot = Bot(memory, self.clock, self.policy, faults)
        return World(seed, bot, Agenda(self.clock), Random(f"{seed}/world"))  # noqa: S311 – likewise

    def _expect_families(self) -> None:
        """Two in five come in the first two months: the list is long from the first day."""
        days, chance = self.wanted.days, self.world.chance
        for number in range(1, self.wanted.families + 1):
            within = min(60, len(days)) if chance.random() < 0.4 else len(days)
            family = Family(self.world, number)
            self._families.append(family)
            hour = 9 + 7 * chance.random() if family.is_.at_desk else 7 + 15 * chance.random()
            come = partial(family.comes, self.staff.coordinator)
            self.world.agenda.on(days[int(chance.random() * within)], hour, come)

    def _day(self, day: date) -> None:
        bot = self.world.bot
        if bot.faults.strikes(Fault.RESTORE, _RESTORES):
            self._loses_its_disk()
        if self.world.chance.random() < _CLOCK_STEPS:
            self.clock.wrong = bot.faults.wrong_clock()
        self.staff.plans(day)
        self.announcer.plans(day)
        with self.storage.transaction():
            self._before(day, 9)
            self._wake(JOBS)
            self.post.deliver()
            self._before(day, 19)
            self._wake(OFTEN)
            self.post.deliver()
            self._before(day, 24)
        self.clock.wrong = timedelta(0)

    def _before(self, day: date, until: float) -> None:
        """What happens before that hour."""
        self.world.agenda.run_until(at_local(day, 0) + timedelta(hours=until))

    def _wake(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            answer = self.world.bot.wake(job)
            if job.action is lapse_offers:
                self.world.known.lapsed_by = self.clock.now
            if job.action is carry_out:
                self.world.known.carried_out = answer == 0


def rank_of(records: Records, policy: Policy, request: str, creche: str) -> int | None:
    """What the bot says of a request at a crèche."""
    own = records.standings.own(request).get(creche)
    return None if own is None else ahead_of(records.standings.crowds(own, creche)[0], policy) + 1
