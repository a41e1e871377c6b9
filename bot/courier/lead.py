"""Which of several couriers works: the one that holds the lease, as long as it renews it."""

import os
import secrets
import time
from collections.abc import Callable
from datetime import datetime

from bot.ports import Outbox


class Lead:
    """One courier's hold on the lease; `took_over` hears when it became ours after having been another's."""

    def __init__(
        self,
        outbox: Outbox,
        owner: str,
        clock: Callable[[], datetime],
        seconds: float,
        took_over: Callable[[], None],
    ) -> None:
        self._outbox = outbox
        self._owner = owner
        self._clock = clock
        self._seconds = seconds
        self._took_over = took_over
        self._renewed: float | None = None
        self._ours: bool | None = None  # None before it was asked

    @property
    def ours(self) -> bool:
        return self._ours is True

    async def keep(self) -> bool:
        """Become or stay the one that works; asked anew when a third of the lease is over."""
        now = time.monotonic()
        if self._renewed is not None and now < self._renewed + self._seconds / 3:
            return True
        ours = await self._outbox.lead(self._owner, at=self._clock(), seconds=self._seconds)
        self._renewed = now if ours else None
        stood_by, self._ours = self._ours is False, ours
        if ours and stood_by:
            self._took_over()
        return ours

    def doubt(self) -> None:
        """The clock may have jumped over the end of the lease."""
        self._renewed = None

    async def give_up(self) -> None:
        """Let a standby have it at once."""
        if self._renewed is not None:
            self._renewed = self._ours = None
            await self._outbox.lead(self._owner, at=self._clock(), seconds=0)


def one_life() -> str:
    """A name for this life of the program, and no other."""
    return f"{os.getpid()}-{secrets.token_hex(4)}"
