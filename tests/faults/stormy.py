"""A Telegram that takes so many messages a second, and then wants silence for as long as it likes.

`python -m tests.faults.stormy PER_SECOND LONGEST SEED`: a refusal asks for 1 to LONGEST seconds. What comes
before they are over is refused too, and called early, unless it was under way when the refusal was said.
"""

import asyncio
import math
import random
import sys
import time
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from tests.pretend import refused, sent, serve

ONE_WAY = 0.01
#: A refusal is known so long after it was said, and what was under way has come.
UNDER_WAY = 0.25


class Telegram:
    """What it has taken, refused and called early."""

    def __init__(self, per_second: int, longest: int, seed: int) -> None:
        self._per_second = per_second
        self._longest = longest
        self._chance = random.Random(seed)
        self._second: deque[float] = deque()
        self._copies: Counter[int] = Counter()
        self._said = self._until = 0.0
        self._refused = self._early = self._storms = 0

    def figures(self) -> Mapping[str, float]:
        return {
            "arrived": len(self._copies),
            "twice": self._copies.total() - len(self._copies),
            "refused": self._refused,
            "early": self._early,
            "storms": self._storms,
        }

    def send(self, chat: int, values: Mapping[str, Any]) -> bytes:
        now = time.monotonic()
        if now < self._until:
            self._early += now > self._said + UNDER_WAY
            return self._no(self._until - now)
        while self._second and self._second[0] <= now - 1.0:
            self._second.popleft()
        if len(self._second) >= self._per_second:
            self._storms += 1
            seconds = self._chance.randint(1, self._longest)
            self._said, self._until = now, now + seconds
            return self._no(seconds)
        self._second.append(now)
        self._copies[chat] += 1
        return sent(chat, self._copies.total(), values)

    def _no(self, seconds: float) -> bytes:
        self._refused += 1
        whole = math.ceil(seconds)
        return refused(429, f"Too Many Requests: retry after {whole}", retry_after=whole)


if __name__ == "__main__":
    asyncio.run(serve(Telegram(*map(int, sys.argv[1:])), ONE_WAY))
