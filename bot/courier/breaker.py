"""Stops knocking at a door that is shut: no network, or a token that Telegram refuses."""

import logging
import time
from collections.abc import Callable

from bot.courier.verdict import Cause

log = logging.getLogger(__name__)

_LONGEST_SECONDS = 30.0
_TOKEN_SECONDS = 60.0
_TOKEN_STRIKES = 3


class Breaker:
    """Counts in a row what says nothing about the one message but all about the way to Telegram."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until = 0.0
        self._count = 0
        self.trouble: Cause | None = None

    def saw(self, cause: Cause | None) -> float:
        """A send ended so (None: delivered). Seconds of rest that follow from it."""
        if cause not in {Cause.NOT_SENT, Cause.NO_TOKEN}:
            self._mended()
            return 0.0
        now = self._monotonic()
        if self.trouble is not cause:
            self._count, self.trouble = 0, cause
            log.error("nothing can be delivered: %s", cause)
        if now >= self._until:
            self._count += 1
            self._until = now + self._rest(cause)
        return self._until - now

    def seconds(self) -> float:
        """How long to rest still."""
        return max(0.0, self._until - self._monotonic())

    def _rest(self, cause: Cause) -> float:
        if cause is Cause.NO_TOKEN and self._count >= _TOKEN_STRIKES:
            return _TOKEN_SECONDS
        return min(_LONGEST_SECONDS, 2.0 ** min(self._count - 1, 10))

    def _mended(self) -> None:
        if self.trouble is not None:
            log.warning("deliveries leave again")
        self.trouble, self._count, self._until = None, 0, 0.0
