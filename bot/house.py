"""The rooms, opened and joined: one life of the bot. Imported by the commands that need all of it."""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from bot import erased
from bot.actions.house import publish
from bot.courier import Courier
from bot.health import Figure, Health
from bot.inbox import Api, Desk, Poller, Trouble, Webhook
from bot.ports import Fate, Received, Store
from bot.reports import TypstReports
from bot.rules.policy import Policy
from bot.settings import PREFIX, SettingProblem, Settings
from bot.texts import Texts
from bot.timetable import Timetable
from handlers import open_conversations
from storage import Storage

log = logging.getLogger("cigogne")

#: How long a stop waits for what is in hand.
GRACE_SECONDS = 6.0
#: So many updates waiting in memory mean that somebody should look.
MOST_WAITING = 1_000


def real_clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – here the real time enters


@contextmanager
def _port_of(setting: str, port: int) -> Iterator[None]:
    """A port that cannot be had is told by the setting that asks for it."""
    try:
        yield
    except OSError as problem:
        why = os.strerror(problem.errno or 0)
        raise SettingProblem(
            f"{PREFIX}{setting.upper()}: port {port} cannot be had ({why}): choose another"
        ) from None


class House:
    """Everything that runs. `async with` opens it, `run_until` lives, leaving it stops it in good order."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        policy: Policy,
        clock: Callable[[], datetime] = real_clock,
    ) -> None:
        self.settings = settings
        self.storage = storage
        self.policy = policy
        self.clock = clock
        self.texts = Texts.load()
        self._stack = AsyncExitStack()
        self._tasks: list[asyncio.Task[None]] = []
        self._open()

    def _open(self) -> None:
        token, base_url = self.settings.the_token(), self.settings.api_base_url
        reports = TypstReports(self.texts, self.policy)
        self.courier = Courier(
            self.storage.outbox,
            self.storage,
            self.texts,
            reports,
            token=token,
            base_url=base_url,
            clock=self.clock,
            policy=self.policy,
            lease_seconds=self.settings.courier_lease_seconds,
        )
        self.conversations = open_conversations(
            token=token,
            base_url=base_url,
            store=self.storage,
            texts=self.texts,
            reports=reports,
            policy=self.policy,
            clock=self.clock,
            spend=self.courier.pace.spend,
            refused=self.courier.pace.refused,
        )
        self.api = Api(base_url, token)
        self.desk = Desk(self.storage.inbox, self._handle, self.conversations.again, self.clock)
        file = self.settings.erased_file
        self.timetable = Timetable(
            self.storage,
            self.storage.inbox,
            policy=self.policy,
            clock=self.clock,
            done=self.courier.nudge,
            note_forgotten=partial(erased.write, file) if file else None,
        )

    async def _handle(self, received: Received, turn: Store) -> None:
        """Handle an update; whatever it queued for others leaves at once."""
        await self.conversations.handle(received, turn)
        self.courier.nudge()

    async def __aenter__(self) -> Self:
        """Take up what an earlier life left, then start to listen, to send and to keep time.

        SettingProblem if a port cannot be had or Telegram does not take the webhook.
        """
        try:
            await self._enter()
        except BaseException:
            await self._leave()
            raise
        return self

    async def _enter(self) -> None:
        self._stack.push_async_callback(self.storage.close)
        self._stack.push_async_callback(self.api.close)
        self._stack.push_async_callback(self.conversations.close)
        await self.storage.do(publish, policy=self.policy)
        self._start(self.courier.run())
        self._stack.push_async_callback(self.courier.stop)
        await self.desk.start()
        await self._listen()
        await self.timetable.start()
        self._stack.push_async_callback(self.timetable.stop)
        await self._show_health()
        self._start(self._introduce())

    async def _show_health(self) -> None:
        if self.settings.health_port is None:
            return
        health = Health(ailments=self._ailments, figures=self._figures())
        with _port_of("health_port", self.settings.health_port):
            await health.start("127.0.0.1", self.settings.health_port)
        self._stack.push_async_callback(health.stop)

    def _ailments(self) -> list[str]:
        """What a watcher should be woken for."""
        waiting = ["more updates wait than are handled"] if self.desk.queued > MOST_WAITING else []
        return [*waiting, *self.courier.ailments()]

    def _figures(self) -> dict[str, Figure]:
        desk, courier = self.desk, self.courier
        sent = {
            f"notices_{fate.value}": Figure(
                fate.value, partial(courier.counts.__getitem__, fate), counts=True
            )
            for fate in Fate
        }
        return sent | {
            "updates_handled": Figure("Updates handled", lambda: desk.handled, counts=True),
            "updates_set_aside": Figure("Updates set aside", lambda: desk.set_aside, counts=True),
            "updates_waiting": Figure("Updates kept and not handled yet", lambda: desk.queued),
            "pace": Figure("Messages a second allowed, as learnt", lambda: courier.pace.allowed),
            "pace_refused": Figure(
                "Messages refused for haste (429)", lambda: courier.pace.refusals, counts=True
            ),
            "pace_pause_seconds": Figure(
                "Seconds of silence that Telegram still asks for", courier.pace.held
            ),
            "courier_leads": Figure("1 where this courier is the one that works", lambda: courier.leads),
            "notices_in_hand": Figure("Notices on their way", lambda: courier.in_hand),
            "notices_late_seconds": Figure("For how long the next notice has been due", lambda: courier.late),
        }

    async def __aexit__(self, *_: object) -> None:
        """Stop taking in, finish what is in hand, keep the rest for the next start."""
        await self._deafen()
        await self.desk.stop(GRACE_SECONDS)
        await self._leave()

    async def _leave(self) -> None:
        await self._stack.aclose()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Live until told to stop."""
        gc.freeze()  # what was opened stays, and is never looked through for garbage (see __main__)
        gc.enable()
        log.info("the bot listens")
        await stop.wait()
        log.info("the bot stops")

    async def advanced(self, _: datetime) -> None:
        """The clock was moved: do what became due, and let its notices arrive."""
        await self.timetable.run_due()
        await self.courier.drained()

    async def is_busy(self, chat_id: int) -> bool:
        """Whether something for this chat is still on its way in or out."""
        return self.desk.busy(chat_id) or await self.storage.outbox.busy(chat_id, at=self.clock())

    async def _listen(self) -> None:
        if self.settings.public_url is None:
            poller = Poller(self.storage.inbox, self.desk, self.api, self.clock)
            self._ear = self._start(poller.run())
            return
        self.settings.require("webhook_secret")
        secret = self.settings.webhook_secret.get_secret_value() if self.settings.webhook_secret else ""
        path = urlsplit(self.settings.public_url).path or "/"
        self._webhook = Webhook(self.storage.inbox, self.desk, self.clock, path=path, secret=secret)
        with _port_of("webhook_port", self.settings.webhook_port):
            await self._webhook.start(self.settings.webhook_host, self.settings.webhook_port)
        await self._register(self.settings.public_url)

    async def _register(self, url: str) -> None:
        try:
            await self._webhook.register(self.api, url)
        except Trouble as trouble:
            await self._webhook.stop()
            raise SettingProblem(
                f"Telegram did not take the webhook {url} ({trouble}): check CIGOGNE_PUBLIC_URL, "
                "CIGOGNE_TOKEN and the network"
            ) from None

    async def _deafen(self) -> None:
        if self.settings.public_url is None:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)
        else:
            await self._webhook.stop()

    async def _introduce(self) -> None:
        """Telling Telegram the commands is a courtesy: nothing waits for it."""
        try:
            await self.conversations.introduce()
        except Exception as problem:  # noqa: BLE001 – whatever it was, the bot lives without it
            log.warning("the commands could not be told: %s", type(problem).__name__)

    def _start(self, work: "asyncio._CoroutineLike[None]") -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.append(task)
        return task
