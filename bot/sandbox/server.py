"""The pretend Telegram as one HTTP server: the Bot API, files, the people's side and the page."""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.sandbox import wire
from bot.sandbox.dispatch import bot_call, obey
from bot.sandbox.errors import ApiError
from bot.sandbox.files import MAX_UPLOAD
from bot.sandbox.persons import SandboxPerson
from bot.sandbox.side import side_call
from bot.sandbox.updates import FIRST_ID
from bot.sandbox.world import World

DEFAULT_TOKEN = "7000000001:AAsandboxsandboxsandboxsandboxsand1"  # noqa: S105 – opens nothing but this sandbox
PAGE = Path(__file__).parent / "page"
BACKLOG = 1024


class Sandbox:
    """A Telegram of one's own, in memory.

    `is_busy(chat_id)` says whether the bot still works for a chat; `on_advance(now)` returns when all that
    a jump of the clock made due is done. Both may be set later. `pace=False` lifts the rate limits. A bot
    that remembers an earlier sandbox wants update ids above those it has seen: `first_update_id`. A chat is
    quiet after `still` seconds without a change; fewer will do where `is_busy` is known.
    """

    def __init__(  # noqa: PLR0913 – each is a choice of the front door or of a test
        self,
        *,
        people: Sequence[SandboxPerson] = (),
        token: str = DEFAULT_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        pace: bool = True,
        on_advance: Callable[[datetime], Awaitable[None]] | None = None,
        is_busy: Callable[[int], Awaitable[bool]] | None = None,
        start_at: datetime | None = None,
        first_update_id: int = FIRST_ID,
        still: float = 0.3,
    ) -> None:
        self._world = World(
            people=people,
            token=token,
            pace=pace,
            start_at=start_at,
            first_update_id=first_update_id,
            still=still,
        )
        self._world.obey = obey
        self.on_advance = on_advance
        self.is_busy = is_busy
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def token(self) -> str:
        """The token of the sandbox's own bot."""
        return self._world.main_token

    @property
    def url(self) -> str:
        """Where it listens, such as http://127.0.0.1:8081."""
        return f"http://{self._host}:{self._port}"

    @property
    def on_advance(self) -> Callable[[datetime], Awaitable[None]] | None:
        return self._world.on_advance

    @on_advance.setter
    def on_advance(self, hook: Callable[[datetime], Awaitable[None]] | None) -> None:
        self._world.on_advance = hook

    @property
    def is_busy(self) -> Callable[[int], Awaitable[bool]] | None:
        return self._world.is_busy

    @is_busy.setter
    def is_busy(self, hook: Callable[[int], Awaitable[bool]] | None) -> None:
        self._world.is_busy = hook

    def now(self) -> datetime:
        """The sandbox's time, aware."""
        return self._world.clock.now()

    async def start(self) -> None:
        """Listen; raises OSError when the port is taken."""
        app = web.Application(client_max_size=MAX_UPLOAD + 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port, backlog=BACKLOG)
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening, end every long poll and webhook."""
        hooks = [account.webhook for account in self._world.accounts.values() if account.webhook is not None]
        for account in self._world.accounts.values():
            account.updates.interrupt(ApiError(500, "Internal Server Error: restart"))
        for hook in hooks:
            hook.stop()
        await asyncio.gather(*(hook.closed() for hook in hooks))
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            return await bot_call(self._world, request, token, method)
        if path.startswith("/sandbox/"):
            return await side_call(self._world, request, path[9:])
        if path.startswith("/file/bot"):
            return self._download(path[9:])
        return _page_file("index.html" if path == "/" else path.removeprefix("/page/"))

    def _download(self, path: str) -> web.Response:
        token, _, file_path = path.partition("/")
        try:
            self._world.account(token)
        except ApiError as error:
            return wire.refusal(error)
        file = self._world.files.by_path.get(file_path)
        if file is None:
            return wire.refusal(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")


def _page_file(name: str) -> web.Response:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        return wire.refusal(ApiError(404, "Not Found"))
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    charset = "utf-8" if kind.startswith("text/") else None
    return web.Response(body=path.read_bytes(), content_type=kind, charset=charset, headers=headers)
