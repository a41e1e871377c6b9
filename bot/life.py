"""One life of a program that stays: what it opens, in order; its health for who watches; its end."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from typing import Self

from bot.health import Figure, Health
from bot.inbox import Api
from bot.rules.ailments import Ailment
from bot.settings import PREFIX, SettingProblem, Settings
from bot.texts import Texts
from bot.watch import Watch
from storage import Storage

log = logging.getLogger("cigogne")

#: Garbage is looked for once so many things more than before are there: what a hundred messages on their way
#: need stays below, and is not looked through again and again.
_MANY_THINGS = 10_000


def real_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – here the real time enters


@contextmanager
def port_of(setting: str, port: int) -> Iterator[None]:
    """A port that cannot be had is told by the setting that asks for it."""
    try:
        yield
    except OSError as problem:
        why = os.strerror(problem.errno or 0)
        raise SettingProblem(
            f"{PREFIX}{setting.upper()}: port {port} cannot be had ({why}): choose another"
        ) from None


class Life:
    """`async with` opens it, `run_until` lives, leaving it stops it in good order."""

    name = "cigogne"

    def __init__(
        self, settings: Settings, storage: Storage, texts: Texts, clock: Callable[[], datetime]
    ) -> None:
        self.settings = settings
        self.storage = storage
        self.texts = texts
        self.clock = clock
        self.api = Api(settings.api_base_url, settings.the_token())
        self.watch = Watch(
            storage,
            storage.outbox,
            clock=clock,
            ailments=lambda: (*self.ailments(), *self.happened()),
            say=self._alert if settings.alert_chat is not None else None,
            t=texts.speaker(settings.alert_language),
        )
        self.stack = AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []

    async def enter(self) -> None:
        """Open everything, each thing with its end on the stack."""
        raise NotImplementedError

    def ailments(self) -> list[Ailment]:
        """What a watcher should be woken for, as long as it lasts."""
        raise NotImplementedError

    def happened(self) -> list[Ailment]:
        """What staff should hear of, since the last look."""
        return []

    def figures(self) -> dict[str, Figure]:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        """Take up what an earlier life left, then work.

        SettingProblem if a port cannot be had or Telegram does not take the webhook.
        """
        self.stack.push_async_callback(self.storage.close)
        try:
            self.stack.push_async_callback(self.api.close)
            await self.enter()
            await self._show_health()
            if self.settings.alert_chat is not None or self.settings.health_port is not None:
                self.start(self.watch.run())
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._leave()

    async def run_until(self, stop: asyncio.Event) -> None:
        """Live until told to stop."""
        gc.freeze()  # what was opened stays, and is never looked through for garbage (see __main__)
        gc.set_threshold(_MANY_THINGS)
        gc.enable()
        log.info("%s works", self.name)
        await stop.wait()
        log.info("%s stops", self.name)

    def start(self, work: "asyncio._CoroutineLike[None]") -> asyncio.Task[None]:
        """Something that goes on beside the rest, and ends with it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.append(task)
        return task

    async def _show_health(self) -> None:
        if self.settings.health_port is None:
            return
        health = Health(ailments=self.ailments, figures=self.figures() | self._watched())
        with port_of("health_port", self.settings.health_port):
            await health.start("127.0.0.1", self.settings.health_port)
        self.stack.push_async_callback(health.stop)

    def _watched(self) -> dict[str, Figure]:
        watch = self.watch
        return {
            "notices": Figure("Notices in each state", lambda: watch.notices, label="state"),
            "staff_unheard": Figure("Staff whom no message reaches", lambda: watch.staff_unheard),
            "firms_unheard": Figure(
                "Firms with an agreement of which nobody is reached", lambda: watch.firms_unheard
            ),
        }

    async def _alert(self, text: str) -> None:
        await self.api.call("sendMessage", chat_id=self.settings.alert_chat, text=text, parse_mode="HTML")

    async def _leave(self) -> None:
        await self.stack.aclose()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
