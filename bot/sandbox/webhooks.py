"""Delivery of updates to a bot's own server: in order within a lane, repeated until accepted or too old."""

import asyncio
import re
import time
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.errors import ApiError, bad
from bot.sandbox.wire import text_of

if TYPE_CHECKING:
    from bot.sandbox.updates import Pending
    from bot.sandbox.world import Account

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_ASKED_WAIT = 3600.0
PATIENCE = aiohttp.ClientTimeout(total=60)


def check_url(url: str) -> None:
    """Refuse an address Telegram would refuse; plain HTTP and any port are fine on this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise bad("bad webhook: URL is invalid") from error
    if not host or parts.scheme not in ("http", "https"):
        raise bad("bad webhook: URL is invalid")
    if host in _HERE:
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in (None, 80, 88, 443, 8443):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def check_secret(secret: Any) -> None:
    """Refuse a secret that is no header value of 1-256 letters, digits, _ and -."""
    if secret is None:
        return
    if len(str(secret)) > 256:
        raise bad("secret token is too long")
    if _SECRET.fullmatch(str(secret)) is None:
        raise bad("secret token contains unallowed characters")


class Webhook:
    """The webhook of one bot, with a queue per lane."""

    def __init__(self, account: "Account", url: str, secret: str | None, connections: int) -> None:
        self.url = url
        self.connections = connections
        self.trouble: dict[str, Any] = {}
        self._account = account
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        self._free = asyncio.Semaphore(connections)
        self._session = aiohttp.ClientSession(timeout=PATIENCE, connector=aiohttp.TCPConnector(limit=0))
        self._lanes: dict[tuple[str, int], deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        account.updates.on_add = self._take
        for update in account.updates.pending.values():
            self._take(update)

    def stop(self) -> None:
        """Deliver no more; what was not accepted stays in the queue."""
        self._account.updates.on_add = None
        for task in self._tasks:
            task.cancel()
        closing = asyncio.get_running_loop().create_task(self._session.close())
        self._tasks.add(closing)
        closing.add_done_callback(self._tasks.discard)

    async def closed(self) -> None:
        """Return when the last connection is closed."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take(self, update: "Pending") -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: tuple[str, int]) -> None:
        updates = self._lanes[lane]
        while updates:
            await self._deliver(updates[0])
            updates.popleft()
        del self._lanes[lane]

    async def _deliver(self, update: "Pending") -> None:
        pause = FIRST_WAIT
        while update.update_id in self._account.updates.pending and time.monotonic() < update.dies_at:
            async with self._free:
                asked = await self._attempt(update)
            if asked is None:
                break
            await asyncio.sleep(asked or pause)
            pause = min(pause * 2, LONGEST_WAIT)
        self._account.updates.drop(update.update_id)

    async def _attempt(self, update: "Pending") -> float | None:
        """One POST: None when it was accepted, else the seconds to wait (0: the usual ones)."""
        try:
            body = text_of(update.body).encode()
            async with self._session.post(self.url, data=body, headers=self._headers) as response:
                if response.status // 100 == 2:
                    await self._obey(response)
                    return None
                phrase = HTTPStatus(response.status).phrase if response.status in _STATUSES else ""
                self._note(f"Wrong response from the webhook: {response.status} {phrase}".rstrip())
                return _asked_wait(response.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note(
                "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Read timeout"
            )
            return 0.0

    def _note(self, what: str) -> None:
        now = self._account.world.clock.stamp()
        self.trouble = {"last_error_date": now, "last_error_message": what}

    async def _obey(self, response: aiohttp.ClientResponse) -> None:
        """Do the call that came back in the reply, if any; its outcome is nobody's to know."""
        try:
            params = await reply_params(response)
            if params.get("method") and self._account.world.obey is not None:
                await self._account.world.obey(self._account, str(params.pop("method")), params)
        except (ApiError, ValueError):
            return  # a reply that makes no sense is passed over, as Telegram does


_STATUSES = frozenset(int(status) for status in HTTPStatus)


def _asked_wait(header: str) -> float:
    return min(float(header), LONGEST_ASKED_WAIT) if header.isdecimal() else 0.0


async def reply_params(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The parameters of a call that a webhook answers with, as JSON or as a form."""
    kind = response.content_type
    if kind == "application/json":
        parsed = await response.json() if await response.read() else {}
        return parsed if isinstance(parsed, dict) else {}
    if not kind.startswith("multipart/"):
        return {}
    params: dict[str, Any] = {}
    reader = aiohttp.MultipartReader.from_response(response)
    while (part := await reader.next()) is not None:
        if isinstance(part, aiohttp.BodyPartReader) and part.name:
            params[part.name] = await part.text()
    return params
