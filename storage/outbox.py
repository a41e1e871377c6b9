"""The queue, seen from the side that empties it: claim (committed), send, record.

pending → claimed → sent | unknown | never, or pending again. One courier leads at a time; what a dead one had
claimed may or may not have arrived, so it is settled like any delivery that Telegram did not answer.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Claimed, Outcome
from storage import claims
from storage.jobs import Queue
from storage.outcomes import lead, record


class Outbox:
    """Queued notices for the courier."""

    def __init__(self, writes: Queue, reads: Queue) -> None:
        self._writes = writes
        self._reads = reads

    async def lead(self, owner: str, *, at: datetime, seconds: float) -> bool:
        leads: bool = await self._writes.put(lambda memory: lead(memory, owner, at, seconds))
        return leads

    async def claim(self, owner: str, *, at: datetime, most: int) -> tuple[Claimed, ...]:
        taken: tuple[Claimed, ...] = await self._writes.put(
            lambda memory: claims.claim(memory, owner, at, most)
        )
        return taken

    async def record(self, outcomes: Sequence[Outcome], *, at: datetime) -> None:
        await self._writes.put(lambda memory: record(memory, outcomes, at))

    async def next_due(self) -> datetime | None:
        moment: datetime | None = await self._reads.put(claims.next_due)
        return moment

    async def led_until(self) -> datetime | None:
        moment: datetime | None = await self._reads.put(claims.led_until)
        return moment

    async def states(self) -> dict[str, int]:
        found: dict[str, int] = await self._reads.put(claims.states)
        return found

    async def busy(self, chat_id: int, *, at: datetime) -> bool:
        found: bool = await self._reads.put(lambda memory: claims.busy(memory, chat_id, at))
        return found
