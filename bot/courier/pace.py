"""How fast messages may leave, so that Telegram has no cause to say 429, whatever the network does.

A message is counted somewhere between the moment it leaves and the moment its answer is here. So a place
that was used rests from the *answer* on: with n places that rest a second each, no second counts more than n.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.rules.notices import Lane

#: Beyond the second itself: the clocks of two machines do not tick alike.
MARGIN = 0.002
PER_PERSON = (3, 3.0)  # one a second, with the small burst that Telegram tolerates
PER_GROUP = (20, 60.0)
#: After a refusal a fifth of the places goes; a thirtieth of them all comes back a minute.
KEPT_AFTER_REFUSAL = 0.8
GIVE_BACK_SECONDS = 60.0
GIVE_BACK_SHARE = 30
LONG_SECONDS = 120.0
#: An answer waits so long for its chat's pause; whoever would wait longer has gone.
REPLY_WAITS = 60.0
#: Sends keep this share of their even distance; the rest is room to catch up after a late timer.
EVEN = 0.9
CATCH_UP = 0.02
_FORGET_AT = 2_048


class Held(Exception):  # noqa: N818 – an order to wait, not an error
    """Telegram asked for a pause; `seconds` of it are left."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Window:
    """`places` that rest for `seconds` each after use."""

    def __init__(self, places: int, seconds: float) -> None:
        self.places = places
        self._seconds = seconds
        self._rested: deque[float] = deque([0.0] * places)
        self._out = 0

    def free_at(self, count: int = 1) -> float | None:
        """When so many places, or all that there are, have rested; None while too many are out."""
        count = min(count, self.places)
        return self._rested[count - 1] if len(self._rested) >= count else None

    def take(self, count: int = 1) -> int:
        """How many were taken: no more than there are."""
        count = min(count, self.places)
        for _ in range(count):
            self._rested.popleft()
        self._out += count
        return count

    def done(self, now: float, count: int = 1, *, beyond: int = 0) -> None:
        """`beyond`: so many more messages than places left with them, and are rested for too."""
        self._out -= count
        rests = self._seconds * (1 + beyond / self.places) + MARGIN
        for _ in range(min(count, self.places - self._out - len(self._rested))):
            self._rested.append(now + rests)

    def resize(self, places: int, now: float) -> None:
        """Fewer places at once, or more from now on."""
        while self._rested and self._out + len(self._rested) > places:
            self._rested.popleft()
        for _ in range(places - self._out - len(self._rested)):
            self._rested.append(now + self._seconds)
        self.places = places

    def at_rest(self, now: float) -> bool:
        return not self._out and self._rested[-1] <= now


@dataclass
class Pace:
    """The pace of one bot, shared by all that sends: the courier, and the answers to those who just spoke."""

    per_second: int
    per_person: tuple[int, float] = PER_PERSON
    monotonic: Callable[[], float] = time.monotonic
    refusals: int = 0
    _chats: dict[int, Window] = field(default_factory=dict)
    _holds: dict[int, float] = field(default_factory=dict)
    _hold: float = 0.0
    _waiting: dict[Lane, deque[tuple[asyncio.Future[int], int]]] = field(
        default_factory=lambda: {lane: deque() for lane in Lane}
    )
    _timer: asyncio.TimerHandle | None = None
    _next: float = 0.0
    _changed: float = 0.0

    def __post_init__(self) -> None:
        self._bot = Window(self.per_second, 1.0)

    @property
    def allowed(self) -> int:
        """Messages a second, as learnt."""
        return self._bot.places

    @asynccontextmanager
    async def spend(self, chat_id: int, lane: Lane = Lane.REPLY, messages: int = 1) -> AsyncIterator[None]:
        """A message to a chat, or an album of several: waits for its turn, and counts until the block ends.

        Raises Held.
        """
        chat, in_chat = await self._chat_turn(chat_id, lane, messages)
        try:
            taken = await self._bot_turn(lane, messages)
            try:
                yield
            finally:
                self._bot.done(self.monotonic(), taken, beyond=messages - taken)
                self._pump()
        finally:
            chat.done(self.monotonic(), in_chat, beyond=messages - in_chat)

    def refused(self, chat_id: int, seconds: float) -> bool:
        """Telegram said 429: that chat waits, and all but answers elsewhere do; True if it means everybody.

        Pauses of hours were seen that concerned one chat: a long one is that chat's, until a second chat
        gets one too.
        """
        now = self.monotonic()
        long_ones = sum(1 for until in self._holds.values() if until > now + LONG_SECONDS)
        everybody = seconds <= LONG_SECONDS or long_ones > 0
        self.refusals += 1
        self._holds[chat_id] = max(now + seconds, self._holds.get(chat_id, 0.0))
        if everybody:
            self._hold = max(now + seconds, self._hold)
            self._send_back(seconds)
        if now >= self._changed + 1.0:
            self._bot.resize(max(1, int(self._bot.places * KEPT_AFTER_REFUSAL)), now)
            self._changed = now
        return everybody

    def held(self) -> float:
        """Seconds until anything but an answer may leave."""
        return max(0.0, self._hold - self.monotonic())

    async def _chat_turn(self, chat_id: int, lane: Lane, messages: int) -> tuple[Window, int]:
        window = self._window(chat_id)
        while True:
            hold = self._holds.get(chat_id, 0.0) - self.monotonic()
            if hold > (REPLY_WAITS if lane is Lane.REPLY else 0.0):
                raise Held(hold)
            free = window.free_at(messages)
            wait = max(hold, 0.02 if free is None else free - self.monotonic())
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        return window, window.take(messages)

    def _window(self, chat_id: int) -> Window:
        if chat_id not in self._chats:
            if len(self._chats) >= _FORGET_AT:
                self._forget()
            self._chats[chat_id] = Window(*(PER_GROUP if chat_id < 0 else self.per_person))
        return self._chats[chat_id]

    def _forget(self) -> None:
        """Keep nothing for chats that could send at once anyway."""
        now = self.monotonic()
        self._chats = {chat: window for chat, window in self._chats.items() if not window.at_rest(now)}
        self._holds = {chat: until for chat, until in self._holds.items() if until > now}

    async def _bot_turn(self, lane: Lane, messages: int) -> int:
        if lane is not Lane.REPLY and (hold := self.held()) > 0:
            raise Held(hold)
        turn: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append((turn, messages))
        self._pump()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._bot.done(self.monotonic(), turn.result())
            raise

    def _pump(self) -> None:
        """Give turns, those of replies first, until a place or the even distance says to wait."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._give_back()
        while (queue := self._first()) is not None:
            turn, messages = queue[0]
            free = self._bot.free_at(messages)
            if free is None:
                return
            now = self.monotonic()
            wait = max(free, self._next) - now
            if wait > 0:
                self._timer = asyncio.get_running_loop().call_later(wait, self._pump)
                return
            taken = self._bot.take(messages)
            self._next = max(self._next, now - CATCH_UP) + taken * EVEN / self._bot.places
            queue.popleft()
            turn.set_result(taken)

    def _first(self) -> deque[tuple[asyncio.Future[int], int]] | None:
        for lane in Lane:
            queue = self._waiting[lane]
            while queue and queue[0][0].done():
                queue.popleft()  # cancelled meanwhile
            if queue:
                return queue
        return None

    def _send_back(self, seconds: float) -> None:
        for lane in (Lane.NOTICE, Lane.ANNOUNCEMENT):
            for turn, _ in self._waiting[lane]:
                if not turn.done():
                    turn.set_exception(Held(seconds))
            self._waiting[lane].clear()

    def _give_back(self) -> None:
        now = self.monotonic()
        if self._bot.places < self.per_second and now >= self._changed + GIVE_BACK_SECONDS:
            more = max(1, self.per_second // GIVE_BACK_SHARE)
            self._bot.resize(min(self.per_second, self._bot.places + more), now)
            self._changed = now
