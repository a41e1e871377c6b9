"""R13: random histories of a small cooperative, right and wrong steps, faults, jumps of time: checks hold.

Each begins in the same empty memory and is undone at its end: one transaction of the real storage, in which
every action has a savepoint of its own.
"""

import contextlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

from bot.actions.offers import lapse_offers
from bot.actions.vacancies import tell_vacancies
from bot.examples.maker import WEEKS
from bot.rules.calendar import Period, at_local, in_daytime
from bot.rules.places import Agreement, Sponsor, Stay
from bot.rules.policy import Policy
from bot.timetable import JOBS
from bot.year import founding
from bot.year.bot import Bot
from bot.year.checks import Checker
from bot.year.clock import Agenda, Clock
from bot.year.faults import Faults
from bot.year.staff import Staff
from bot.year.world import World
from bot.year.year import rank_of
from storage import Storage, migrate, open_storage
from storage.records import Memory
from tests.cast import POLICY
from tests.faults.figures import Row, none
from tests.faults.happenings import Happenings

SEQUENCES = {"full": 10_000, "small": 150}
STEPS = 50
FIRST = date(2027, 1, 12)


class _Undone(Exception):  # noqa: N818 – a history is over
    pass


@dataclass
class Told:
    """What was found, by check; the first ones in words."""

    found: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    refused: int = 0
    steps: int = 0

    def add(self, check: str, words: str) -> None:
        self.found[check] += 1
        self.words.append(f"{check}: {words}")
        sys.stderr.write(f"{self.words[-1]}\n")


async def run(size: str, chance_seed: int) -> Row:
    """All sequences in one memory, one after the other."""
    told = Told()
    ids = Random()
    with memory_for(ids) as storage:
        for number in range(SEQUENCES[size]):
            ids.seed(f"{chance_seed}/{number}/ids")  # each history can be lived again alone
            live(storage, f"{chance_seed}/{number}", told)
    parts = [none("violations", sum(told.found.values()))]
    parts += [none(f"{name}, {told.words[0]}", count) for name, count in told.found.items()]
    return Row("R13", f"{SEQUENCES[size]} sequences of {STEPS} steps", chance_seed, tuple(parts))


@contextlib.contextmanager
def memory_for(ids: Random) -> Iterator[Storage]:
    with tempfile.TemporaryDirectory(prefix="cigogne-faults-") as folder:
        url = f"sqlite:///{Path(folder) / 'cigogne.sqlite3'}"
        migrate(url)
        with open_storage(url, key=bytes(32), chance=ids.randbytes) as storage:
            yield storage


def live(storage: Storage, seed: str, told: Told) -> None:
    """One history, from an empty memory to nothing."""
    with contextlib.suppress(_Undone), storage.transaction() as memory:
        _live(memory, seed, told)
        raise _Undone


def _live(memory: Memory, seed: str, told: Told) -> None:
    chance = Random(seed)
    policy = _policy(chance)
    world = _world(memory, policy, seed)
    here = Happenings(world, Staff(world, founding.staff(world)), chance)
    founding.house(world)
    _furnish(world, chance)
    here.begins()
    world.clock.true = at_local(FIRST, 9)
    checker = Checker(
        lambda sql: memory.wire._cursor.execute(sql).fetchall(),
        memory.safe.open,
        partial(rank_of, memory, policy),
        policy,
        chance=chance,
        sample=1,
    )
    for step in range(STEPS):
        if world.known.signed_up:
            here.something()
        else:
            here.comes()
        if chance.random() < 0.25 or step == STEPS - 1:
            _time_passes(world, chance)
            _check(checker, world, f"{seed}, step {step}", told)
    told.steps += STEPS
    told.refused += sum(world.bot.refused.values())


def _time_passes(world: World, chance: Random) -> None:
    """Hours or weeks; then the clock may be wrong, and some of the jobs run."""
    world.clock.true += timedelta(hours=chance.choice((1, 5, 24, 24, 60, 100, 200, 500)))
    world.clock.wrong = world.bot.faults.wrong_clock() if chance.random() < 0.1 else timedelta(0)
    jobs = chance.sample(JOBS, chance.choice((0, 2, 2, len(JOBS))))
    by_day = in_daytime(world.clock.now) == world.clock.now  # nobody is told of them at night
    world.known.vacancies_sought = by_day and any(job.action is tell_vacancies for job in jobs)
    for job in jobs:
        world.bot.wake(job)
        if job.action is lapse_offers:
            world.known.lapsed_by = world.clock.now


def _check(checker: Checker, world: World, when: str, told: Told) -> None:
    for one in checker.check(world.clock.today, world.known):
        told.add(one.check, f"{when}: {one.words}")
    for words in world.bot.broken:
        told.add("nothing_breaks", f"{when}: {words}")
    world.bot.broken.clear()


def _policy(chance: Random) -> Policy:
    """One crèche or two, with a few places each."""
    creches = (replace(one, places=chance.randint(2, 5)) for one in POLICY.creches[: chance.randint(1, 2)])
    return replace(POLICY, creches=tuple(creches), idle_days=0)  # its staff send no updates to be seen by


def _world(memory: Memory, policy: Policy, seed: str) -> World:
    clock = Clock(at_local(FIRST, 9) - timedelta(days=40))
    bot = Bot(memory, clock, policy, Faults(Random(f"{seed}/faults")))
    return World(0, bot, Agenda(clock), Random(f"{seed}/world"))


def _furnish(world: World, chance: Random) -> None:
    """In every other one a firm with an agreement and two codes; a child or two who are there."""
    sponsors, creche = world.bot.memory.sponsors, world.bot.policy.creches[0]
    if chance.random() < 0.5:
        sponsors.add(Sponsor(id="firm", name="Firme"))
        period = Period(FIRST - timedelta(days=90), FIRST + timedelta(days=chance.choice((200, 900))))
        sponsors.add_agreement(
            Agreement(id="agreement", sponsor_id="firm", creche=creche.id, places=1, period=period)
        )
        for word in ("CODE-1", "CODE-2"):
            sponsors.add_code("firm", word, expires_at=world.clock.now + timedelta(days=400))
            world.codes.append(word)
    for number in range(chance.randint(0, 2)):
        stay = Stay(
            id=f"stay-{number}",
            creche=creche.id,
            week=chance.choice(WEEKS),
            period=Period(FIRST - timedelta(days=200), FIRST + timedelta(days=chance.choice((60, 300)))),
        )
        world.bot.memory.places.add_stay(stay)
