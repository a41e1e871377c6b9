"""The rooms, opened and joined: one life of the bot. Imported by the commands that need all of it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from bot.actions.house import publish
from bot.backroom import Backroom
from bot.courier import Courier, Pace, one_life
from bot.health import Figure
from bot.inbox import Desk, Poller, Share, Trouble, Webhook
from bot.life import Life, port_of, real_clock
from bot.ports import Received, Store
from bot.reports import TypstReports
from bot.rules.ailments import Ailment
from bot.rules.policy import Policy
from bot.settings import SettingProblem, Settings
from bot.texts import Texts
from handlers import open_conversations
from storage import Storage

log = logging.getLogger("cigogne")

#: How long a stop waits for what is in hand.
GRACE_SECONDS = 6.0
#: So many updates waiting in memory mean that somebody should look.
MOST_WAITING = 1_000


class House(Life):
    """The bot that listens and answers; with a courier and a clock, unless they live elsewhere."""

    name = "the bot"

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        policy: Policy,
        clock: Callable[[], datetime] = real_clock,
        *,
        with_courier: bool = True,
    ) -> None:
        super().__init__(settings, storage, Texts.load(), clock)
        self.policy = policy
        self.backroom = Backroom(settings, storage, policy, self.texts, clock) if with_courier else None
        self.pace = self.backroom.courier.pace if self.backroom else Pace(policy.messages_per_second)
        self._poller: Poller | None = None
        self._aside = 0  # updates set aside, as of the last look
        self._open()

    def _open(self) -> None:
        token, base_url = self.settings.the_token(), self.settings.api_base_url
        self.conversations = open_conversations(
            token=token,
            base_url=base_url,
            store=self.storage,
            texts=self.texts,
            reports=self.backroom.reports if self.backroom else TypstReports(self.texts, self.policy),
            policy=self.policy,
            clock=self.clock,
            spend=self.pace.spend,
            refused=self.pace.refused,
        )
        shared = self.storage.share_inbox(one_life()) if self.settings.public_url else None
        self.desk = Desk(self.storage.inbox, self._handle, self.conversations.again, self.clock)
        self.share = Share(shared, self.desk, self.clock) if shared else None

    @property
    def courier(self) -> Courier:
        """The one that lives here; LookupError where it lives elsewhere."""
        if self.backroom is None:
            raise LookupError("this house has no courier")
        return self.backroom.courier

    async def _handle(self, received: Received, turn: Store) -> None:
        """Handle an update; whatever it queued for others leaves at once."""
        await self.conversations.handle(received, turn)
        if self.backroom is not None:
            self.courier.nudge()

    async def enter(self) -> None:
        self.stack.push_async_callback(self.conversations.close)
        await self.storage.do(publish, policy=self.policy)
        if self.backroom is not None:
            self.backroom.deliver(self)
        await self._take_up()
        await self._listen()
        if self.backroom is not None:
            await self.backroom.keep_time(self)
        self.start(self._introduce())

    def ailments(self) -> list[Ailment]:
        found = {
            Ailment.WAITING: self.desk.queued > MOST_WAITING,
            Ailment.CONTESTED: self._poller is not None and self._poller.contested,
        }
        own = [ailment for ailment, so in found.items() if so]
        return [*own, *(self.backroom.ailments() if self.backroom else ())]

    def happened(self) -> list[Ailment]:
        aside, self._aside = self._aside, self.desk.set_aside
        return [Ailment.POISON] if self.desk.set_aside > aside else []

    def figures(self) -> dict[str, Figure]:
        desk = self.desk
        return {
            "updates_handled": Figure("Updates handled", lambda: desk.handled, counts=True),
            "updates_set_aside": Figure("Updates set aside", lambda: desk.set_aside, counts=True),
            "updates_passed_over": Figure(
                "Updates of a chat that floods, not handled", lambda: desk.passed_over, counts=True
            ),
            "updates_waiting": Figure("Updates kept and not handled yet", lambda: desk.queued),
            "update_age_seconds": Figure("How long the oldest of them has waited", desk.age),
            **(self.backroom.figures() if self.backroom else {}),
        }

    async def __aexit__(self, *_: object) -> None:
        """Stop taking in, finish what is in hand, keep the rest for the next start."""
        await self._deafen()
        await self.desk.stop(GRACE_SECONDS)
        if self.share is not None:
            self._sharing.cancel()
            await asyncio.gather(self._sharing, return_exceptions=True)
            await self.share.leave()
        await super().__aexit__()

    async def advanced(self, _: datetime) -> None:
        """The clock was moved: do what became due, and let its notices arrive."""
        if self.backroom is not None:
            await self.backroom.timetable.run_due()
            await self.backroom.courier.drained()

    async def is_busy(self, chat_id: int) -> bool:
        """Whether something for this chat is still on its way in or out."""
        return self.desk.busy(chat_id) or await self.storage.outbox.busy(chat_id, at=self.clock())

    async def _take_up(self) -> None:
        """What an earlier life left; among several bots, again and again what is this one's."""
        if self.share is None:
            await self.desk.take_up()
            return
        await self.share.look()
        self.storage.hear("inbox", self.share.nudge)
        if self.backroom is not None:
            self.storage.hear("outbox", self.courier.nudge)
        self._sharing = self.start(self.share.run())

    async def _listen(self) -> None:
        if self.settings.public_url is None:
            self._poller = Poller(self.storage.inbox, self.desk, self.api, self.clock)
            self._ear = self.start(self._poller.run())
            return
        self.settings.require("webhook_secret")
        secret = self.settings.webhook_secret.get_secret_value() if self.settings.webhook_secret else ""
        path = urlsplit(self.settings.public_url).path or "/"
        self._webhook = Webhook(self.storage.inbox, self.desk, self.clock, path=path, secret=secret)
        with port_of("webhook_port", self.settings.webhook_port):
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
