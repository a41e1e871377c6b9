"""Long polling: ask, commit, hand on, and only then let Telegram forget."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.inbox.desk import Desk, cause
from bot.inbox.envelope import ALLOWED, seal, unreadable
from bot.inbox.telegram import Api, Trouble, Unreadable
from bot.ports import Inbox, Received

log = logging.getLogger(__name__)

#: While so many updates wait in memory, Telegram keeps the rest for us.
MOST_QUEUED = 2_000
_NUMBERLESS_PAUSE = 1.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_CONFLICT = 409
_WORDS = {
    401: "Telegram refuses the bot's token: check it, nothing is lost meanwhile",
    404: "Telegram does not know this bot's address: check token and base URL",
    _CONFLICT: "another program polls with this bot's token: stop one of the two",
}


class Poller:
    """`run()` until cancelled. A batch is committed by `inbox.put` before its successor is asked for."""

    def __init__(
        self, inbox: Inbox, desk: Desk, api: Api, clock: Callable[[], datetime], *, poll_seconds: int = 25
    ) -> None:
        self._inbox = inbox
        self._desk = desk
        self._api = api
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._offset = 0
        self._limit = 100
        self._bad: int | None = None
        self._pause = 0.0
        self._said = ""

    @property
    def contested(self) -> bool:
        """Whether another program polls with the same token."""
        return self._said == _WORDS[_CONFLICT]

    async def run(self) -> None:
        """Poll until cancelled; nothing that goes wrong ends it."""
        await self._until_done(self._leave_webhook)
        while True:
            await self._until_done(self._once)

    async def _leave_webhook(self) -> None:
        await self._api.call("deleteWebhook")

    async def _once(self) -> None:
        await self._desk.room(MOST_QUEUED)
        try:
            updates = await self._ask()
        except Unreadable as answer:
            await self._isolate(answer.body)
            return
        self._desk.accept(
            await self._keep([seal(one) for one in updates] if isinstance(updates, list) else [])
        )
        self._limit = 100

    async def _ask(self) -> object:
        return await self._api.call(
            "getUpdates",
            seconds=self._poll_seconds + 15,
            offset=self._offset,
            limit=self._limit,
            timeout=self._poll_seconds,
            allowed_updates=ALLOWED,
        )

    async def _isolate(self, body: bytes) -> None:
        """A batch that cannot be read: ask one by one, and put the single one aside."""
        if self._limit > 1:
            self._limit = 1
            return
        bad = unreadable(body)
        if bad.update_id == self._bad:
            raise Trouble(200, "the same unreadable answer again")
        self._bad = bad.update_id
        await self._keep([bad])
        await self._inbox.set_aside(bad.update_id, why="Unreadable", at=self._clock())
        log.error("update %d set aside: no JSON", bad.update_id)

    async def _keep(self, updates: Sequence[Received]) -> tuple[Received, ...]:
        """Commit a batch, then ask for what follows it; the ones that are new."""
        if not updates:
            return ()
        fresh = await self._inbox.put(updates, at=self._clock())
        numbers = [update.update_id for update in updates if update.update_id > 0]
        if numbers:  # of this batch alone: after a quiet week Telegram counts from anywhere, lower too
            self._offset = max(numbers) + 1
        else:
            await asyncio.sleep(_NUMBERLESS_PAUSE)  # Telegram will say them again: nothing tells them apart
        return fresh

    async def _until_done(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do a step; after trouble say so once and wait, longer each time."""
        try:
            await step()
        except Trouble as trouble:
            await self._rest(_WORDS.get(trouble.status, f"Telegram does not answer: {trouble}"), trouble.wait)
            return
        except Exception as error:  # noqa: BLE001 – storage out of order: Telegram keeps the batch for us
            await self._rest(f"updates cannot be kept: {cause(error)}", 0)
            return
        if self._said:
            log.warning("updates come in again")
        self._pause, self._said = 0.0, ""

    async def _rest(self, why: str, asked: float) -> None:
        if why != self._said:
            log.error(why)
        self._said = why
        self._pause = min(_LONGEST_PAUSE, max(_FIRST_PAUSE, self._pause * 2))
        await asyncio.sleep(asked or self._pause)
