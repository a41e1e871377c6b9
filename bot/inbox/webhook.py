"""A webhook: the secret first, then commit, then 200."""

import hmac
import logging
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.inbox.desk import Desk, cause
from bot.inbox.envelope import ALLOWED, open_
from bot.inbox.telegram import Api
from bot.ports import Inbox

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BODY = 1024 * 1024
#: With so many updates waiting in memory Telegram is asked to come back; it keeps its order and its queue.
MOST_QUEUED = 10_000
_LATER = {"Retry-After": "2"}


class Webhook:
    """Serves one path. Without the secret nothing is read: 401, whatever the headers hold."""

    def __init__(
        self, inbox: Inbox, desk: Desk, clock: Callable[[], datetime], *, path: str, secret: str
    ) -> None:
        self._inbox = inbox
        self._desk = desk
        self._clock = clock
        self._path = path
        self._secret = secret
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; the port it came to be."""
        self._runner = web.AppRunner(self.app(), access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def register(self, api: Api, url: str, *, connections: int = 40) -> None:
        """Tell Telegram where we are. Trouble if it does not take it."""
        await api.call(
            "setWebhook",
            url=url,
            secret_token=self._secret,
            allowed_updates=ALLOWED,
            max_connections=connections,
        )

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def app(self) -> web.Application:
        """For a server of one's own."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_post(self._path, self._receive)
        return app

    async def _receive(self, request: web.Request) -> web.Response:
        if not self._authentic(request.headers.get(HEADER, "")):
            return web.Response(status=401)
        if self._desk.queued >= MOST_QUEUED:
            return web.Response(status=503, headers=_LATER)
        body = await request.read()
        try:
            self._desk.accept(await self._inbox.put([open_(body)], at=self._clock()))
        except Exception as error:  # noqa: BLE001 – storage out of order: Telegram keeps it for us
            log.error("an update cannot be kept: %s", cause(error))  # noqa: TRY400 – no content in logs
            return web.Response(status=503, headers=_LATER)
        return web.Response()

    def _authentic(self, given: str) -> bool:
        """Compared as bytes: text outside ASCII would raise, and that would be an answer too."""
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret.encode())
