"""Claims due notices, delivers them within Telegram's limits, writes down what became of each."""

import asyncio
import contextlib
import importlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.courier import outcomes
from bot.courier.breaker import Breaker
from bot.courier.lead import Lead, one_life
from bot.courier.letters import Gone, Letter, Letters
from bot.courier.pace import Held, Pace
from bot.courier.progress import Watch
from bot.courier.recorder import Recorder
from bot.courier.verdict import Cause, Verdict
from bot.ports import Claimed, Fate, Outbox, Outcome, Reports, Store
from bot.rules.ailments import Ailment
from bot.rules.calendar import local_day
from bot.rules.notices import Lane
from bot.rules.policy import Policy
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.courier.post import Post

log = logging.getLogger(__name__)

#: With the look after it, a standby sends within five seconds of its leader's end.
LEASE_SECONDS = 4.0
#: The safety net where nobody nudged; a nudge is immediate.
LOOK_SECONDS = 1.0
#: Telegram lets a bot send so many a second; for more, announcements are paid for, one by one.
FREE_PER_SECOND = 30
#: A standby looks so often in one lease.
STANDBY_LOOKS = 8


class Courier:
    """One courier; of several, only the one that holds the lease works. `run()` until `stop()`.

    At most `in_flight` notices are claimed at a time: so many, no more, can be told twice after a kill.
    """

    def __init__(  # noqa: PLR0913 – everything it needs, by name
        self,
        outbox: Outbox,
        store: Store,
        texts: Texts,
        reports: Reports,
        *,
        token: str,
        base_url: str,
        clock: Callable[[], datetime],
        policy: Policy,
        in_flight: int | None = None,
        lease_seconds: float = LEASE_SECONDS,
        took_over: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._address = (token, base_url)
        self._lease = lease_seconds
        self.in_flight = in_flight or max(4, policy.messages_per_second // 10)
        self.pace = Pace(policy.messages_per_second)
        self._paid = policy.messages_per_second > FREE_PER_SECOND
        self.counts: Counter[Fate] = Counter()
        self.breaker = Breaker()
        self.owner = one_life()
        self._lead = Lead(outbox, self.owner, clock, lease_seconds, took_over)
        self._letters = Letters(store, texts, reports, policy)
        self._recorder = Recorder(outbox, clock)
        self._watch = Watch(store, texts, clock, self._opened, self._may_show)
        self._post: Post | None = None
        self._hands: dict[int, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._claiming = False
        self._stopping = False
        self._ended: asyncio.Event | None = None
        self._said = ""
        self._late = 0.0

    @property
    def leads(self) -> bool:
        """Whether it is the one that works."""
        return self._lead.ours

    @property
    def in_hand(self) -> int:
        """Notices claimed and not yet over."""
        return len(self._hands)

    @property
    def late(self) -> float:
        """For how many seconds the next notice has been due: how far deliveries are behind."""
        return self._late

    def ailments(self) -> list[Ailment]:
        """What a watcher should be woken for."""
        found = {
            Ailment.UNDELIVERED: self.breaker.trouble is not None,
            Ailment.UNRECORDED: self._recorder.stuck,
            Ailment.STUCK: bool(self._said),
        }
        return [ailment for ailment, so in found.items() if so]

    def nudge(self) -> None:
        """Something was queued: look at once."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped; nothing that storage or network do ends it."""
        ended = self._ended = asyncio.Event()
        watching = asyncio.create_task(self._watch.run())
        try:
            while not self._stopping:
                await self._pass()
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            ended.set()

    async def stop(self, grace: float = 8.0) -> None:
        """Claim nothing more, finish what is in hand; what is late is recorded as it stands."""
        self._stopping = True
        self._wake.set()
        if self._ended is not None:
            await self._ended.wait()
        if self._hands:
            await asyncio.wait(self._hands.values(), timeout=grace)
        for hand in self._hands.values():
            hand.cancel()
        await asyncio.gather(*self._hands.values(), return_exceptions=True)
        if self._post is not None:
            await self._post.close()
        await self._lead.give_up()

    async def drained(self, seconds: float = 60.0) -> bool:
        """Wait until no due notice is pending or in hand; False after so long, or when the courier stops."""
        end = time.monotonic() + seconds
        self._lead.doubt()
        while time.monotonic() < end and not self._stopping:
            if not self._at_work() and not await self._due() and not self._at_work():
                return True
            self._wake.set()
            await asyncio.sleep(0.02)
        return False

    async def _pass(self) -> None:
        """One look: claim what there is room for, or wait."""
        try:
            waited = await self._rest()
            if not waited and not await self._deliver_some():
                await self._sleep(await self._until_due())
        except Exception as error:  # noqa: BLE001 – storage out of order: wait, it passes
            if (name := type(error).__name__) != self._said:
                log.error("the courier cannot work: %s", name)  # noqa: TRY400 – no content in logs
                self._said = name
            await self._sleep(LOOK_SECONDS)
        else:
            self._said = ""

    async def _rest(self) -> bool:
        """Wait where there is a reason to: somebody else leads, a pause, full hands."""
        if not await self._lead.keep():
            await self._opened()  # a standby that takes over has no time to begin with this
            await self._sleep(self._lease / STANDBY_LOOKS)
            return True
        pause = max(self.breaker.seconds(), self.pace.held())
        if pause > 0:
            await self._sleep(pause)
            return True
        if self._room() < max(1, self.in_flight // 4):
            await self._sleep(LOOK_SECONDS)
            return True
        return False

    async def _deliver_some(self) -> bool:
        if not await self._due():
            return False
        await self._opened()
        self._claiming = True
        try:
            claimed = await self._outbox.claim(self.owner, at=self._clock(), most=self._room())
            for one in claimed:
                self._hands[one.id] = asyncio.create_task(self._carry(one))
        finally:
            self._claiming = False
        return bool(claimed)

    def _at_work(self) -> bool:
        """Something is in hand, or on its way from the outbox into a hand."""
        return bool(self._hands) or self._claiming

    async def _carry(self, claimed: Claimed) -> None:
        try:
            outcome = await self._deliver(claimed)
            self.counts[outcome.fate] += 1
            await self._recorder.add(outcome)
        finally:
            del self._hands[claimed.id]
            self._wake.set()

    async def _deliver(self, claimed: Claimed) -> Outcome:
        if claimed.person.chat_id is None:
            return outcomes.nobody(claimed, "no telegram")
        try:
            letters = await self._letters.write(
                claimed.notice, claimed.person.language, today=local_day(self._clock())
            )
        except Gone:
            return outcomes.nobody(claimed, "gone")
        except Exception as error:  # noqa: BLE001 – our own mistake must not take the others with it
            log.error("a %s cannot be written: %s", type(claimed.notice).__name__, type(error).__name__)  # noqa: TRY400
            return outcomes.unwritten(claimed, error, now=self._clock())
        parts = claimed.parts
        for letter in letters[len(parts) :]:
            sent = await self._send(claimed, claimed.person.chat_id, letter)
            if isinstance(sent, Outcome):
                return replace(sent, parts=parts)
            parts = (*parts, sent)
        return outcomes.delivered(claimed, parts)

    async def _send(self, claimed: Claimed, chat_id: int, letter: Letter) -> Outcome | tuple[int, ...]:
        """The numbers of the messages that it became, or what became of it instead."""
        lane, began = claimed.notice.lane, False
        try:
            async with self.pace.spend(chat_id, lane, max(1, len(letter.files))):
                began = True
                result = await (await self._opened()).send(
                    chat_id,
                    letter,
                    silently=claimed.silently,
                    paid=self._paid and lane is Lane.ANNOUNCEMENT,
                )
        except Held as hold:
            return outcomes.held(claimed, hold.seconds, now=self._clock())
        except asyncio.CancelledError:  # the grace of a stop is over
            if began:
                return outcomes.unanswered(claimed, "stopped", now=self._clock())
            return outcomes.held(claimed, 0, now=self._clock())
        if not isinstance(result, Verdict):
            self.breaker.saw(None)
            return result
        everybody = result.cause is Cause.TOO_FAST and self.pace.refused(chat_id, result.seconds)
        rest = self.breaker.saw(result.cause)
        return outcomes.judged(claimed, result, rest=rest, everybody=everybody, now=self._clock())

    async def _opened(self) -> "Post":
        """The library is imported when it is first needed, beside the loop: it takes most of a second."""
        if self._post is None:
            module = await asyncio.to_thread(importlib.import_module, "bot.courier.post")
            token, base_url = self._address
            self._post = module.Post(token, base_url, connections=self.in_flight + 2)
            await self._post.open()
        return self._post

    def _may_show(self) -> bool:
        """Not by a standby, and not while Telegram wants silence."""
        return self.leads and not self.pace.held()

    async def _due(self) -> bool:
        return await self._until_due() <= 0

    async def _until_due(self) -> float:
        due = await self._outbox.next_due()
        wait = LOOK_SECONDS if due is None else (due - self._clock()).total_seconds()
        self._late = max(0.0, -wait)
        return wait

    async def _sleep(self, seconds: float) -> None:
        """Until nudged, or a hand is free, or so long."""
        self._wake.clear()
        if self._stopping:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.005, min(LOOK_SECONDS, seconds))):
                await self._wake.wait()

    def _room(self) -> int:
        return self.in_flight - len(self._hands)
