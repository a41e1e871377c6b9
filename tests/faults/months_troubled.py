"""R15: clocks that jump an hour or a day, crashes, up to 72 hours down: each month told once, and soon.

Late is counted on the bot's own clock, from the first moment at which it ran and the month was due.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from bot.actions.summaries import due_at, ensure_summaries
from bot.ports import Records
from bot.rules.calendar import Month, at_local
from bot.rules.policy import Policy
from bot.timetable import Timetable
from storage import Storage
from tests.cast import POLICY
from tests.faults import months
from tests.faults.figures import Row, at_most, every
from tests.faults.months import MINUTE, Clock

LIVES = {"full": 1000, "small": 100}
MONTHS = [Month(2026, 9).plus(ahead) for ahead in range(4)]
LATEST_MINUTES = 15
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_STEPS = (_HOUR, -_HOUR, _DAY, -_DAY)


class Killed(Exception):  # noqa: N818 – what SIGKILL does to a transaction, nothing else
    """The process ended in the middle of a transaction."""


@dataclass
class Life:
    """A bot that is started, set wrong, killed and started again over four months."""

    storage: Storage
    chance: Random
    clock: Clock
    ran_due: dict[Month, datetime] = field(default_factory=dict)  # the first moment it ran with a month due
    dies: bool = False

    def __post_init__(self) -> None:
        self._timer = Timetable(self.storage, self.storage.inbox, policy=POLICY, clock=self.clock)

    async def wake(self) -> None:
        """The job once; if that kills it, again a minute after."""
        self.ran_due |= {
            month: self.clock.now
            for month in MONTHS
            if month not in self.ran_due and due_at(month, POLICY) <= self.clock.now
        }
        job = replace(months.JOB, action=self._action, parts=None)
        try:
            await self._timer._do(job)
        except Killed:
            self.clock.now += MINUTE
            await self._timer._do(job)

    def _action(self, records: Records, *, now: datetime, policy: Policy) -> None:
        made = ensure_summaries(records, now=now, policy=policy)
        if made and self.dies:
            self.dies = False
            raise Killed

    async def live(self) -> None:
        """Minute by minute around what matters, and in jumps between."""
        for month in MONTHS:
            due = due_at(month, POLICY)
            for trouble in self._troubles(due):
                for moment in months.wakes(trouble, 3):
                    self.clock.now = moment
                    await self.wake()
        self.clock.now = max(self.clock.now, due_at(MONTHS[-1], POLICY)) + 2 * _DAY
        await self.wake()

    def _troubles(self, due: datetime) -> Iterator[datetime]:
        """What its clock says when it runs next: about when a month is due, set wrong, or after a pause."""
        yield due - 2 * MINUTE if self.chance.random() < 0.5 else due - _DAY
        self.dies = self.chance.random() < 0.5
        for _ in range(self.chance.randrange(1, 4)):
            step = self.chance.choice((*_STEPS, self.chance.random() * 72 * _HOUR))
            yield self.clock.now + step


async def run(size: str, chance_seed: int) -> Row:
    """A life a seed."""
    lives = LIVES[size]
    right, latest = 0, 0.0
    for seed in range(chance_seed, chance_seed + lives):
        async with months.furnished(MONTHS[0]) as storage:
            life = Life(storage, Random(seed), Clock(at_local(MONTHS[0].first, 9)))
            await life.live()
            right += await storage.look(months.told_once, MONTHS)
            for month in MONTHS:
                made = await storage.look(months.made_at, month)
                late = made - life.ran_due[month] if made else _DAY
                latest = max(latest, late / MINUTE)
    parts = (
        every("months told exactly once to every contact, %", right, lives * len(MONTHS)),
        at_most("the latest after it could be told, minutes", latest, LATEST_MINUTES),
    )
    return Row("R15", f"{lives} lives of four months", chance_seed, parts)
