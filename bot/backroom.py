"""Courier and clock: what goes on where nobody speaks. In the bot's own process, or in one of their own.

Of several only the one that leads works; the others stand by.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot import erased
from bot.courier import Courier
from bot.health import Figure
from bot.life import Life, real_clock
from bot.ports import Fate
from bot.reports import TypstReports
from bot.rules.ailments import Ailment
from bot.rules.policy import Policy
from bot.settings import Settings
from bot.texts import Texts
from bot.timetable import Outside, Timetable
from storage import Seen, Storage, clear_copies


class Backroom:
    """One courier and one clock, led by one lease."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        policy: Policy,
        texts: Texts,
        clock: Callable[[], datetime],
    ) -> None:
        self.reports = TypstReports(texts, policy)
        self.courier = Courier(
            storage.outbox,
            storage,
            texts,
            self.reports,
            token=settings.the_token(),
            base_url=settings.api_base_url,
            clock=clock,
            policy=policy,
            lease_seconds=settings.courier_lease_seconds,
            took_over=self._take_over,
        )
        file = settings.erased_file
        self.timetable = Timetable(
            storage,
            storage.inbox,
            policy=policy,
            clock=clock,
            done=self.courier.nudge,
            outside=Outside(
                note_forgotten=partial(erased.write, file) if file else None,
                clear_copies=partial(_still_in_copies, settings, {}),
            ),
            may=lambda: self.courier.leads,
        )

    def deliver(self, life: Life) -> None:
        """Send what is due, until that life ends."""
        life.start(self.courier.run())
        life.stack.push_async_callback(self.courier.stop)

    async def keep_time(self, life: Life) -> None:
        """Do what became due meanwhile, then keep time until that life ends."""
        await self.timetable.start()
        life.stack.push_async_callback(self.timetable.stop)

    def ailments(self) -> list[Ailment]:
        return [*self.courier.ailments(), *([Ailment.JOB_LATE] if self.timetable.late() else [])]

    def figures(self) -> dict[str, Figure]:
        courier = self.courier
        sent = {
            f"notices_{fate.value}": Figure(
                f"Notices that ended as: {fate.value}", partial(courier.counts.__getitem__, fate), counts=True
            )
            for fate in Fate
        }
        return sent | {
            "jobs_due": Figure("Jobs that became due", lambda: self.timetable.due, counts=True, label="job"),
            "jobs_done": Figure("Jobs done", lambda: self.timetable.done, counts=True, label="job"),
            "jobs_late": Figure("Jobs due for too long", lambda: len(self.timetable.late())),
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

    def _take_over(self) -> None:
        self.timetable.catch_up()


def _still_in_copies(settings: Settings, seen: Seen) -> int:
    """Whoever is erased, once they were taken out."""
    return len(clear_copies(settings.database_url, settings.copies, seen))


class Annex(Life):
    """A life of courier and clock alone, beside bots that only listen and answer."""

    name = "the courier"

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        policy: Policy,
        clock: Callable[[], datetime] = real_clock,
    ) -> None:
        super().__init__(settings, storage, Texts.load(), clock)
        self.backroom = Backroom(settings, storage, policy, self.texts, clock)

    async def enter(self) -> None:
        self.storage.hear("outbox", self.backroom.courier.nudge)
        self.backroom.deliver(self)
        await self.backroom.keep_time(self)

    def ailments(self) -> list[Ailment]:
        return self.backroom.ailments()

    def figures(self) -> dict[str, Figure]:
        return self.backroom.figures()
