"""The year's time: what the sun says, what the computer's clock shows, and what somebody will do when."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.rules.calendar import at_local, local_day

Deed = Callable[[], object]


@dataclass
class Clock:
    """`wrong` is by how much the computer's clock is off."""

    true: datetime
    wrong: timedelta = timedelta(0)

    @property
    def now(self) -> datetime:
        """What the bot believes."""
        return self.true + self.wrong

    @property
    def today(self) -> date:
        return local_day(self.now)


@dataclass
class Agenda:
    """What people will do, the next first; of two at one moment the one that was planned first."""

    clock: Clock
    _entries: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _count: int = 0

    def plan(self, when: datetime, deed: Deed) -> None:
        """Do it then; what is planned for the past is done next."""
        self._count += 1
        heapq.heappush(self._entries, (when, self._count, deed))

    def after(self, days: float, deed: Deed) -> None:
        """Do it so many days from now."""
        self.plan(self.clock.true + timedelta(days=days), deed)

    def on(self, day: date, hour: float, deed: Deed) -> None:
        """Do it on that day, at that hour in Belgium."""
        self.plan(at_local(day, 0) + timedelta(hours=hour), deed)

    def run_until(self, moment: datetime) -> None:
        """Let time pass; everybody does what they planned, and plans anew."""
        while self._entries and self._entries[0][0] <= moment:
            when, _, deed = heapq.heappop(self._entries)
            self.clock.true = max(self.clock.true, when).astimezone(UTC)
            deed()
        self.clock.true = moment
