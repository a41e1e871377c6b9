"""Writes down what became of deliveries: what gathers while one commit runs goes into the next."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.ports import Outbox, Outcome

log = logging.getLogger(__name__)

_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)


class Recorder:
    """`add()` returns once the outcome is committed, however long storage is out of order."""

    def __init__(self, outbox: Outbox, clock: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self.stuck = False

    async def add(self, outcome: Outcome) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._commit([outcome for outcome, _ in batch])
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    async def _commit(self, outcomes: list[Outcome]) -> None:
        """Nothing new is claimed meanwhile, because the hands stay full: no letter leaves unrecorded."""
        for attempt in range(1_000_000):
            try:
                await self._outbox.record(outcomes, at=self._clock())
            except Exception as error:  # noqa: BLE001 – a full disk, a lock: whatever it is, it passes
                self.stuck = True
                if attempt == 0:
                    log.error("deliveries cannot be recorded: %s", type(error).__name__)  # noqa: TRY400 – no content
                await asyncio.sleep(_PAUSES[min(attempt, len(_PAUSES) - 1)])
            else:
                self.stuck = False
                return
