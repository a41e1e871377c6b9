"""A Bot API that is 50 ms away and lets a bot send a thousand messages a second: the paid pace.

Counted half way; more than that in any second is refused (429), and so is more than one a second to one
person, and more than thirty that nobody pays for.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from tests.pretend import refused, sent, serve

ONE_WAY = 0.025
PER_SECOND = 1_000
FREE_PER_SECOND = 30
PER_PERSON = 1.0


class Telegram:
    """What it has taken and refused."""

    def __init__(self) -> None:
        self._second: deque[float] = deque()
        self._last: dict[int, float] = {}
        self._copies: Counter[int] = Counter()
        self._refused = 0
        self._first = self._latest = 0.0

    def figures(self) -> dict[str, float]:
        return {
            "arrived": len(self._copies),
            "twice": self._copies.total() - len(self._copies),
            "refused": self._refused,
            "seconds": self._latest - self._first,
        }

    def send(self, chat: int, values: Mapping[str, Any]) -> bytes:
        now = time.monotonic()
        while self._second and self._second[0] <= now - 1.0:
            self._second.popleft()
        paid = str(values.get("allow_paid_broadcast", "")).lower() == "true"
        most = PER_SECOND if paid else FREE_PER_SECOND
        if len(self._second) >= most or self._last.get(chat, 0.0) > now - PER_PERSON:
            self._refused += 1
            return refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self._second.append(now)
        self._last[chat] = self._latest = now
        self._first = self._first or now
        self._copies[chat] += 1
        return sent(chat, self._copies.total(), values)


if __name__ == "__main__":
    asyncio.run(serve(Telegram(), ONE_WAY))
