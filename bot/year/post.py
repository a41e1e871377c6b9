"""A stand-in for the courier: it takes notices from the real outbox, and they arrive at once or never.

A real courier speaks HTTP with Telegram, at thirty messages a second: a year of it would last a day. What it
asks of the storage is asked here too: the lease, claims, and what became of each.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.ports import Claimed, Fate, Outcome
from bot.year.faults import Fault
from bot.year.world import World
from storage import claims, outcomes

_OWNER = "year"
_MOST = 200
_LEASE_SECONDS = 60.0


@dataclass
class Post:
    """`heard`: by how many each notice was heard (a message may repeat where no answer came)."""

    world: World
    delivered: int = 0
    _heard: list[Claimed] = field(default_factory=list)

    def deliver(self) -> None:
        """Everything that is due; then whoever was written to hears it."""
        memory, now = self.world.bot.memory, self.world.bot.now
        outcomes.lead(memory, _OWNER, now, _LEASE_SECONDS)
        while claimed := claims.claim(memory, _OWNER, now, _MOST):
            outcomes.record(memory, [self._outcome(one) for one in claimed], now)
        heard, self._heard = self._heard, []
        for one in heard:
            self._tell(one)

    def _outcome(self, one: Claimed) -> Outcome:
        reader, now = self.world.readers.get(one.person.id), self.world.bot.now
        if reader is not None and reader.blocks:
            return Outcome(id=one.id, fate=Fate.NEVER, why="blocked", unreachable=True)
        if self.world.bot.faults.strikes(Fault.UNANSWERED, 0.01):
            if self.world.bot.faults.chance.random() < 0.5:
                self._heard.append(one)
            again = now + timedelta(minutes=1)
            return Outcome(id=one.id, fate=Fate.UNKNOWN, why="no answer", again_at=again)
        self._heard.append(one)
        self.delivered += 1
        return Outcome(id=one.id, fate=Fate.SENT, parts=((one.id,),))

    def _tell(self, one: Claimed) -> None:
        reader = self.world.readers.get(one.person.id)
        if reader is not None:
            reader.hears(one.notice)
