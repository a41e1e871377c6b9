"""Telegram's pace, in real time: 30 messages a second per bot, 1 a second per chat, 20 a minute per group."""

import math
import time
from collections import deque
from collections.abc import Callable

from bot.sandbox.errors import too_many

PER_BOT = 30  # a second
BURST = 3  # messages to one person at once, then one a second
PER_GROUP = 20  # a minute


class Limits:
    """Counts what a bot sends; a refused message is not counted."""

    def __init__(self, *, pace: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._second: deque[float] = deque()
        self._people: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}

    def take(self, chat_id: int, messages: int = 1) -> None:
        """Count messages to a chat, or raise 429 with the seconds after which they would pass."""
        if not self._pace:
            return
        now = self._monotonic()
        wait = max(self._bot_wait(now, messages), self._chat_wait(chat_id, now, messages))
        if wait > 0:
            raise too_many(math.ceil(wait))
        self._count(chat_id, now, messages)

    def _bot_wait(self, now: float, messages: int) -> float:
        return _window_wait(self._second, now, 1.0, PER_BOT, messages)

    def _chat_wait(self, chat_id: int, now: float, messages: int) -> float:
        if chat_id < 0:
            return _window_wait(self._groups.setdefault(chat_id, deque()), now, 60.0, PER_GROUP, messages)
        # A whole album passes when a single message would: it then owes the difference.
        return 1.0 - self._tokens(chat_id, now)

    def _tokens(self, chat_id: int, now: float) -> float:
        tokens, since = self._people.get(chat_id, (float(BURST), now))
        return min(float(BURST), tokens + now - since)

    def _count(self, chat_id: int, now: float, messages: int) -> None:
        self._second.extend([now] * messages)
        if chat_id < 0:
            self._groups[chat_id].extend([now] * messages)
        else:
            self._people[chat_id] = (self._tokens(chat_id, now) - messages, now)


def _window_wait(sent: deque[float], now: float, length: float, limit: int, messages: int) -> float:
    while sent and sent[0] <= now - length:
        sent.popleft()
    over = len(sent) + messages - limit
    return 0.0 if over <= 0 or not sent else sent[min(over, len(sent)) - 1] + length - now
