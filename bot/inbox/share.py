"""One of several bots behind one address: it says that it lives, and takes up what is its own to handle."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from datetime import datetime

from bot.inbox.desk import Desk, cause
from bot.ports import SharedInbox

log = logging.getLogger(__name__)

#: A bot that was silent for so long is dead, and the others handle what it had.
LEASE_SECONDS = 4.0
#: The safety net where no word came; a nudge is immediate.
LOOK_SECONDS = 1.0


class Share:
    """`run()` until cancelled, then `leave()`."""

    def __init__(
        self,
        inbox: SharedInbox,
        desk: Desk,
        clock: Callable[[], datetime],
        *,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._inbox = inbox
        self._desk = desk
        self._clock = clock
        self._lease = lease_seconds
        self._stayed: float | None = None
        self._wake = asyncio.Event()
        self._said = ""

    def nudge(self) -> None:
        """Another bot has left something to us: look at once."""
        self._wake.set()

    async def look(self) -> None:
        """Renew the lease in time, and take up what is ours."""
        now = time.monotonic()
        if self._stayed is None or now >= self._stayed + self._lease / 3:
            await self._inbox.stay(at=self._clock(), seconds=self._lease)
            self._stayed = now
        await self._desk.take_up()

    async def run(self) -> None:
        """Look when nudged, and once a second; nothing that storage does ends it."""
        while True:
            self._wake.clear()
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 – storage out of order: it passes
                if (why := cause(error)) != self._said:
                    log.error("the shared inbox cannot be read: %s", why)  # noqa: TRY400 – no content in logs
                    self._said = why
            else:
                self._said = ""
            await self._rest()

    async def leave(self) -> None:
        """Leave the others what was not handled."""
        await self._inbox.leave(at=self._clock())

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(LOOK_SECONDS, self._lease / 3)):
                await self._wake.wait()
